// How one operator works in this browser: with which keys, what Enter does, what is heard and how it looks.
import { t } from '../i18n';
import { watchChoices } from '../kept/choice';
import type { Chat, OperatorId } from '../proto';
import { Acts, type Act } from './acts';
import { Choice } from './choice.svelte';
import { readDisplay, type Display } from './display';
import { readSendsBy, type SendsBy } from './enter';
import { ariaStroke, readKeys, strokeName, type KeyChoice, type Stroke } from './keys';
import { commandKey } from './platform';
import { readSounds, type SoundChoice } from './sounds';

export class Habits {
  readonly acts = new Acts();
  readonly keys: Choice<KeyChoice>;
  readonly sendsBy: Choice<SendsBy | null>;
  readonly sounds: Choice<SoundChoice>;
  /** Of whoever sits here: it is known before anybody signed in. */
  readonly display = new Choice<Display>('display', readDisplay);
  /** Since the page was opened. */
  hasSent = $state(false);
  /** As it is called on this keyboard; both are taken everywhere. */
  readonly commandKey = commandKey;
  /** The chat a key leads to at this moment: there the focus belongs to the talk, and keys go on working. */
  walkedTo: string | null = null;
  /** How to go on once this chat is closed; to be asked before, while it still has its place in the list. */
  onward: (chat: Chat) => () => void = () => () => undefined;

  constructor(operator: OperatorId) {
    this.keys = new Choice(`${operator}.keys`, readKeys);
    this.sounds = new Choice(`${operator}.sounds`, readSounds);
    this.sendsBy = new Choice(`${operator}.sends-by`, readSendsBy);
  }

  /** Follows what is chosen in other tabs; how to stop. */
  follow(): () => void {
    return watchChoices(() =>
      [this.keys, this.sendsBy, this.sounds, this.display].forEach((choice) => choice.refresh()),
    );
  }

  /** The name of the key that does it; empty: there is none, or keys are off. */
  keyName(act: Act): string {
    return strokeName(this.#stroke(act), t.keys.names.shift);
  }

  ariaKey(act: Act): string | undefined {
    return ariaStroke(this.#stroke(act));
  }

  #stroke(act: Act): Stroke {
    const { isOn, strokes } = this.keys.now;
    return isOn && act in strokes ? strokes[act as keyof typeof strokes] : '';
  }
}

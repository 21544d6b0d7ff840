// Rings for what just happened: one sound for one event in one browser, however many tabs show the desk.
import type { Chat, ContactId, Frame, OperatorId } from '../proto';
import type { Tone } from '../net/tones';
import { heardOf, type SoundChoice } from './sounds';

/** Between two sounds: a burst of messages is one call. */
export const PAUSE_MS = 1000;

export interface RingerDeps {
  me: OperatorId;
  now: () => number;
  choice: () => SoundChoice;
  /** As the desk knew it before the frame. */
  chat: (id: ContactId) => Chat | undefined;
  /** Whether this tab may make a sound: browsers allow it only after a first click. */
  isReady: () => boolean;
  /** Whether somebody looks at any tab of the desk. */
  isAttended: () => Promise<boolean>;
  /** Whether this tab is the first of the browser to ask for `what`. */
  isFirst: (what: string) => Promise<boolean>;
  play: (tone: Tone, volume: number) => void;
}

export class Ringer {
  #deps: RingerDeps;
  #rung = -Infinity;

  constructor(deps: RingerDeps) {
    this.#deps = deps;
  }

  /** To be told of a frame before the desk is. */
  async take(frame: Frame): Promise<void> {
    const { me, choice, chat, isReady } = this.#deps;
    const { tones, volume } = choice();
    if (volume === 0 || !isReady()) return;
    const calls = frame.events.flatMap((event): [Tone, string][] => {
      if (event.type !== 'chat_committed') return [];
      const kind = heardOf(event, me, chat(event.chat.id));
      const tone = kind === null ? 'none' : tones[kind];
      return tone === 'none' ? [] : [[tone, `${event.chat.id} ${event.chat.version}`]];
    });
    for (const [tone, what] of calls) await this.#ring(tone, what);
  }

  async #ring(tone: Tone, what: string): Promise<void> {
    const { now, choice, isAttended, isFirst, play } = this.#deps;
    const { isAlways, volume } = choice();
    if (!isAlways && (await isAttended())) return;
    if (!(await isFirst(what)) || now() - this.#rung < PAUSE_MS) return;
    this.#rung = now();
    play(tone, volume);
  }
}

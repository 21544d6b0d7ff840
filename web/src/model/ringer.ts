// Rings for what just happened: one sound for one event in one browser, however many tabs show the desk.
import type { Chat, ContactId, Event, Frame, OperatorId } from '../proto';
import type { Tone } from '../net/tones';
import { heardOf, type Kind, type SoundChoice, type Told } from './sounds';

/** Between two sounds: a burst of messages is one call. */
export const PAUSE_MS = 1000;

export interface RingerDeps {
  me: OperatorId;
  now: () => number;
  choice: () => SoundChoice;
  /** As the desk knows it, before the frame. */
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
  #told = new Map<ContactId, Told>();

  constructor(deps: RingerDeps) {
    this.#deps = deps;
  }

  /** To be told of a frame before the desk is. */
  async take(frame: Frame): Promise<void> {
    const { choice, isReady } = this.#deps;
    const { tones, volume } = choice();
    const calls = frame.events.flatMap((event): [Tone, string][] => {
      if (event.type !== 'chat_committed') return [];
      const kind = this.#hear(event);
      const tone = kind === null ? 'none' : tones[kind];
      return tone === 'none' ? [] : [[tone, `${event.chat.id} ${event.chat.version}`]];
    });
    if (volume === 0 || !isReady()) return;
    for (const [tone, what] of calls) await this.#ring(tone, what);
  }

  #hear(event: Extract<Event, { type: 'chat_committed' }>): Kind | null {
    const { id, version, inbound } = event.chat;
    const told = this.#told.get(id);
    const kind = heardOf(event, this.#deps.me, told, this.#deps.chat(id));
    if (!told || told.version < version) this.#told.set(id, { version, inbound });
    return kind;
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

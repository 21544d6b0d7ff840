// Who else has a chat open at this moment, and telling that oneself has. Whoever is alone there tells it once, when they
// come; those who are there answer, and from then on each tells it again as long as they see somebody.
import type { Api } from '../net/http';
import { chatPath } from '../net/perform';
import type { ContactId, Frame, OperatorId } from '../proto';
import { Momentary } from './momentary.svelte';

/** How long somebody is shown after it was last told. `domain::looking::LOOKING_SHOWN_MS` */
export const SHOWN_MS = 60_000;

/** Whoever goes on looking tells it again after this time. `domain::looking::LOOKING_PAUSE_MS` */
export const AGAIN_MS = 25_000;

/** Who walks through chats and stays in none is not told of. */
export const STAY_MS = 1_000;

/** Several who come at once are answered once. */
const ANSWER_MS = 500;

export interface LookersDeps {
  now: () => number;
  /** How to take it back. */
  later: (act: () => void, ms: number) => () => void;
  tell: (chat: ContactId, isThere: boolean) => void;
  /** Whether anybody else is at work: else nobody is told. */
  hasColleagues: () => boolean;
}

export class Lookers {
  #shown: Momentary;
  #deps: LookersDeps;
  #me: OperatorId;
  /** The chat one has open, if it was told that one has. */
  #open: ContactId | null = null;
  #isTold = false;
  #stop: () => void = () => undefined;

  constructor(me: OperatorId, deps: LookersDeps) {
    this.#me = me;
    this.#deps = deps;
    this.#shown = new Momentary(SHOWN_MS, deps);
  }

  colleagues(chat: ContactId): OperatorId[] {
    return this.#shown.in(chat);
  }

  /** One has this chat open from here on; how to say that one has it no more. */
  look(chat: ContactId): () => void {
    this.#open = chat;
    this.#isTold = false;
    this.#tellIn(STAY_MS);
    return () => {
      if (this.#open !== chat) return;
      this.#stop();
      this.#open = null;
      if (this.#isTold && this.colleagues(chat).length > 0) this.#deps.tell(chat, false);
    };
  }

  take(frame: Frame): void {
    for (const event of frame.events) {
      if (event.type !== 'looking') continue;
      const isMe = event.by === this.#me;
      const isNew = !this.#shown.has(event.chat, event.by);
      if (!isMe && event.is_there) this.#shown.show(event.chat, event.by);
      if (!isMe && !event.is_there) this.#shown.over(event.chat, event.by);
      // Newcomers do not know who is there; colleagues take one for gone who left at another device.
      const mustAnswer = isMe ? !event.is_there : event.is_there && isNew;
      if (this.#open === event.chat && mustAnswer) this.#tellIn(ANSWER_MS);
    }
  }

  #tellIn(ms: number): void {
    this.#stop();
    this.#stop = this.#deps.later(() => this.#tell(), ms);
  }

  #tell(): void {
    const chat = this.#open;
    if (chat === null) return;
    const isAlone = this.colleagues(chat).length === 0;
    if (!isAlone || (!this.#isTold && this.#deps.hasColleagues())) {
      this.#isTold = true;
      this.#deps.tell(chat, true);
    }
    if (!isAlone) this.#tellIn(AGAIN_MS);
  }
}

/** Tells the desk's server. That it was not told is no loss. */
export function lookersOver(api: Api, me: OperatorId, hasColleagues: () => boolean): Lookers {
  return new Lookers(me, {
    now: () => Date.now(),
    later: (act, ms) => {
      const timer = setTimeout(act, ms);
      return () => clearTimeout(timer);
    },
    tell: (chat, is_there) =>
      void api.call('PUT', chatPath(chat, '/looking'), { is_there }).catch(() => undefined),
    hasColleagues,
  });
}

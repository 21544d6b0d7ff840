// Who writes at this moment and has not sent yet, and telling that oneself does.
import type { Api } from '../net/http';
import { chatPath } from '../net/perform';
import type { ContactId, Frame, OperatorId, Speaker } from '../proto';
import { Momentary } from './momentary.svelte';

/** How long it is shown after it was last told. `domain::typing::TYPING_SHOWN_MS` */
export const SHOWN_MS = 6_000;

/** Whoever goes on writing tells it again after this time. `domain::typing::TYPING_PAUSE_MS` */
export const PAUSE_MS = 3_000;

/** What stands for the contact among those who write. */
const CONTACT = '';

export interface TypistsDeps {
  now: () => number;
  later: (act: () => void, ms: number) => void;
  tell: (chat: ContactId) => void;
}

export class Typists {
  #shown: Momentary;
  /** When each chat was last told of oneself. */
  #told = new Map<ContactId, number>();
  #deps: TypistsDeps;
  #me: OperatorId;

  constructor(me: OperatorId, deps: TypistsDeps) {
    this.#me = me;
    this.#deps = deps;
    this.#shown = new Momentary(SHOWN_MS, deps);
  }

  take(frame: Frame): void {
    for (const event of frame.events) {
      if (event.type === 'typing') this.#show(event.chat, event.by);
      // What was being written is there.
      if (event.type === 'chat_committed')
        for (const { origin } of event.messages) {
          if (origin.from === 'contact') this.#shown.over(event.chat.id, CONTACT);
          if (origin.from === 'operator') this.#shown.over(event.chat.id, origin.by);
        }
    }
  }

  isContact(chat: ContactId): boolean {
    return this.#shown.has(chat, CONTACT);
  }

  colleagues(chat: ContactId): OperatorId[] {
    return this.#shown.in(chat).filter((who) => who !== CONTACT);
  }

  /** Said at each stroke; told now and then. */
  typed(chat: ContactId): void {
    const now = this.#deps.now();
    if (now - (this.#told.get(chat) ?? 0) < PAUSE_MS) return;
    this.#told.set(chat, now);
    this.#deps.tell(chat);
  }

  #show(chat: ContactId, by: Speaker): void {
    const who = by.is === 'operator' ? by.id : CONTACT;
    if (by.is !== 'outside' && who !== this.#me) this.#shown.show(chat, who);
  }
}

/** Tells the desk's server. That it was not told is no loss. */
export function typistsOver(api: Api, me: OperatorId): Typists {
  return new Typists(me, {
    now: () => Date.now(),
    later: (act, ms) => setTimeout(act, ms),
    tell: (chat) => void api.call('POST', chatPath(chat, '/typing'), {}).catch(() => undefined),
  });
}

// Chats that were put aside and came up: who is reminded, and once.
import type { ContactId, Event, Frame, OperatorId } from '../proto';

export class Reminders {
  /** With which version each chat came up last. */
  #heard = new Map<ContactId, number>();

  constructor(readonly me: OperatorId) {}

  /** Chats this operator must be reminded of now: a push may come twice, and chats of others are theirs. */
  take(frame: Frame): ContactId[] {
    return frame.events.flatMap((event) => (this.#isNew(event) ? [event.chat] : []));
  }

  #isNew(event: Event): event is Extract<Event, { type: 'chat_came_up' }> {
    if (event.type !== 'chat_came_up' || event.to !== this.me) return false;
    if (event.version <= (this.#heard.get(event.chat) ?? 0)) return false;
    this.#heard.set(event.chat, event.version);
    return true;
  }
}

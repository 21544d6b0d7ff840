// The client's copies of chats: which is newest, and which may be outdated.
import type { Chat, ContactId } from '../proto';

export class Copies {
  #chats = new Map<ContactId, Chat>();
  /** The highest version heard of, where it is above that of the copy. */
  #heard = new Map<ContactId, number>();
  /** Not confirmed since the last interruption: asked for when opened. */
  #doubtful = new Map<ContactId, number>();
  /** Expected in a page that did not have it: asked for at once. */
  #suspects = new Map<ContactId, number>();
  /** Counts doubts: only a question asked after a doubt can settle it. */
  #doubts = 0;
  /** The server says there is none. */
  #unknown = new Set<ContactId>();

  get(id: ContactId): Chat | undefined {
    return this.#chats.get(id);
  }

  all(): Iterable<Chat> {
    return this.#chats.values();
  }

  isUnknown(id: ContactId): boolean {
    return this.#unknown.has(id);
  }

  /** Takes a copy, whole as every copy is; whether it was newer. */
  learn(chat: Chat): boolean {
    this.#unknown.delete(chat.id);
    if (chat.version >= (this.#heard.get(chat.id) ?? Infinity)) this.#heard.delete(chat.id);
    if (chat.version <= (this.#chats.get(chat.id)?.version ?? 0)) return false;
    this.#chats.set(chat.id, chat);
    return true;
  }

  /** Somebody mentioned that the chat has this version. */
  hear(id: ContactId, version: number): void {
    const known = Math.max(this.#chats.get(id)?.version ?? 0, this.#heard.get(id) ?? 0);
    if (version > known) this.#heard.set(id, version);
  }

  get doubts(): number {
    return this.#doubts;
  }

  doubt(id: ContactId): void {
    this.#doubtful.set(id, ++this.#doubts);
  }

  suspect(id: ContactId): void {
    this.#suspects.set(id, ++this.#doubts);
  }

  /** The server told its state, asked when there were `asked` doubts. */
  confirm(id: ContactId, asked: number): void {
    for (const doubts of [this.#doubtful, this.#suspects]) {
      if ((doubts.get(id) ?? 0) <= asked) doubts.delete(id);
    }
  }

  /** The server says there is no such chat. */
  deny(id: ContactId): void {
    this.confirm(id, Infinity);
    this.forget(id);
    this.#unknown.add(id);
  }

  forget(id: ContactId): void {
    this.#chats.delete(id);
    this.#heard.delete(id);
  }

  /** Whether it must be asked for before it is shown as the open chat. */
  isUncertain(id: ContactId): boolean {
    return !this.#unknown.has(id) && (this.#doubtful.has(id) || !this.#chats.has(id));
  }

  /** Chats to ask for at once. */
  suspects(): Iterable<ContactId> {
    return this.#suspects.keys();
  }

  /** Chats whose copy is older than what was heard. */
  outdated(): Iterable<ContactId> {
    return this.#heard.keys();
  }
}

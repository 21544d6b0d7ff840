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
  /** Pulled into another chat at this version: what was said of them before comes too late. */
  #united = new Map<ContactId, number>();

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
    if (this.isPast(chat)) return false;
    this.#unknown.delete(chat.id);
    if (chat.version >= (this.#heard.get(chat.id) ?? Infinity)) this.#heard.delete(chat.id);
    if (chat.version <= (this.#chats.get(chat.id)?.version ?? 0)) return false;
    this.#chats.set(chat.id, chat);
    return true;
  }

  /** Whether this is a chat as it was before it was pulled into another one. */
  isPast(chat: Chat): boolean {
    return chat.version <= (this.#united.get(chat.id) ?? 0);
  }

  /** Somebody mentioned that the chat has this version. */
  hear(id: ContactId, version: number): void {
    const held = Math.max(this.#chats.get(id)?.version ?? 0, this.#united.get(id) ?? 0);
    const known = Math.max(held, this.#heard.get(id) ?? 0);
    if (version > known) this.#heard.set(id, version);
  }

  get doubts(): number {
    return this.#doubts;
  }

  doubt(id: ContactId): void {
    this.#doubtful.set(id, ++this.#doubts);
  }

  /** Doubts everything known, and `more`; how many doubts there are then. */
  doubtAll(more: Iterable<ContactId>): number {
    for (const id of [...this.#chats.keys(), ...more]) this.doubt(id);
    return this.#doubts;
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

  /** It was pulled into another chat by a commit of this version. */
  unite(id: ContactId, version: number): void {
    // A newer copy is of a chat that stands for itself again.
    if ((this.#chats.get(id)?.version ?? 0) > version) return;
    this.#united.set(id, Math.max(version, this.#united.get(id) ?? 0));
    this.deny(id);
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

/** The contact's addresses, whichever wrote last. */
export function addresses(chat: Chat): string {
  return chat.identities
    .map((identity) => identity.id)
    .sort()
    .join(' ');
}

/** The chat an event of a kind that this client does not know is about, as far as that can be told. */
export function rootOf(event: object): { id?: unknown; version?: unknown } {
  const { chat, version } = event as { chat?: unknown; version?: unknown };
  return (typeof chat === 'object' && chat) || { id: chat, version };
}

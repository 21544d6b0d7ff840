// The windows of the chats opened lately.
import type { Chat, ContactId, Message } from '../proto';
import * as threads from './thread';
import type { Thread } from './thread';

/** Windows kept; the one left longest ago goes first. */
const WINDOWS_MAX = 30;

/** A window that is not open and has more messages than this keeps only its newest ones. */
const MESSAGES_MAX = 1000;
const MESSAGES_KEPT = 200;

export class Histories {
  /** Last used last. */
  #windows = new Map<ContactId, Thread>();
  #epoch = 1;
  /** May grow as far as somebody scrolls. */
  #open: ContactId | null = null;

  get(id: ContactId): Thread | undefined {
    return this.#windows.get(id);
  }

  ids(): Iterable<ContactId> {
    return this.#windows.keys();
  }

  change(id: ContactId, change: (thread: Thread) => Thread): void {
    const thread = this.#windows.get(id);
    if (thread) this.#windows.set(id, change(thread));
  }

  /** Opens a window, or the one still held. */
  begin(chat: Chat): void {
    this.#open = chat.id;
    const held = this.#windows.get(chat.id);
    this.#put(chat.id, held ?? threads.begin(this.#epoch++, chat.version));
  }

  /** Takes up a window that was kept over a reload, unless another one was begun meanwhile. */
  recall(id: ContactId, thread: Thread): void {
    if (!this.#windows.has(id)) this.#put(id, { ...thread, epoch: this.#epoch++ });
  }

  /** Takes the messages of a commit; the first commit of a chat is a whole window. */
  commit(chat: Chat, messages: readonly Message[]): void {
    const id = chat.id;
    if (chat.version === 1 && !this.#windows.has(id)) this.#put(id, threads.whole(this.#epoch++, messages));
    this.change(id, (thread) => threads.advance(threads.merge(thread, messages), chat.version));
    if (id !== this.#open) this.#bound(id);
  }

  /** Whatever is held of this chat's history is not to be trusted any more. */
  forget(id: ContactId): void {
    this.#windows.delete(id);
  }

  /** None is open any more. */
  leave(): void {
    if (this.#open !== null) this.#bound(this.#open);
    this.#open = null;
  }

  /** A long scroll back, or a long day, must not stay in memory for ever. */
  #bound(id: ContactId): void {
    const thread = this.#windows.get(id);
    if (!thread || thread.messages.length <= MESSAGES_MAX) return;
    const rest = threads.trimmed(thread, MESSAGES_KEPT);
    if (rest) this.#windows.set(id, rest);
    else this.#windows.delete(id);
  }

  #put(id: ContactId, thread: Thread): void {
    this.#windows.delete(id);
    this.#windows.set(id, thread);
    const oldest = this.#windows.keys().next().value;
    if (this.#windows.size > WINDOWS_MAX && oldest !== undefined) this.#windows.delete(oldest);
  }
}

// The part of one chat's history that this client holds: a window that reaches from some place to the newest message.
//
// Two promises are kept apart. `version`: every change of the chat up to here is in the window. `ahead`: changes beyond
// the first missing one that are in as well, so that swapped frames need no request to heal. Values are replaced, never
// changed, so that views can compare them by identity.
import type { Message, MessageId, MessagePage, Order } from '../proto';
import { identityOf, inOrder, placeOf } from './order';

export interface Thread {
  /** Tells answers for this window from answers for an earlier one of the same chat. */
  readonly epoch: number;
  readonly messages: readonly Message[];
  readonly version: number;
  readonly ahead: readonly number[];
  /** Nothing before this place is held; null: the window starts at the first message of the chat. */
  readonly from: Order | null;
  /** Of a talk by several addresses: asks for the page before the window; absent: there is none. */
  readonly cursor?: string;
  /** The newest page has come. */
  readonly isLoaded: boolean;
  /** The operator scrolled near the start. */
  readonly wantsOlder: boolean;
  /** Changed messages from before the window, kept while an older page is under way: the page may be older than they. */
  readonly beyond: readonly Message[];
  /** How often a gap was closed: an older page asked for before that may lack what closed it. */
  readonly mends: number;
}

/** A window that waits for its newest page; what arrives meanwhile is kept. */
export function begin(epoch: number, version: number): Thread {
  const window = { messages: [], from: null, isLoaded: false, wantsOlder: false, beyond: [] };
  return { epoch, version, ahead: [], mends: 0, ...window };
}

/** The window of a chat whose very first change was just seen: nothing can be missing. */
export function whole(epoch: number, messages: readonly Message[]): Thread {
  return { ...begin(epoch, 1), messages: inOrder(messages), isLoaded: true };
}

/** Adds messages in whatever order and number they arrive: of two copies the higher version is newer. */
export function merge(thread: Thread, arrived: readonly Message[]): Thread {
  const from = thread.from;
  const isBefore = (message: Message) => from !== null && placeOf(message.id) < from;
  const messages = united(
    thread.messages,
    arrived.filter((message) => !isBefore(message)),
  );
  const outside = thread.wantsOlder ? newest(thread.beyond, arrived.filter(isBefore)) : null;
  if (messages === thread.messages && !outside) return thread;
  return { ...thread, messages, beyond: outside ? [...outside.values()] : thread.beyond };
}

/** Notes that the change `version` is in. */
export function advance(thread: Thread, version: number): Thread {
  if (version <= thread.version || thread.ahead.includes(version)) return thread;
  return contiguous({ ...thread, ahead: [...thread.ahead, version] });
}

/** The newest page, asked for when the window began. */
export function takeNewest(thread: Thread, page: MessagePage): Thread {
  if (thread.isLoaded) return merge(thread, page.messages);
  const merged = { ...merge(thread, page.messages), isLoaded: true };
  const first = page.messages[0];
  // Of a talk by several addresses there is no one place it begins at: the server's word for it is kept.
  if (page.cursor !== undefined) return { ...merged, cursor: page.cursor };
  return page.has_older && first ? startAt(merged, placeOf(first.id)) : merged;
}

/** Whether the window does not reach back to the first message. */
export function hasOlder(thread: Thread): boolean {
  return thread.from !== null || thread.cursor !== undefined;
}

/** The window that asks for what is before it, if there is something. */
export function grown(thread: Thread): Thread {
  return thread.isLoaded && hasOlder(thread) && !thread.wantsOlder ? { ...thread, wantsOlder: true } : thread;
}

/** The page before the one that gave `asked`, of a talk by several addresses. */
export function takeEarlier(thread: Thread, asked: string, page: MessagePage): Thread {
  if (!thread.isLoaded || thread.cursor !== asked) return thread;
  const known = { ...merge(thread, page.messages), wantsOlder: false };
  delete known.cursor;
  return page.cursor === undefined ? known : { ...known, cursor: page.cursor };
}

/** The page before `before`; an answer to a question the window no longer has is ignored, and asked again. */
export function takeOlder(
  thread: Thread,
  asked: { before: Order; mends: number },
  page: MessagePage,
): Thread {
  if (!thread.isLoaded || thread.from !== asked.before || thread.mends !== asked.mends) return thread;
  const first = page.messages[0];
  const from = page.has_older && first ? placeOf(first.id) : null;
  const beyond = thread.beyond;
  return { ...merge(merge({ ...thread, from, wantsOlder: false }, page.messages), beyond), beyond: [] };
}

/**
 * What changed after version `thread.version`, read when the chat had at least version `base`. The answer speaks only
 * of messages from `page.from` on; what is older may have changed unseen and is let go.
 */
export function takeChanges(thread: Thread, base: number, page: MessagePage): Thread {
  if (!thread.isLoaded) return thread;
  const from = page.from ?? null;
  const cut = from !== null && (thread.from === null || thread.from < from) ? startAt(thread, from) : thread;
  const merged = merge(cut, page.messages);
  return contiguous({ ...merged, version: Math.max(merged.version, base), mends: merged.mends + 1 });
}

/**
 * Only the newest `count` messages. Null: the talk is by several addresses, whose places cannot be compared, so that a
 * part of the window would have no beginning that more could be asked from.
 */
export function trimmed(thread: Thread, count: number): Thread | null {
  const first = thread.messages.at(-count);
  if (!first || thread.messages.length <= count) return thread;
  const addresses = new Set(thread.messages.map((message) => identityOf(message.id)));
  return addresses.size > 1 ? null : startAt(thread, placeOf(first.id));
}

function startAt(thread: Thread, from: Order): Thread {
  const messages = thread.messages.filter((message) => placeOf(message.id) >= from);
  return { ...thread, from, messages, wantsOlder: false, beyond: [] };
}

function contiguous(thread: Thread): Thread {
  let version = thread.version;
  const ahead = thread.ahead.filter((seen) => seen > version).sort((a, b) => a - b);
  while (ahead[0] === version + 1) version = ahead.shift() ?? version;
  return { ...thread, version, ahead };
}

/** All in order; the same array if nothing is new. */
function united(known: readonly Message[], arrived: readonly Message[]): readonly Message[] {
  const quick = arrived.length === 1 && arrived[0] ? withOne(known, arrived[0]) : null;
  if (quick) return quick;
  const inside = newest(known, arrived);
  return inside ? inOrder(inside.values()) : known;
}

/** `known` with one more message at its end, or with another copy of one; null: it has to be put in order. */
function withOne(known: readonly Message[], message: Message): readonly Message[] | null {
  const at = known.findLastIndex(({ id }) => id === message.id);
  const held = known[at];
  if (held && held.version >= message.version) return known;
  if (held) return held.at === message.at ? known.with(at, message) : null;
  const place = placeOf(message.id);
  const address = message.id.slice(0, message.id.length - place.length);
  const isBehind = (other: Message) =>
    other.id.length === message.id.length && other.id.startsWith(address)
      ? other.id < message.id
      : other.at < message.at && !other.id.startsWith(address);
  return known.every(isBehind) ? [...known, message] : null;
}

/** `known` with everything of `arrived` that is newer; null if nothing is. */
function newest(known: readonly Message[], arrived: readonly Message[]): Map<MessageId, Message> | null {
  let result: Map<MessageId, Message> | null = null;
  const byId = new Map(known.map((message) => [message.id, message]));
  for (const message of arrived) {
    const copy = byId.get(message.id);
    if (copy && copy.version >= message.version) continue;
    result = byId.set(message.id, message);
  }
  return result;
}

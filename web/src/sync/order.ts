// In which order the messages of one chat are shown.
//
// Within one identity the place in the message's id decides; it never changes, so a shown order never does. Places of
// two identities cannot be compared (each messenger counts for itself), so their threads are woven together by time.
import type { IdentityId, Message, MessageId, Order } from '../proto';

/** The place of a message: what stands behind the last colon of its id. */
export function placeOf(id: MessageId): Order {
  return id.slice(id.lastIndexOf(':') + 1);
}

/** Through which address a message came or went. */
export function identityOf(id: MessageId): IdentityId {
  return id.slice(0, id.lastIndexOf(':'));
}

/** Plain code unit comparison: places are digits padded to one width. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** All messages of a chat, oldest first. */
export function inOrder(messages: Iterable<Message>): Message[] {
  const threads = new Map<IdentityId, Message[]>();
  for (const message of messages) {
    const identity = identityOf(message.id);
    const thread = threads.get(identity);
    if (thread) thread.push(message);
    else threads.set(identity, [message]);
  }
  const sorted = [...threads].sort(([a], [b]) => compareText(a, b)).map(([, thread]) => sortThread(thread));
  return sorted.length === 1 ? (sorted[0] ?? []) : weave(sorted);
}

function sortThread(thread: Message[]): Message[] {
  return thread.sort((a, b) => compareText(placeOf(a.id), placeOf(b.id)));
}

/**
 * Merges ordered threads. A message counts as at least as late as those before it in its own thread: comparing bare
 * times would be circular where a clock ran backwards.
 */
function weave(threads: Message[][]): Message[] {
  const woven = threads.flatMap((thread, lane) => {
    let latest = -Infinity;
    return thread.map((message, index) => {
      latest = Math.max(latest, message.at);
      return { message, time: latest, lane, index };
    });
  });
  woven.sort((a, b) => a.time - b.time || a.lane - b.lane || a.index - b.index);
  return woven.map(({ message }) => message);
}

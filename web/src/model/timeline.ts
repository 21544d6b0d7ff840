// The rows of a conversation: messages with dividers between them, and behind them what is not confirmed yet.
import { dayOf } from '../i18n';
import type { Message } from '../proto';
import type { Outgoing } from '../sync/outbox';

export type Row =
  | { kind: 'start'; key: string }
  | { kind: 'day'; key: string; at: number }
  | { kind: 'unread'; key: string; count: number }
  | { kind: 'message'; key: string; message: Message }
  | { kind: 'album'; key: string; parts: readonly Message[] }
  | { kind: 'outgoing'; key: string; item: Outgoing };

/** On the day the clock goes forward. */
const SHORTEST_DAY_MS = 23 * 3_600_000;

/** Where the unread divider stands: before this message, which was the first unread one when the chat was opened. */
export interface UnreadMark {
  before: string;
  count: number;
}

/**
 * What was written here has one key before and after it is confirmed, so that its bubble stays where it is. The parts of
 * an album have one key, whichever of them come first and however many there are.
 */
export function keyOf(message: Message): string {
  return albumOf(message) ?? ('intent' in message.origin ? message.origin.intent : message.id);
}

/** The album a message is a part of, which its address and its sender named; a deleted part is shown by itself. */
function albumOf({ id, origin, content, deleted }: Message): string | undefined {
  if (content.type !== 'media' || content.media.album === undefined || deleted) return undefined;
  return `album ${id.slice(0, id.lastIndexOf(':'))} ${origin.from} ${content.media.album}`;
}

/** The messages a row shows, in order. */
export function shownIn(row: Row): readonly Message[] {
  if (row.kind === 'album') return row.parts;
  return row.kind === 'message' ? [row.message] : [];
}

export function timeline(
  messages: readonly Message[],
  outgoing: readonly Outgoing[],
  options: { isWhole: boolean; mark: UnreadMark | null },
): Row[] {
  const rows: Row[] = options.isWhole && messages.length > 0 ? [{ kind: 'start', key: 'start' }] : [];
  let day = -Infinity;
  const divide = (at: number) => {
    // Most messages come on the day of the one before: asking the calendar for each would take longer than all the rest.
    if (at < day + SHORTEST_DAY_MS) return;
    // Clocks differ a little between us and a messenger: only going forward begins a new day.
    if (dayOf(at) <= day) return;
    day = dayOf(at);
    rows.push({ kind: 'day', key: `day ${day}`, at });
  };
  // A part joins the bubble of the parts before it, even where somebody else's message came in between.
  const albums = new Map<string, number>();
  for (const message of messages) {
    const key = keyOf(message);
    const isPart = albumOf(message) !== undefined;
    let at = isPart ? albums.get(key) : undefined;
    if (at === undefined) divide(message.at);
    if (options.mark?.before === message.id) {
      const divider: Row = { kind: 'unread', key: 'unread', count: options.mark.count };
      rows.splice(at ?? rows.length, 0, divider);
      if (at !== undefined)
        for (const [album, place] of albums) if (place >= at) albums.set(album, place + 1);
      at = isPart ? albums.get(key) : undefined;
    }
    const first = at === undefined ? undefined : rows[at];
    if (at === undefined || !first) {
      if (isPart) albums.set(key, rows.length);
      rows.push(messageRow(key, message));
    } else rows[at] = { kind: 'album', key, parts: [...shownIn(first), message] };
  }
  for (const item of outgoing) {
    divide(item.at);
    rows.push({ kind: 'outgoing', key: item.intent, item });
  }
  return rows;
}

const messageRows = new WeakMap<Message, Row>();

/** The same row as long as the message is the same: so views see that there is nothing to draw anew. */
function messageRow(key: string, message: Message): Row {
  const row: Row = messageRows.get(message) ?? { kind: 'message', key, message };
  messageRows.set(message, row);
  return row;
}

/** The mark for a chat that is opened with `count` unread messages; null if there is nothing to mark. */
export function unreadMark(messages: readonly Message[], count: number): UnreadMark | null {
  const inbound = messages.filter((message) => message.origin.from === 'contact');
  const first = count > 0 ? inbound[Math.max(inbound.length - count, 0)] : undefined;
  return first ? { before: first.id, count } : null;
}

/** How many of them came by each of these addresses. */
export function unreadBy(
  addresses: readonly string[],
  messages: readonly Message[],
  mark: UnreadMark | null,
): ReadonlyMap<string, number> {
  const from = mark ? messages.findIndex(({ id }) => id === mark.before) : -1;
  const unread = from < 0 ? [] : messages.slice(from).filter(({ origin }) => origin.from === 'contact');
  return new Map(
    addresses.map((address) => [address, unread.filter(({ id }) => id.startsWith(`${address}:`)).length]),
  );
}

/** How many of the contact's messages stand behind the row with `key`. */
export function inboundAfter(rows: readonly Row[], key: string | null): number {
  const seen = rows.findIndex((row) => row.key === key);
  if (seen < 0) return 0;
  return rows
    .slice(seen + 1)
    .flatMap(shownIn)
    .filter(({ origin }) => origin.from === 'contact').length;
}

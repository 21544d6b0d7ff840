// Which rows of a list this client may show.
//
// A list is paged from the newest activity down. Above `fresh` the client knows every row; between `fresh` and `shown`
// rows were known before the last interruption and are shown until they are asked for again, so that a reconnect costs
// one page, however far the operator had scrolled.
import type { Chat, ChatPage, ContactId } from '../proto';
import { compareText } from './order';

export interface ListWindow {
  /** The first page of this epoch has not come yet. */
  readonly isStale: boolean;
  /** Rows with at least this activity are complete; Infinity: none are. */
  readonly fresh: number;
  /** Rows with at least this activity are shown. */
  readonly shown: number;
  /** Asks for the page below `fresh`; absent: there is none, or it is not known yet. */
  readonly cursor?: string;
  /** The operator scrolled near `fresh`. */
  readonly wantsMore: boolean;
}

export const EMPTY_LIST: ListWindow = { isStale: true, fresh: Infinity, shown: Infinity, wantsMore: false };

/** After an interruption: everything is shown as before, nothing is certain. */
export function stale(list: ListWindow): ListWindow {
  return { isStale: true, fresh: Infinity, shown: list.shown, wantsMore: false };
}

/** The list with one more page; the same list if the page answers a question it no longer has. */
export function takePage(list: ListWindow, cursor: string | undefined, page: ChatPage): ListWindow {
  const isRepeated = cursor === undefined && !list.isStale;
  if (cursor !== list.cursor || isRepeated) return list;
  const lowest = page.chats.at(-1)?.activity ?? list.fresh;
  const fresh = page.cursor === undefined ? -Infinity : Math.min(list.fresh, lowest);
  // A page may be empty and still not the last one.
  const wantsMore = page.cursor !== undefined && page.chats.length === 0;
  const next = { isStale: false, fresh, shown: Math.min(list.shown, fresh), wantsMore };
  return page.cursor === undefined ? next : { ...next, cursor: page.cursor };
}

/**
 * Known rows of the page's stretch that the page did not have: closed, opened or moved while nobody told us. Rows that
 * share the activity of an edge may stand on either side of it; they are only suspected (`isEdge`).
 */
export function missingIn(
  page: ChatPage,
  before: ListWindow,
  after: ListWindow,
  known: Iterable<Chat>,
): { id: ContactId; isEdge: boolean }[] {
  const listed = new Set(page.chats.map((chat) => chat.id));
  const result: { id: ContactId; isEdge: boolean }[] = [];
  for (const { id, activity } of known) {
    if (activity < after.fresh || activity > before.fresh || listed.has(id)) continue;
    result.push({ id, isEdge: activity === after.fresh || activity === before.fresh });
  }
  return result;
}

/** Newest activity first; equal ones in a fixed order. */
export function byActivity(a: Chat, b: Chat): number {
  return b.activity - a.activity || compareText(a.id, b.id);
}

// Keeping the rows of a list in place while the operator points at them.
import type { Chat } from '../proto';
import { byActivity } from '../sync/list';
import type { Selection } from '../sync/selection';

/** Rows stay put at most this long: then the truth matters more than the aim. */
export const HOLD_MS = 1500;

/**
 * `next` in the order of `shown`: contents are new, places are old. Rows that follow the last one shown are appended, as
 * when the operator scrolls on. The very same array if holding makes no difference.
 */
export function held(shown: readonly Chat[], next: readonly Chat[]): readonly Chat[] {
  const byId = new Map(next.map((chat) => [chat.id, chat]));
  const known = new Set(shown.map((chat) => chat.id));
  const lastId = shown.at(-1)?.id;
  const last = next.findIndex((chat) => chat.id === lastId);
  const below = last < 0 ? [] : next.slice(last + 1).filter((chat) => !known.has(chat.id));
  const result = [...shown.map((chat) => byId.get(chat.id) ?? chat), ...below];
  const isSame = result.length === next.length && result.every((chat, index) => chat.id === next[index]?.id);
  return isSame ? next : result;
}

/** The unread chats, and among them the open one that was opened as one of them; every other list as it is. */
export function withLingering(
  rows: readonly Chat[],
  open: Chat | undefined,
  list: Selection,
): readonly Chat[] {
  const isGone = open && open.state.is === list.state && !rows.some(({ id }) => id === open.id);
  return list.selector === 'unread' && isGone ? [...rows, open].sort(byActivity) : rows;
}

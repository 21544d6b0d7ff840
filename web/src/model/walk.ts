// Where keys lead from one chat to another, in the order of the list.
import type { Chat, OperatorId } from '../proto';
import { byActivity } from '../sync/list';
import { isUnread } from '../sync/selection';
import { mayMarkRead } from './can';

/**
 * The chat below (1) or above (-1) the open one. One that left the list while it was open, as by being read among the
 * unread ones, counts from the place it would have.
 */
export function neighbour(rows: readonly Chat[], open: Chat | undefined, step: 1 | -1): Chat | undefined {
  if (!open) return step === 1 ? rows[0] : rows.at(-1);
  const at = rows.findIndex(({ id }) => id === open.id);
  if (at >= 0) return rows[at + step];
  const below = rows.findIndex((row) => byActivity(open, row) < 0);
  const gap = below < 0 ? rows.length : below;
  return step === 1 ? rows[gap] : rows[gap - 1];
}

/** The next chat with something unread that is this operator's to read; after the last row from the top again. */
export function nextUnread(rows: readonly Chat[], open: Chat | undefined, me: OperatorId): Chat | undefined {
  const at = rows.findIndex(({ id }) => id === open?.id);
  const round = [...rows.slice(at + 1), ...rows.slice(0, Math.max(at, 0))];
  return round.find((chat) => isUnread(chat) && mayMarkRead(chat, me));
}

// The rows of the lists looked at lately, in order.
//
// Sorting ten thousand chats at each event would be felt in every keystroke. One chat that changes is taken out of its
// place and put into the new one instead; arrays are replaced, so that views can compare them by identity.
import type { Chat, OperatorId } from '../proto';
import { byActivity } from './list';
import { belongs, selectionKey, type Selection } from './selection';

interface Kept {
  readonly selection: Selection;
  /** Chats with at least this activity are shown. */
  readonly shown: number;
  rows: readonly Chat[];
}

export class Rows {
  #kept = new Map<string, Kept>();

  constructor(readonly me: () => OperatorId) {}

  /** The same array until something in it changes. `chats`: all that are known; `seen`: one as it is shown. */
  of(
    selection: Selection,
    shown: number,
    chats: Iterable<Chat>,
    seen: (chat: Chat) => Chat,
  ): readonly Chat[] {
    const key = selectionKey(selection);
    const known = this.#kept.get(key);
    if (known?.shown === shown) return known.rows;
    const rows = [...chats]
      .filter((chat) => chat.activity >= shown)
      .map(seen)
      .filter((chat) => belongs(chat, selection, this.me()))
      .sort(byActivity);
    this.#kept.set(key, { selection, shown, rows });
    return rows;
  }

  /** One chat became another: `before` and `after` as they are shown; absent: it was, or is, not known. */
  replace(before: Chat | undefined, after: Chat | undefined): void {
    for (const kept of this.#kept.values()) {
      const { rows, selection, shown } = kept;
      const from = before ? placeOf(rows, before) : -1;
      const isHeld = from >= 0 && rows[from]?.id === before?.id;
      const isWanted = after !== undefined && after.activity >= shown && belongs(after, selection, this.me());
      if (!isHeld && !isWanted) continue;
      const next = [...rows];
      if (isHeld) next.splice(from, 1);
      if (isWanted) next.splice(placeOf(next, after), 0, after);
      kept.rows = next;
    }
  }

  /** Too much changed at once. */
  clear(): void {
    this.#kept.clear();
  }
}

/** Where `chat` stands, or would. */
function placeOf(rows: readonly Chat[], chat: Chat): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle];
    if (row && byActivity(row, chat) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

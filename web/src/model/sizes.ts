// How high the messages of the chats looked at lately were drawn: whoever comes back to one need not measure them again.
import type { VirtualItem } from '@tanstack/virtual-core';

/** Chats remembered; the one left longest ago goes first. */
const CHATS_MAX = 30;
/** Rows remembered of each: what stands near the end, where one comes back to. */
const ROWS_MAX = 200;

/** Of one list. */
export interface Sizes {
  of(width: number): VirtualItem[];
  keep(width: number, rows: VirtualItem[]): void;
}

const kept = new Map<string, { width: number; rows: VirtualItem[] }>();

export function sizesOf(chat: string): Sizes {
  return {
    // In a wider pane lines break elsewhere.
    of: (width) => (kept.get(chat)?.width === width ? (kept.get(chat)?.rows ?? []) : []),
    keep(width, rows) {
      kept.delete(chat);
      kept.set(chat, { width, rows: rows.slice(-ROWS_MAX) });
      const oldest = kept.keys().next().value;
      if (kept.size > CHATS_MAX && oldest !== undefined) kept.delete(oldest);
    },
  };
}

// How wide the list of chats is in this browser, in pixels at the text's usual size.

export const LIST_MIN = 280;
export const LIST_MAX = 440;
export const LIST_USUAL = 344;

/** What was kept, as far as it makes sense. */
export function readListWidth(kept: unknown): number {
  return typeof kept === 'number' && Number.isFinite(kept) ? boundedWidth(kept) : LIST_USUAL;
}

export function boundedWidth(px: number): number {
  return Math.round(Math.min(LIST_MAX, Math.max(LIST_MIN, px)));
}

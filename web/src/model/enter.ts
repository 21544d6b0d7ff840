// With which key an answer is sent.

export const SENDS_BY = ['enter', 'command'] as const;
/** Enter alone, or only with Ctrl or Cmd. */
export type SendsBy = (typeof SENDS_BY)[number];

/** Null: nobody has chosen yet. Then Enter sends, as in every messenger. */
export function readSendsBy(kept: unknown): SendsBy | null {
  return SENDS_BY.find((one) => one === kept) ?? null;
}

type Pressed = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey' | 'isComposing'>;

/** Whether this key sends. While a word is being composed by an input method, Enter belongs to the method. */
export function isSend(pressed: Pressed, by: SendsBy | null): boolean {
  if (pressed.key !== 'Enter' || pressed.shiftKey || pressed.altKey || pressed.isComposing) return false;
  return by !== 'command' || pressed.ctrlKey || pressed.metaKey;
}

// Where the focus goes for whoever works by keys.

const FIELD =
  'input:not([type="checkbox"], [type="radio"], [type="button"], [type="submit"], [type="range"]), textarea, select, [contenteditable]';

/** Whether letters are text there. */
export function isField(node: EventTarget | null): boolean {
  return node instanceof Element && node.matches(FIELD);
}

/** Whether something lies over the desk, to which the keys then belong. */
export function isCovered(): boolean {
  return document.querySelector(':popover-open, dialog[open]') !== null;
}

/** Into the open talk, unless somebody writes meanwhile. */
export function focusTalk(): void {
  if (isField(document.activeElement)) return;
  document.querySelector<HTMLElement>('[role="log"]')?.focus();
}

export function focusRow(chat: string): void {
  document.querySelector<HTMLElement>(`a[data-chat="${CSS.escape(chat)}"]`)?.focus();
}

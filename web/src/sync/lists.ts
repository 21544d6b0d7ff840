// The windows of all lists looked at in this session; their number is bounded by that of the operators.
import type { Selection } from './selection';
import { selectionKey } from './selection';
import { EMPTY_LIST, stale, type ListWindow } from './list';

export class Lists {
  #windows = new Map<string, ListWindow>();

  get(selection: Selection): ListWindow {
    return this.#windows.get(selectionKey(selection)) ?? EMPTY_LIST;
  }

  put(selection: Selection, window: ListWindow): void {
    this.#windows.set(selectionKey(selection), window);
  }

  /** Asks for the page below what is fresh, if there is one. */
  grow(selection: Selection): void {
    const window = this.get(selection);
    if (window.cursor !== undefined && !window.wantsMore) this.put(selection, { ...window, wantsMore: true });
  }

  /** Rows down to this activity were kept over a reload; a list that was looked at meanwhile knows better. */
  recall(selection: Selection, shown: number): void {
    const window = this.get(selection);
    if (window.shown === Infinity) this.put(selection, { ...window, shown });
  }

  /**
   * Down to which activity the rows of a list are shown. What is known of all chats of a state is known of each list of
   * that state too, so a tab looked at for the first time has rows at once.
   */
  shown(selection: Selection): number {
    const all = this.get({ state: selection.state, selector: 'all' });
    return Math.min(this.get(selection).shown, all.shown);
  }

  /** Nothing is certain any more; `except` was asked for just now. */
  doubt(except?: Selection): void {
    const spared = except && selectionKey(except);
    for (const [key, window] of this.#windows) if (key !== spared) this.#windows.set(key, stale(window));
  }
}

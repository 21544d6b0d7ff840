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

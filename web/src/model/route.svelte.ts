// The place in the address bar, as a value that views may read.
import { formatPlace, parsePlace, type Place } from './place';

export class Route {
  place = $state.raw<Place>(parsePlace(location.pathname, location.search));

  constructor() {
    addEventListener('popstate', () => {
      this.place = parsePlace(location.pathname, location.search);
    });
  }

  /** Whoever goes anywhere leaves the message they looked at. */
  go(change: Partial<Place>): void {
    this.#become(change);
    history.pushState(null, '', formatPlace(this.place));
  }

  /** The same without a way back. */
  replace(change: Partial<Place>): void {
    this.#become(change);
    history.replaceState(null, '', formatPlace(this.place));
  }

  /** For links: a plain click stays on the page, any other (new tab, new window) is the browser's. */
  follow(event: MouseEvent, change: Partial<Place>): void {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.go(change);
  }

  #become(change: Partial<Place>): void {
    const { chat, list, filter } = this.place;
    this.place = { chat, list, ...(filter ? { filter } : {}), ...change };
  }
}

// What is selected, as it stands in the address bar: /chats/{chat}?state=closed.
import type { ListName } from '../sync/list';

export interface Place {
  chat: string | null;
  list: ListName;
}

export function parsePlace(path: string, query: string): Place {
  const chat = /^\/chats\/([^/]+)\/?$/.exec(path)?.[1];
  const list = new URLSearchParams(query).get('state') === 'closed' ? 'closed' : 'open';
  return { chat: chat === undefined ? null : decodeURIComponent(chat), list };
}

export function formatPlace({ chat, list }: Place): string {
  return `/chats${chat === null ? '' : `/${encodeURIComponent(chat)}`}?state=${list}`;
}

export class Route {
  place = $state.raw<Place>(parsePlace(location.pathname, location.search));

  constructor() {
    addEventListener('popstate', () => {
      this.place = parsePlace(location.pathname, location.search);
    });
  }

  go(change: Partial<Place>): void {
    this.place = { ...this.place, ...change };
    history.pushState(null, '', formatPlace(this.place));
  }

  /** For links: a plain click stays on the page, any other (new tab, new window) is the browser's. */
  follow(event: MouseEvent, change: Partial<Place>): void {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.go(change);
  }
}

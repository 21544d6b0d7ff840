// Telling the server that the operator is at work, so that it makes nobody Busy who is not.

/** The server wants to hear of it at most this often. `api::operators::act` */
export const SAID_MS = 60_000;

/** Where all tabs of one browser note when one of them said it last. */
const KEY = 'switchboard.active';

/** What counts as doing something. */
const DEEDS = ['pointerdown', 'keydown', 'wheel'] as const;

export interface ActivityDeps {
  now: () => number;
  /** Whether anybody wants to know. */
  isWanted: () => boolean;
  say: () => Promise<unknown>;
  store: Pick<Storage, 'getItem' | 'setItem'>;
}

export class Activity {
  #deps: ActivityDeps;

  constructor(deps: ActivityDeps) {
    this.#deps = deps;
  }

  /** The operator does something. */
  did(): void {
    const { now, isWanted, say, store } = this.#deps;
    const said = Number(store.getItem(KEY) ?? 0);
    const isKnown = said <= now() && now() - said < SAID_MS;
    if (isKnown || !isWanted()) return;
    store.setItem(KEY, String(now()));
    // Lost: the next deed a minute later says it again.
    void say().catch(() => undefined);
  }

  /** Watches a page; how to stop. */
  watch(page: EventTarget): () => void {
    const did = () => this.did();
    for (const deed of DEEDS) page.addEventListener(deed, did, { passive: true });
    return () => {
      for (const deed of DEEDS) page.removeEventListener(deed, did);
    };
  }
}

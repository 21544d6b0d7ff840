// Whether the server has a newer client than this page: the page's own script is named after its contents, so the page
// as it is now names another one.
import type { UnixMs } from '../proto';

/** Between two looks; a look is one request of a kilobyte. */
const EVERY_MS = 15 * 60_000;

export interface ReleaseDeps {
  /** The page as the server has it now; rejects where it cannot be had. */
  page(): Promise<string>;
  /** The address of the script this page runs. */
  script: string | undefined;
  now(): UnixMs;
}

export class Release {
  /** There is a newer client: reloading brings it. */
  isNewer = $state(false);
  #deps: ReleaseDeps;
  #looked: UnixMs;

  constructor(deps: ReleaseDeps) {
    this.#deps = deps;
    this.#looked = deps.now();
  }

  /** Looks unless that was done lately. To be called when somebody comes back, and now and then. */
  async look(): Promise<void> {
    const { page, script, now } = this.#deps;
    if (this.isNewer || script === undefined || now() - this.#looked < EVERY_MS) return;
    this.#looked = now();
    const current = scriptOf(await page().catch(() => ''));
    if (current !== undefined && current !== script) this.isNewer = true;
  }

  /** Looks as long as the page lives; the way to stop. */
  watch(): () => void {
    const timer = setInterval(() => void this.look(), EVERY_MS);
    return () => clearInterval(timer);
  }
}

/** The script a page runs, as its address stands there; absent: this is no page of ours. */
export function scriptOf(page: string): string | undefined {
  return /<script type="module"[^>]* src="(\/assets\/[^"]+)"/.exec(page)?.[1];
}

/** This page's release, at the server it came from. */
export function releaseHere(): Release {
  return new Release({
    page: async () => {
      const answer = await fetch('/', { cache: 'no-store' });
      if (!answer.ok) throw new Error(`the page was answered ${answer.status}`);
      return answer.text();
    },
    script: scriptOf(document.documentElement.outerHTML),
    now: () => Date.now(),
  });
}

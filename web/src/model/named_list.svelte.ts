// A short list the workspace keeps, sorted by name. It changes seldom: looked at again when somebody wants it.
import type { Api } from '../net/http';

/** What was looked at so long ago is looked at again. */
const FRESH_MS = 30_000;

/** `path` serves the whole list and, below it, each by its id; `in` is the list in its answer. */
export type Kept<One, Body> = { path: string; in: (body: Body) => One[] };

export class NamedList<One extends { id: string; name: string }, Body, Save> {
  all = $state.raw<readonly One[]>([]);
  /** Whether the first answer has come. */
  isKnown = $state(false);
  protected readonly api: Api;
  #kept: Kept<One, Body>;
  #asked = -Infinity;

  constructor(api: Api, kept: Kept<One, Body>) {
    this.api = api;
    this.#kept = kept;
  }

  /** Looks unless that was done a moment ago; a failure leaves what is there, and the next call looks again. */
  async look(now = Date.now()): Promise<void> {
    if (now - this.#asked < FRESH_MS) return;
    this.#asked = now;
    try {
      this.all = this.#kept.in(await this.api.call<Body>('GET', this.#kept.path));
      this.isKnown = true;
    } catch {
      this.#asked = -Infinity;
    }
  }

  /** Adds one under an id the caller made, or changes the one of this version; the same again changes nothing more. */
  async save(id: string, body: Save): Promise<void> {
    const saved = await this.api.call<One>('PUT', this.path(id), body);
    this.#put([...this.all.filter((one) => one.id !== saved.id), saved]);
  }

  async remove(id: string): Promise<void> {
    await this.api.call('DELETE', this.path(id));
    this.#put(this.all.filter((one) => one.id !== id));
  }

  #put(all: One[]): void {
    this.all = all.sort((a, b) => a.name.localeCompare(b.name));
  }

  protected path(id: string): string {
    return `${this.#kept.path}/${encodeURIComponent(id)}`;
  }
}

/** One list for each signed-in session. */
export function perSession<List>(make: (api: Api) => List): (api: Api) => List {
  const known = new WeakMap<Api, List>();
  return (api) => {
    const here = known.get(api) ?? make(api);
    known.set(api, here);
    return here;
  };
}

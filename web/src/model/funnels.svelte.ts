// The funnels as this client knows them. They change seldom: looked at again when somebody wants one.
import type { Api } from '../net/http';
import type { Funnel, Funnels as Body, SaveFunnel } from '../proto';

/** What was looked at so long ago is looked at again. */
const FRESH_MS = 30_000;

/** One list for each signed-in session. */
const known = new WeakMap<Api, Funnels>();

export class Funnels {
  all = $state.raw<readonly Funnel[]>([]);
  /** Whether the first answer has come. */
  isKnown = $state(false);
  #api: Api;
  #asked = -Infinity;

  private constructor(api: Api) {
    this.#api = api;
  }

  static of(api: Api): Funnels {
    const here = known.get(api) ?? new Funnels(api);
    known.set(api, here);
    return here;
  }

  /** Looks unless that was done a moment ago; a failure leaves what is there, and the next call looks again. */
  async look(now = Date.now()): Promise<void> {
    if (now - this.#asked < FRESH_MS) return;
    this.#asked = now;
    try {
      this.all = (await this.#api.call<Body>('GET', '/api/funnels')).funnels;
      this.isKnown = true;
    } catch {
      this.#asked = -Infinity;
    }
  }

  /** Adds one under an id the caller made, or changes the one of this version; the same again changes nothing more. */
  async save(id: string, body: SaveFunnel): Promise<void> {
    const saved = await this.#api.call<Funnel>('PUT', path(id), body);
    this.#put([...this.all.filter((one) => one.id !== saved.id), saved]);
  }

  async remove(id: string): Promise<void> {
    await this.#api.call('DELETE', path(id));
    this.#put(this.all.filter((one) => one.id !== id));
  }

  #put(all: Funnel[]): void {
    this.all = all.sort((a, b) => a.name.localeCompare(b.name));
  }
}

function path(id: string): string {
  return `/api/funnels/${encodeURIComponent(id)}`;
}

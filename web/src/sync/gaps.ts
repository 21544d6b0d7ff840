// How long something has been missing: a frame overtaken by the answer it belongs to comes within a moment, and asking
// at once would be waste.
import type { UnixMs } from '../proto';

/** A gap older than this is asked for. */
export const GRACE_MS = 400;

export class Gaps {
  #since = new Map<string, UnixMs>();

  /** Whether this gap, seen now, was seen long enough ago to be asked for. */
  isOld(key: string, now: UnixMs): boolean {
    const since = this.#since.get(key);
    if (since === undefined) this.#since.set(key, now);
    return since !== undefined && now - since >= GRACE_MS;
  }

  close(key: string): void {
    this.#since.delete(key);
  }

  /** Closes the gaps of a kind that are none any more. */
  keepOnly(kind: string, ids: ReadonlySet<string>): void {
    for (const key of this.#since.keys()) {
      if (key.startsWith(kind) && !ids.has(key.slice(kind.length))) this.#since.delete(key);
    }
  }

  /** When each will be old. */
  dues(): UnixMs[] {
    return [...this.#since.values()].map((since) => since + GRACE_MS);
  }
}

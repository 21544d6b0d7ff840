// When a want may be tried: never twice at once, and later after each failure.
import type { UnixMs } from '../proto';
import { backoffMs } from './backoff';
import { isQuestion, keyOf, type Want } from './want';

export class Pace {
  #underWay = new Set<string>();
  #pauses = new Map<string, { failures: number; until: UnixMs }>();
  /** Questions wait until then. */
  #held: UnixMs = -Infinity;

  /** Whether nothing holds `want` up; it counts as under way from now on. */
  start(want: Want, now: UnixMs): boolean {
    const key = keyOf(want);
    if (this.#underWay.has(key) || (this.until(want) ?? now) > now) return false;
    this.#underWay.add(key);
    return true;
  }

  isUnderWay(key: string): boolean {
    return this.#underWay.has(key);
  }

  done(want: Want): void {
    this.#underWay.delete(keyOf(want));
    this.#pauses.delete(keyOf(want));
  }

  pause(want: Want, now: UnixMs, random: number): void {
    const key = keyOf(want);
    const failures = (this.#pauses.get(key)?.failures ?? 0) + 1;
    this.#underWay.delete(key);
    this.#pauses.set(key, { failures, until: now + backoffMs(failures, random) });
  }

  /** Questions wait for the network, at most until then. */
  hold(until: UnixMs): void {
    this.#held = until;
  }

  /** The network is back: nothing waits any longer. */
  reset(): void {
    this.#pauses.clear();
    this.#held = -Infinity;
  }

  /** When `want` may be tried, if it was put off. */
  until(want: Want): UnixMs | undefined {
    const held = isQuestion(want) ? this.#held : -Infinity;
    const until = Math.max(this.#pauses.get(keyOf(want))?.until ?? -Infinity, held);
    return until === -Infinity ? undefined : until;
  }
}

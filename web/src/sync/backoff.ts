// How long to wait before another try.

/** First step, doubled with each failure. */
const STEP_MS = 500;

/** A minute of silence would feel broken; half of one does not. */
const WAIT_MS_MAX = 30_000;

/**
 * Full jitter: anything between nothing and the doubled step, so that all desks do not come back in the same second.
 * `random` is in [0, 1).
 */
export function backoffMs(failures: number, random: number): number {
  return Math.floor(random * Math.min(WAIT_MS_MAX, STEP_MS * 2 ** Math.min(failures, 10)));
}

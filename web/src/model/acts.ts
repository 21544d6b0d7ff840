// What can be done at this moment, by name: whoever shows a button for it says so, and keys and the palette press it.
// So a key can never do what its button would not.
import type { Keyed } from './keys';

/** What has no key of its own stands in the palette. */
export const UNKEYED = ['take', 'snooze', 'reopen', 'card'] as const;
export type Act = Keyed | (typeof UNKEYED)[number];

export class Acts {
  #now = new Map<Act, () => void>();

  /** From now on `run` does it; how to stop. */
  does(act: Act, run: () => void): () => void {
    this.#now.set(act, run);
    return () => {
      if (this.#now.get(act) === run) this.#now.delete(act);
    };
  }

  can(act: Act): boolean {
    return this.#now.has(act);
  }

  /** Whether it could be done. */
  run(act: Act): boolean {
    const run = this.#now.get(act);
    run?.();
    return run !== undefined;
  }
}

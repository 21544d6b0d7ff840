// A form somebody is filling in while others change the same thing: what was not touched follows, what was typed stays.

export class Draft<T extends Record<string, unknown>> {
  /** What the form shows. */
  now: T;
  #base: T;

  constructor(base: T) {
    this.#base = base;
    // Lists in it are changed in place: they must not be those of the base.
    const now = $state(structuredClone(base));
    this.now = now;
  }

  /** What the form says now: to be kept while it is sent. */
  sent(): T {
    return $state.snapshot(this.now) as T;
  }

  /** The thing is like this by now. `known`: what the form said when it was sent, if this is the answer to it. */
  follow(next: T, known: T = this.#base): void {
    for (const field of Object.keys(next) as (keyof T)[]) {
      if (isSame(this.now[field], known[field])) this.now[field] = structuredClone(next[field]);
    }
    this.#base = next;
  }

  /** The fields that are to be changed. */
  changes(): Partial<T> {
    const changed = Object.entries(this.now).filter(([field, value]) => !isSame(value, this.#base[field]));
    return Object.fromEntries(changed) as Partial<T>;
  }
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

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

  /** The thing is like this by now. */
  follow(next: T): void {
    for (const field of Object.keys(next) as (keyof T)[]) {
      if (isSame(this.now[field], this.#base[field])) this.now[field] = structuredClone(next[field]);
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

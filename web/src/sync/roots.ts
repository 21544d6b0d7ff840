// The few roots every client holds whole: channels and operators. Of two copies the higher version is newer.

export class Roots<T extends { readonly id: string; readonly version: number }> {
  /** They must be asked for: never were, or something may have been missed. */
  isStale = true;
  #items = new Map<string, T>();

  get(id: string): T | undefined {
    return this.#items.get(id);
  }

  values(): T[] {
    return [...this.#items.values()];
  }

  learn(item: T): void {
    const known = this.#items.get(item.id);
    if (!known || known.version < item.version) this.#items.set(item.id, item);
  }
}

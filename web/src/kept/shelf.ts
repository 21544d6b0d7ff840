// What this browser keeps of the desk for the next page: in IndexedDB, by name, per operator. Only a help: what cannot
// be read or written is as if it had never been kept, and nothing waits for it.
import type { OperatorId } from '../proto';

const STORE = 'kept';
/** Which build wrote it: another one may read it wrongly, so it starts with nothing. */
const BUILD = 'build';

const name = (operator: OperatorId) => `switchboard.${operator}`;

export class Shelf {
  #operator: OperatorId;
  #build: string;
  #base: Promise<IDBDatabase> | null = null;
  #isBuildKept = false;

  /** `build` names the client's code. */
  constructor(operator: OperatorId, build: string) {
    this.#operator = operator;
    this.#build = build;
  }

  /** Everything kept by this build; empty if there is nothing, or no such store in this browser. */
  async all(): Promise<Map<string, unknown>> {
    try {
      const base = await this.#open();
      const store = base.transaction(STORE).objectStore(STORE);
      const [keys, values] = await Promise.all([done(store.getAllKeys()), done(store.getAll())]);
      const all = new Map(keys.map((key, at) => [String(key), values[at] as unknown]));
      if (all.get(BUILD) === this.#build) {
        this.#isBuildKept = true;
        all.delete(BUILD);
        return all;
      }
      await done(base.transaction(STORE, 'readwrite').objectStore(STORE).clear());
    } catch {
      // Forbidden, as in some private windows, or broken.
    }
    return new Map();
  }

  /** Whether all of it was written; on a full disk the next write tries again. */
  async write(values: ReadonlyMap<string, unknown>, gone: Iterable<string>): Promise<boolean> {
    try {
      const base = await this.#open();
      const change = base.transaction(STORE, 'readwrite', { durability: 'relaxed' });
      const store = change.objectStore(STORE);
      if (!this.#isBuildKept) store.put(this.#build, BUILD);
      for (const [key, value] of values) store.put(value, key);
      for (const key of gone) store.delete(key);
      await new Promise<void>((resolve, reject) => {
        change.oncomplete = () => resolve();
        change.onabort = change.onerror = () => reject(change.error ?? new Error('not kept'));
      });
      this.#isBuildKept = true;
      return true;
    } catch {
      return false;
    }
  }

  /** Nothing is kept any more. */
  async wipe(): Promise<void> {
    const base = await this.#base?.catch(() => null);
    base?.close();
    this.#base = null;
    await wipe(this.#operator);
  }

  #open(): Promise<IDBDatabase> {
    this.#base ??= new Promise((resolve, reject) => {
      const opening = indexedDB.open(name(this.#operator), 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
      opening.onsuccess = () => {
        // Another tab wants to delete it: whoever holds it open would make that wait for ever.
        opening.result.onversionchange = () => opening.result.close();
        resolve(opening.result);
      };
      opening.onerror = () => reject(opening.error ?? new Error('not opened'));
    });
    return this.#base;
  }
}

/** Deletes what is kept for an operator, whoever may still hold it open. */
export async function wipe(operator: OperatorId): Promise<void> {
  try {
    await done(indexedDB.deleteDatabase(name(operator)));
  } catch {
    // There is no such thing in this browser.
  }
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('not done'));
  });
}

// Something asked of the server that changes with what is asked: the newest question wins, and what was there stays meanwhile.
import { untrack } from 'svelte';
import { failureWords } from '../../i18n';
import { Failed } from '../../net/http';

export class Looked<T> {
  value = $state.raw<T | null>(null);
  isBusy = $state(false);
  /** Why there is no answer, in words. */
  trouble = $state('');
  #given: AbortController | undefined;

  async look(ask: (given: AbortSignal) => Promise<T>): Promise<void> {
    this.#given?.abort();
    const mine = (this.#given = new AbortController());
    this.isBusy = true;
    this.trouble = '';
    try {
      const value = await ask(mine.signal);
      if (this.#given === mine) this.value = value;
    } catch (error) {
      if (this.#given !== mine) return;
      if (!(error instanceof Failed)) throw error;
      // Figures of another question must not stand below this one.
      this.value = null;
      this.trouble = failureWords(error);
    } finally {
      if (this.#given === mine) this.isBusy = false;
    }
  }

  end(): void {
    this.#given?.abort();
    this.#given = undefined;
  }
}

/**
 * What `get` says of `path()`, asked anew whenever that is another one, or `besides()` is, for as long as the component stands
 * that calls this; and how to ask once more.
 */
export function lookedAt<T>(
  path: () => string,
  get: (path: string, given: AbortSignal) => Promise<T>,
  besides: () => unknown = () => undefined,
): [looked: Looked<T>, again: () => void] {
  const looked = new Looked<T>();
  const place = $derived(path());
  const look = () => void looked.look((given) => get(place, given));
  $effect(() => {
    void place;
    besides();
    untrack(look);
  });
  $effect(() => () => looked.end());
  return [looked, look];
}

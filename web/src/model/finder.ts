// Finding while somebody types: waits for a pause, gives up what nobody waits for any more, never shows a late answer.

/** A pause in typing; shorter ones would ask once a letter. */
export const PAUSE_MS = 150;

/** The server takes no shorter term. `domain::search::TERM_CHARS_MIN` */
export const TERM_CHARS_MIN = 2;

export interface Found<T> {
  /** What was asked for; empty: nothing is. */
  term: string;
  hits: readonly T[];
  isBusy: boolean;
  error: unknown;
}

export class Finder<T> {
  #ask: (term: string, given: AbortSignal) => Promise<readonly T[]>;
  #onchange: (found: Found<T>) => void;
  #found: Found<T> = { term: '', hits: [], isBusy: false, error: null };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #given: AbortController | undefined;

  constructor(
    ask: (term: string, given: AbortSignal) => Promise<readonly T[]>,
    onchange: (found: Found<T>) => void,
  ) {
    this.#ask = ask;
    this.#onchange = onchange;
  }

  /** The text is now this; hits stay until there are others, so that the list does not flicker. */
  type(text: string): void {
    const term = text.trim();
    if (term === this.#found.term) return;
    this.#stop();
    if (Array.from(term).length < TERM_CHARS_MIN) {
      this.#become({ term: '', hits: [], isBusy: false, error: null });
      return;
    }
    this.#become({ ...this.#found, term, isBusy: true, error: null });
    this.#timer = setTimeout(() => void this.#run(term), PAUSE_MS);
  }

  end(): void {
    this.#stop();
  }

  async #run(term: string): Promise<void> {
    const given = new AbortController();
    this.#given = given;
    try {
      const hits = await this.#ask(term, given.signal);
      if (!given.signal.aborted) this.#become({ term, hits, isBusy: false, error: null });
    } catch (error) {
      if (!given.signal.aborted) this.#become({ term, hits: [], isBusy: false, error });
    }
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#given?.abort();
  }

  #become(found: Found<T>): void {
    this.#found = found;
    this.#onchange(found);
  }
}

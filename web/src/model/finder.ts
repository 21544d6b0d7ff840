// Finding while somebody types: waits for a pause, gives up what nobody waits for any more, never shows a late answer.

/** A pause in typing; shorter ones would ask once a letter. */
export const PAUSE_MS = 150;

/** The server takes no shorter term. `domain::search::TERM_CHARS_MIN` */
export const TERM_CHARS_MIN = 2;

/** Pages without a hit that are looked through by themselves; then somebody says whether to go on. */
const EMPTY_PAGES_MAX = 5;

export interface Page<T> {
  hits: readonly T[];
  /** Where to go on; absent: everything was looked through. */
  more?: string | undefined;
}

export interface Found<T> extends Page<T> {
  /** What was asked for; empty: nothing is. */
  term: string;
  isBusy: boolean;
  error: unknown;
}

/** Before anything is asked for. */
export const NOTHING: Found<never> = { term: '', hits: [], isBusy: false, error: null };

export class Finder<T> {
  #ask: (term: string, given: AbortSignal, more?: string) => Promise<Page<T>>;
  #onchange: (found: Found<T>) => void;
  #found: Found<T> = NOTHING;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #given: AbortController | undefined;

  constructor(
    ask: (term: string, given: AbortSignal, more?: string) => Promise<Page<T>>,
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
      this.#become(NOTHING);
      return;
    }
    this.#become({ term, hits: this.#found.hits, isBusy: true, error: null });
    this.#timer = setTimeout(() => void this.#run(term), PAUSE_MS);
  }

  /** Looks further. */
  more(): void {
    const { term, more, isBusy } = this.#found;
    if (isBusy || more === undefined) return;
    this.#become({ ...this.#found, isBusy: true, error: null });
    void this.#run(term, more);
  }

  end(): void {
    this.#stop();
  }

  async #run(term: string, from?: string): Promise<void> {
    const given = new AbortController();
    this.#given = given;
    const before = from === undefined ? [] : this.#found.hits;
    try {
      let page = await this.#ask(term, given.signal, from);
      for (
        let empty = 1;
        page.hits.length === 0 && page.more !== undefined && empty < EMPTY_PAGES_MAX;
        empty++
      )
        page = await this.#ask(term, given.signal, page.more);
      const { hits, more } = page;
      if (!given.signal.aborted)
        this.#become({ term, hits: [...before, ...hits], more, isBusy: false, error: null });
    } catch (error) {
      if (!given.signal.aborted) this.#become({ term, hits: before, more: from, isBusy: false, error });
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

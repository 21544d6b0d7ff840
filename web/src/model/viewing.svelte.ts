// Which picture or film of the talk is looked at, and from where it was opened.
import type { Shot } from './gallery';

export class Viewing {
  #key = $state<string | null>(null);
  #shots: () => readonly Shot[];
  #from: HTMLElement | undefined;

  /** `shots`: those of the talk as it is loaded now. */
  constructor(shots: () => readonly Shot[]) {
    this.#shots = shots;
  }

  readonly all = $derived.by(() => this.#shots());
  readonly index = $derived(this.all.findIndex(({ key }) => key === this.#key));
  /** Null: nothing is looked at, or it went while it was. */
  readonly shot = $derived(this.all[this.index] ?? null);

  get isOpen(): boolean {
    return this.#key !== null;
  }

  /** False: it is none of those of the talk. */
  open(key: string, from: HTMLElement): boolean {
    if (!this.all.some((one) => one.key === key)) return false;
    this.#from = from;
    this.#key = key;
    return true;
  }

  has(by: number): boolean {
    return this.all[this.index + by] !== undefined;
  }

  step(by: number): void {
    this.#key = this.all[this.index + by]?.key ?? this.#key;
  }

  /** Whoever opened it gets the focus back. */
  close(): void {
    this.#key = null;
    this.#from?.focus();
    this.#from = undefined;
  }
}

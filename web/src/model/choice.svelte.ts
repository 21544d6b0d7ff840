// One choice of this browser, as a value that views may read.
import { readChoice, writeChoice } from '../kept/choice';

export class Choice<T> {
  #name: string;
  #read: (kept: unknown) => T;
  #now = $state.raw() as T;

  /** `read` makes sense of whatever was kept, be it by an older version, by hand, or not at all. */
  constructor(name: string, read: (kept: unknown) => T) {
    this.#name = name;
    this.#read = read;
    this.#now = read(readChoice(name));
  }

  get now(): T {
    return this.#now;
  }

  choose(value: T): void {
    this.#now = value;
    writeChoice(this.#name, value);
  }

  /** Another tab may have chosen. */
  refresh(): void {
    this.#now = this.#read(readChoice(this.#name));
  }
}

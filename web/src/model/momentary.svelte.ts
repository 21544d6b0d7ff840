// Who does something in a chat at this moment: shown until they stop, or until it was not told again for a while.
import { SvelteMap } from 'svelte/reactivity';
import type { ContactId } from '../proto';

export interface MomentaryDeps {
  now: () => number;
  later: (act: () => void, ms: number) => unknown;
}

export class Momentary {
  /** By chat and who it is, until when, in the order they came. */
  #shown = new SvelteMap<ContactId, ReadonlyMap<string, number>>();
  #shownMs: number;
  #deps: MomentaryDeps;

  /** `shownMs`: how long somebody is shown after it was last told. */
  constructor(shownMs: number, deps: MomentaryDeps) {
    this.#shownMs = shownMs;
    this.#deps = deps;
  }

  in(chat: ContactId): string[] {
    return [...(this.#shown.get(chat)?.keys() ?? [])];
  }

  has(chat: ContactId, who: string): boolean {
    return this.#shown.get(chat)?.has(who) ?? false;
  }

  show(chat: ContactId, who: string): void {
    const until = this.#deps.now() + this.#shownMs;
    this.#shown.set(chat, new Map(this.#shown.get(chat)).set(who, until));
    this.#deps.later(() => {
      if (this.#shown.get(chat)?.get(who) === until) this.over(chat, who);
    }, this.#shownMs);
  }

  over(chat: ContactId, who: string): void {
    if (!this.has(chat, who)) return;
    const left = new Map(this.#shown.get(chat));
    left.delete(who);
    if (left.size > 0) this.#shown.set(chat, left);
    else this.#shown.delete(chat);
  }
}

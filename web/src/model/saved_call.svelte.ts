// Calling for a saved reply by a slash in the field for answers: which are offered, and which of them is marked.
import type { SavedReply } from '../proto';
import { callAt, fill, matching, putIn, type Call, type Values } from './saved';
import type { SavedReplies } from './saved_replies.svelte';

/** As many are offered at once; typing finds the others. */
const OFFERED_MAX = 8;

export class SavedCall {
  #replies: SavedReplies;
  #call = $state.raw<Call | null>(null);
  #marked = $state(0);
  /** Esc sends the offer away until the slash is another one. */
  #dismissed = $state<number | null>(null);

  constructor(replies: SavedReplies) {
    this.#replies = replies;
  }

  /** What is offered now, the best first; empty: nothing is called for, or nothing fits. */
  get offered(): SavedReply[] {
    const call = this.#call;
    if (!call || call.from === this.#dismissed) return [];
    return matching(this.#replies.all, call.term).slice(0, OFFERED_MAX);
  }

  get isEmpty(): boolean {
    return this.#call !== null && this.#call.from !== this.#dismissed && this.#replies.isKnown
      ? this.#replies.all.length === 0
      : false;
  }

  get marked(): SavedReply | undefined {
    return this.offered[Math.min(this.#marked, this.offered.length - 1)];
  }

  /** After each change of the field or of the caret. */
  see(text: string, caret: number): void {
    const call = callAt(text, caret);
    if (call?.term !== this.#call?.term) this.#marked = 0;
    if (call?.from !== this.#dismissed) this.#dismissed = null;
    this.#call = call;
    if (call) void this.#replies.look();
  }

  /** Whether a key was about the offer: `choose` says that the marked one is meant. */
  key(event: KeyboardEvent): 'choose' | 'taken' | null {
    const count = this.offered.length;
    if (count === 0 || event.isComposing || event.shiftKey || event.ctrlKey || event.metaKey) return null;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      this.#marked = (Math.min(this.#marked, count - 1) + step + count) % count;
      return 'taken';
    }
    if (event.key === 'Escape') {
      this.#dismissed = this.#call?.from ?? null;
      return 'taken';
    }
    return event.key === 'Enter' || event.key === 'Tab' ? 'choose' : null;
  }

  /** The field with the reply in the place of the call, and where the caret stands then: at what the operator has to write. */
  put(
    reply: SavedReply,
    text: string,
    caret: number,
    values: Values,
  ): { text: string; from: number; to: number } {
    const call = this.#call ?? { from: caret, term: '' };
    const filled = fill(reply.text, values);
    const after = putIn(text, call, caret, filled.text);
    this.#call = null;
    const [open] = filled.missing;
    const from = open === undefined ? after.caret : after.text.indexOf(open, call.from);
    return { text: after.text, from, to: open === undefined ? from : from + open.length };
  }
}

// What stands in the fields of one chat: an answer with what it answers, and a comment.
import { untrack } from 'svelte';
import type { DraftKind, DraftReply } from '../proto';
import type { Words } from '../sync/drafts';
import type { Drafts } from './drafts.svelte';

export class Writing {
  texts = $state({ answer: '', comment: '' });
  reply = $state.raw<DraftReply | null>(null);
  #drafts: Drafts;
  #chat: string;

  constructor(drafts: Drafts, chat: string) {
    this.#drafts = drafts;
    this.#chat = chat;
    for (const kind of ['answer', 'comment'] as const) this.#put(kind, drafts.of(chat, kind));
  }

  /** Keeps every stroke: for an effect, which runs again with each. What it returns is for when the chat is left. */
  keep(isFocused: (kind: DraftKind) => boolean): () => void {
    const put = (kind: DraftKind, words: Words) => this.#put(kind, words);
    const unwatch = this.#drafts.watch({ chat: this.#chat, isFocused, put });
    $effect(() => {
      const words = this.#words('answer');
      untrack(() => this.#drafts.write(this.#chat, 'answer', words));
    });
    $effect(() => {
      const words = this.#words('comment');
      untrack(() => this.#drafts.write(this.#chat, 'comment', words));
    });
    return () => {
      unwatch();
      for (const kind of ['answer', 'comment'] as const)
        this.#drafts.write(this.#chat, kind, this.#words(kind), true);
    };
  }

  #words(kind: DraftKind): Words {
    return { text: this.texts[kind], reply: kind === 'answer' ? this.reply : null };
  }

  #put(kind: DraftKind, { text, reply }: Words): void {
    this.texts[kind] = text;
    if (kind === 'answer') this.reply = reply;
  }
}

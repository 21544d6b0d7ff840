// Everything this operator has begun to write: kept in this browser at once, at the server after a pause, and in step with
// the operator's other devices. A device without a network goes on alone and says what it has when it can.
import { SvelteMap } from 'svelte/reactivity';
import { draftKey, type Kept } from '../kept/kept';
import { Failed, type Api } from '../net/http';
import { chatPath } from '../net/perform';
import type { ContactId, Draft, DraftKind, Frame, OperatorId, SaveDraft } from '../proto';
import * as drafts from '../sync/drafts';
import type { DraftState, Words } from '../sync/drafts';

/** So long after the last stroke the server is told. */
export const PAUSE_MS = 1_500;

/** A list that was asked for so long ago may not know yet of what was kept since: longer than any answer takes. */
const DOUBTED_MS = 60_000;

/** The fields where one chat's drafts stand right now. */
export interface Field {
  chat: ContactId;
  /** Whether somebody is writing there. */
  isFocused(kind: DraftKind): boolean;
  put(kind: DraftKind, words: Words): void;
}

export interface DraftsDeps {
  me: OperatorId;
  kept: Pick<Kept, 'allDrafts' | 'keepDraft' | 'keepBeside'>;
  save: (chat: ContactId, kind: DraftKind, body: SaveDraft) => Promise<Draft>;
  now: () => number;
  /** How to take it back. */
  later: (act: () => void, ms: number) => () => void;
}

interface Place {
  readonly chat: ContactId;
  readonly kind: DraftKind;
}

export class Drafts {
  /** What stands in rows of the list, by [`draftKey`]. */
  shown = $state.raw<ReadonlyMap<string, string>>(new Map());
  readonly offers = new SvelteMap<string, Draft>();
  #all = new Map<string, DraftState>();
  #places = new Map<string, Place>();
  /** When this page learned that the server has it. */
  #learned = new Map<string, number>();
  #pauses = new Map<string, () => void>();
  /** Being told to the server, with what was heard meanwhile: it may be the echo of that. */
  #underWay = new Map<string, Draft | null>();
  #field: Field | null = null;
  #deps: DraftsDeps;
  #isEnded = false;

  constructor(deps: DraftsDeps) {
    this.#deps = deps;
    for (const { chat, kind, ...state } of deps.kept.allDrafts()) this.#learn({ chat, kind }, state);
    this.shown = new Map(
      [...this.#all]
        .filter(([, { words }]) => words.text.trim() !== '')
        .map(([key, { words }]) => [key, words.text]),
    );
  }

  of(chat: ContactId, kind: DraftKind): Words {
    return this.#state(draftKey(chat, kind)).words;
  }

  /** What the row of a chat shows. */
  shownOf(chat: ContactId): string | undefined {
    return this.shown.get(draftKey(chat, 'answer'));
  }

  offerOf(chat: ContactId, kind: DraftKind): Draft | undefined {
    return this.offers.get(draftKey(chat, kind));
  }

  /** The field of a chat is open from here on; how to say that it is not any more. */
  watch(field: Field): () => void {
    this.#field = field;
    return () => {
      if (this.#field === field) this.#field = null;
    };
  }

  /** Said at each stroke. Rows of the list learn of it with `isLeft`, when the chat is left. */
  write(chat: ContactId, kind: DraftKind, words: Words, isLeft = false): void {
    if (this.#isEnded) return;
    const place = { chat, kind };
    const before = this.#state(draftKey(chat, kind));
    const isNew = !drafts.isSame(before.words, words) || before.words.text !== words.text;
    if (isNew) this.#put(place, drafts.typed(before, words));
    if (isLeft) this.#leave(place);
    else if (isNew) this.#saveLater(place, drafts.isBlank(words) ? 0 : PAUSE_MS);
  }

  /** What another device wrote is taken, or what stands here stays. */
  settle(chat: ContactId, kind: DraftKind, isTaken: boolean): void {
    const place = { chat, kind };
    const before = this.#state(draftKey(chat, kind));
    const after = isTaken ? drafts.taken(before) : drafts.mine(before);
    this.#put(place, after);
    if (isTaken) this.#field?.put(kind, after.words);
    void this.#save(place);
  }

  take(frame: Frame): void {
    for (const event of frame.events) {
      if (event.type === 'draft_committed') this.#hear(event.draft);
      if (event.type === 'contact_erased') this.#forget(event.contact);
      if (event.type === 'chat_united') this.#follow(event.chat, event.into);
    }
  }

  /** All the server has: what it does not have any more was sent or taken away elsewhere. */
  takeAll(all: readonly Draft[]): void {
    if (this.#isEnded) return;
    for (const draft of all) this.#hear(draft);
    const there = new Set(all.map(({ chat, kind }) => draftKey(chat, kind)));
    const doubted = this.#deps.now() - DOUBTED_MS;
    for (const [key, state] of this.#all) {
      const place = this.#places.get(key);
      if (!place || there.has(key) || (this.#learned.get(key) ?? 0) > doubted) continue;
      if (!this.#underWay.has(key))
        this.#became(place, drafts.gone(state, this.#nothing(place), this.#isFocused(place)));
    }
    for (const place of this.#places.values())
      if (!this.#pauses.has(draftKey(place.chat, place.kind))) void this.#save(place);
  }

  end(): void {
    this.#isEnded = true;
    for (const stop of this.#pauses.values()) stop();
  }

  // ---- Details -------------------------------------------------------------------------------------------------

  #state(key: string): DraftState {
    return this.#all.get(key) ?? drafts.NO_DRAFT;
  }

  #learn(place: Place, state: Pick<DraftState, 'words' | 'base'>): void {
    const key = draftKey(place.chat, place.kind);
    this.#all.set(key, { ...drafts.NO_DRAFT, ...state });
    this.#places.set(key, place);
  }

  #isFocused({ chat, kind }: Place): boolean {
    return this.#field?.chat === chat && this.#field.isFocused(kind);
  }

  #nothing({ chat, kind }: Place): Draft {
    return { operator: this.#deps.me, chat, kind, revision: 0, text: '', at: 0 };
  }

  #put(place: Place, state: DraftState): void {
    const { chat, kind } = place;
    const key = draftKey(chat, kind);
    const before = this.#state(key);
    if (state === before) return;
    const { words, base, offer } = state;
    this.#all.set(key, state);
    this.#places.set(key, place);
    if (words.text !== before.words.text) this.#deps.kept.keepDraft(chat, kind, words.text);
    if (words.reply !== before.words.reply || base !== before.base)
      this.#deps.kept.keepBeside(chat, kind, { reply: words.reply, base });
    if (base !== before.base) this.#learned.set(key, this.#deps.now());
    if (offer) this.offers.set(key, offer);
    else this.offers.delete(key);
  }

  #show(key: string, { text }: Words): void {
    if (text.trim() === '' ? !this.shown.has(key) : this.shown.get(key) === text) return;
    const shown = new Map(this.shown);
    if (text.trim() === '') shown.delete(key);
    else shown.set(key, text);
    this.shown = shown;
  }

  /** Takes a state that another device brought about. */
  #became(place: Place, state: DraftState): void {
    const key = draftKey(place.chat, place.kind);
    const before = this.#state(key);
    this.#put(place, state);
    if (drafts.isSame(before.words, state.words)) return;
    this.#show(key, state.words);
    if (this.#field?.chat === place.chat) this.#field.put(place.kind, state.words);
  }

  #hear(draft: Draft): void {
    if (this.#isEnded) return;
    const key = draftKey(draft.chat, draft.kind);
    if (this.#underWay.has(key)) {
      const held = this.#underWay.get(key);
      if ((held?.revision ?? 0) < draft.revision) this.#underWay.set(key, draft);
      return;
    }
    const place = { chat: draft.chat, kind: draft.kind };
    this.#became(place, drafts.heard(this.#state(key), draft, this.#isFocused(place)));
  }

  #leave(place: Place): void {
    const key = draftKey(place.chat, place.kind);
    this.#put(place, drafts.left(this.#state(key)));
    this.#show(key, this.#state(key).words);
    void this.#save(place);
  }

  #forget(chat: ContactId): void {
    for (const kind of ['answer', 'comment'] as const) {
      const key = draftKey(chat, kind);
      if (!this.#all.has(key)) continue;
      this.#stop(key);
      this.#put({ chat, kind }, drafts.NO_DRAFT);
      this.#show(key, drafts.NO_WORDS);
      this.#all.delete(key);
      this.#places.delete(key);
    }
  }

  /** What the server knows it moves by itself; the rest goes along here. */
  #follow(from: ContactId, into: ContactId): void {
    for (const kind of ['answer', 'comment'] as const) {
      const state = this.#state(draftKey(from, kind));
      if (!drafts.isNews(state)) continue;
      const place = { chat: into, kind };
      const known = this.#state(draftKey(into, kind));
      this.#became(place, drafts.typed(known, drafts.joined(known.words, state.words)));
      void this.#save(place);
    }
    this.#forget(from);
  }

  #stop(key: string): void {
    this.#pauses.get(key)?.();
    this.#pauses.delete(key);
  }

  #saveLater(place: Place, ms: number): void {
    const key = draftKey(place.chat, place.kind);
    this.#stop(key);
    this.#pauses.set(
      key,
      this.#deps.later(() => void this.#save(place), ms),
    );
  }

  async #save(place: Place): Promise<void> {
    const { chat, kind } = place;
    const key = draftKey(chat, kind);
    this.#stop(key);
    const state = this.#state(key);
    if (this.#isEnded || this.#underWay.has(key) || !drafts.mustBeTold(state)) return;
    const { words, base } = state;
    this.#underWay.set(key, null);
    this.#put(place, { ...state, sent: words });
    const reply = words.reply ? { reply: words.reply } : {};
    const told = await this.#tell(place, { revision: base.revision, text: words.text, ...reply });
    const held = this.#underWay.get(key);
    this.#underWay.delete(key);
    if (this.#isEnded || !this.#places.has(key)) return;
    if (told) this.#became(place, drafts.heard(this.#state(key), told, this.#isFocused(place)));
    if (held) this.#hear(held);
    const after = this.#state(key);
    // Typed meanwhile, and the pause is over by now; or what this one did not know was that nothing stands there any more.
    if (told && drafts.mustBeTold(after) && !this.#pauses.has(key)) this.#saveLater(place, PAUSE_MS);
  }

  /** How it stands at the server now; null: nobody knows, or it will not be kept there. */
  async #tell({ chat, kind }: Place, body: SaveDraft): Promise<Draft | null> {
    try {
      return await this.#deps.save(chat, kind, body);
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      const details = error.failure.error?.details as { draft?: Draft } | undefined;
      return details?.draft ?? null;
    }
  }
}

/** Those of the desk. */
export function draftsOver(api: Api, me: OperatorId, kept: Kept): Drafts {
  return new Drafts({
    me,
    kept,
    save: (chat, kind, body) => api.call<Draft>('PUT', chatPath(chat, `/drafts/${kind}`), body),
    now: () => Date.now(),
    later: (act, ms) => {
      const timer = setTimeout(act, ms);
      return () => clearTimeout(timer);
    },
  });
}

// What becomes of a draft when this device types, and when another one did. Pure: nobody's words are lost by it, and what
// somebody is writing is never written over.
import type { Draft, DraftReply } from '../proto';

/** Longest draft the server keeps, in code points. `domain::draft::DRAFT_CODE_POINTS_MAX` */
export const DRAFT_CODE_POINTS_MAX = 4_096;

export interface Words {
  readonly text: string;
  /** What is answered. */
  readonly reply: DraftReply | null;
}

/** What the server last said, or was told and confirmed. */
export interface Base {
  /** 0: nothing yet. */
  readonly revision: number;
  readonly words: Words;
}

export interface DraftState {
  /** As it stands on this device. */
  readonly words: Words;
  readonly base: Base;
  /** Another device's words that must not be put into the field unasked. */
  readonly offer: Draft | null;
  /** What the server was told and may or may not have heard. */
  readonly sent: Words | null;
}

export const NO_WORDS: Words = { text: '', reply: null };
export const NO_DRAFT: DraftState = {
  words: NO_WORDS,
  base: { revision: 0, words: NO_WORDS },
  offer: null,
  sent: null,
};

/** Only blanks are no words, as the server sees it. */
export function isBlank({ text, reply }: Words): boolean {
  return text.trim() === '' && !reply;
}

export function isSame(one: Words, other: Words): boolean {
  if (isBlank(one) && isBlank(other)) return true;
  return one.text === other.text && one.reply?.id === other.reply?.id;
}

/** Whether the server does not know yet what stands here. */
export function isNews({ words, base }: DraftState): boolean {
  return !isSame(words, base.words);
}

/** Whether the server must be told now: it takes so much, and whoever was asked to choose chooses first. */
export function mustBeTold(state: DraftState): boolean {
  return isNews(state) && !state.offer && [...state.words.text].length <= DRAFT_CODE_POINTS_MAX;
}

export function wordsOf({ text, reply }: Draft): Words {
  return { text, reply: reply ?? null };
}

/** Somebody writes here. Sending, or taking everything away, settles what another device offered. */
export function typed(state: DraftState, words: Words): DraftState {
  const next = { ...state, words };
  return isBlank(words) ? mine(next) : next;
}

/** The server says how a draft stands. `isFocused`: somebody is writing in it. */
export function heard(state: DraftState, draft: Draft, isFocused: boolean): DraftState {
  if (draft.revision <= state.base.revision) return state;
  const theirs = wordsOf(draft);
  const base = { revision: draft.revision, words: theirs };
  if (isSame(theirs, state.words)) return { words: state.words, base, offer: null, sent: null };
  const isOwn = state.sent !== null && isSame(theirs, state.sent);
  // What was taken away elsewhere stands in nobody's way who went on writing here.
  if (isOwn || (isBlank(theirs) && isNews(state))) return { ...state, base, offer: null, sent: null };
  const isKept = isFocused || (isNews(state) && !isBlank(state.words));
  return isKept ? { ...state, offer: draft } : { words: theirs, base, offer: null, sent: null };
}

/** The server has no such draft any more. */
export function gone(state: DraftState, about: Draft, isFocused: boolean): DraftState {
  if (isBlank(state.base.words)) return state;
  return heard(state, { ...about, revision: state.base.revision + 1 }, isFocused);
}

/** Theirs is taken. */
export function taken(state: DraftState): DraftState {
  const { offer } = state;
  if (!offer) return state;
  const words = wordsOf(offer);
  return { words, base: { revision: offer.revision, words }, offer: null, sent: null };
}

/** Mine stays: it is the later one from here on. */
export function mine(state: DraftState): DraftState {
  const { offer } = state;
  if (!offer) return state;
  return { ...state, base: { revision: offer.revision, words: wordsOf(offer) }, offer: null };
}

/** Nobody writes here any more: what was only held back because of that comes in. */
export function left(state: DraftState): DraftState {
  return isNews(state) ? state : taken(state);
}

/** What a chat holds into which another one was pulled: unsaid words of both. */
export function joined(into: Words, from: Words): Words {
  if (isBlank(from) || isSame(into, from)) return into;
  const text = into.text.trim() === '' ? from.text : `${into.text}\n${from.text}`;
  return { text, reply: into.reply ?? from.reply };
}

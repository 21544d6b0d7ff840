// Saved replies: finding one while typing, and filling in what stands in braces.
import type { Card, Chat, SavedReply, Variable } from '../proto';

/** What stands between the caret and the slash that calls for a saved reply. */
export interface Call {
  /** Where the slash is. */
  from: number;
  term: string;
}

/** The call before the caret, if there is one: a slash at the beginning or after white space, and no white space since. */
export function callAt(text: string, caret: number): Call | null {
  const found = /(?:^|\s)\/([^\s/]*)$/.exec(text.slice(0, caret));
  if (!found) return null;
  const term = found[1] ?? '';
  return { from: caret - term.length - 1, term };
}

/** Those whose name has a word that begins with the term, then those that say it; each in the given order. */
export function matching(all: readonly SavedReply[], term: string): SavedReply[] {
  const wanted = term.toLowerCase();
  const named = all.filter((one) => ` ${one.name.toLowerCase()}`.includes(` ${wanted}`));
  const saying = all.filter((one) => !named.includes(one) && one.text.toLowerCase().includes(wanted));
  return [...named, ...saying];
}

/** What can be filled in for one contact: names in any case; what is not known is not there. */
export type Values = ReadonlyMap<string, string>;

/** The fields that every contact and operator has a name for; variables of the card stand under their own names. */
export const FIELDS = ['first_name', 'last_name', 'name', 'phone', 'email', 'user_id', 'operator'] as const;

export function valuesOf(
  chat: Chat,
  card: Card | undefined,
  operator: string,
  words: (value: Variable) => string,
): Values {
  const all = new Map<string, string>();
  for (const [name, value] of Object.entries(card?.variables ?? {})) {
    if (value) all.set(name.toLowerCase(), words(value));
  }
  const [first] = chat.name.split(' ');
  const fields: Record<(typeof FIELDS)[number], string | undefined> = {
    // Before the card is loaded the chat's name is known.
    first_name: card ? card.first_name : first,
    last_name: card?.last_name,
    name: chat.name,
    phone: card?.phones?.[0],
    email: card?.emails?.[0],
    user_id: card?.user_id,
    operator,
  };
  for (const name of FIELDS) if (fields[name]) all.set(name, fields[name]);
  return all;
}

const PLACE = /\{([^{}|\n]{1,60})(?:\|([^{}\n]{0,200}))?\}/g;

/** Fills in what is known, else the words behind the bar; `missing`: what stays in braces for the operator to write. */
export function fill(text: string, values: Values): { text: string; missing: string[] } {
  const missing: string[] = [];
  const filled = text.replace(PLACE, (place, name: string, otherwise?: string) => {
    const value = values.get(name.trim().toLowerCase()) ?? otherwise;
    if (value === undefined) missing.push(place);
    return value ?? place;
  });
  return { text: filled, missing: [...new Set(missing)] };
}

/** Puts a reply where it was called for; where the caret comes to stand. */
export function putIn(
  text: string,
  call: Call,
  caret: number,
  reply: string,
): { text: string; caret: number } {
  const before = text.slice(0, call.from);
  return { text: before + reply + text.slice(caret), caret: before.length + reply.length };
}

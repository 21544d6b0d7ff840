// What two cards have in common and where an operator must choose; mirrors `domain::unite`, which decides.
import { t } from '../i18n';
import type { Card, Contact, Side, Suggestions } from '../proto';
import { fieldWords, variableWords } from './card';

/** What was chosen, by field; what is not named keeps the left one. */
export type Choices = Readonly<Record<string, Side>>;

export interface Compared {
  /** As the server names it. */
  field: string;
  label: string;
  left: string;
  right: string;
  /** `same`: nothing to do; `one`: only one has it; `both`: both are kept; `choice`: one of two. */
  how: 'same' | 'one' | 'both' | 'choice';
}

const SINGLE = ['first_name', 'last_name', 'user_id', 'avatar'] as const;
const SEVERAL = ['phones', 'emails', 'tags'] as const;

/** Every field that at least one of them has. */
export function compared(left: Card, right: Card): Compared[] {
  const rows: Compared[] = SINGLE.map((field) => single(field, left[field] ?? '', right[field] ?? ''));
  for (const field of SEVERAL) {
    const [own, others] = [left[field] ?? [], right[field] ?? []];
    const how = both(own, others);
    rows.push({ field, label: fieldWords(field), left: own.join(', '), right: others.join(', '), how });
  }
  const names = new Set([...Object.keys(left.variables ?? {}), ...Object.keys(right.variables ?? {})]);
  for (const name of [...names].sort()) {
    const [own, other] = [left.variables?.[name], right.variables?.[name]];
    const row = single(`variables.${name}`, own ? variableWords(own) : '', other ? variableWords(other) : '');
    const isOtherType = own && other && own.type !== other.type;
    rows.push(isOtherType ? { ...row, how: 'choice' } : row);
  }
  return rows.filter((row) => row.left !== '' || row.right !== '');
}

function single(field: string, left: string, right: string): Compared {
  const how = left === right ? 'same' : left === '' || right === '' ? 'one' : 'choice';
  return { field, label: fieldWords(field), left, right, how };
}

function both(left: readonly string[], right: readonly string[]): Compared['how'] {
  if (left.length === 0 || right.length === 0) return 'one';
  const known = new Set(left.map((value) => value.toLocaleLowerCase()));
  return right.every((value) => known.has(value.toLocaleLowerCase())) ? 'same' : 'both';
}

/** Only what differs from the default is sent: where both have a value and the right one was chosen. */
export function choicesSent(rows: readonly Compared[], choices: Choices): Record<string, Side> {
  const chosen = rows.filter((row) => row.how === 'choice' && choices[row.field] === 'right');
  return Object.fromEntries(chosen.map((row) => [row.field, 'right' as const]));
}

/** What becomes of the two, in one sentence. */
export function resultWords(
  left: Contact,
  right: Contact,
  rows: readonly Compared[],
  choices: Choices,
): string {
  const value = (field: string) => {
    const row = rows.find((one) => one.field === field);
    if (!row) return '';
    const isRight = row.left === '' || (row.how === 'choice' && choices[field] === 'right');
    return isRight ? row.right : row.left;
  };
  const name = [value('first_name'), value('last_name')].filter(Boolean).join(' ') || left.chat.name;
  const tags = new Set(
    [...(left.card.tags ?? []), ...(right.card.tags ?? [])].map((tag) => tag.toLocaleLowerCase()),
  );
  return t.unite.result(name, left.chat.identities.length + right.chat.identities.length, tags.size);
}

/** Whether the window of equal contacts appears by itself: for somebody it did not appear for yet. */
export function mustSuggest(now: Suggestions, shown: Suggestions | undefined): boolean {
  const known = new Set(shown?.similar.map(({ contact }) => contact));
  return now.similar.some(({ contact }) => !known.has(contact));
}

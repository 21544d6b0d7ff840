// Changing a card without losing what others changed meanwhile, and its values and history in words.
import { t } from '../i18n';
import type { Card, EditCard, FieldChange, Variable } from '../proto';

/** What is changed, without the version it was seen at. */
export type CardFields = Omit<EditCard, 'version'>;

/** Fields with one value. */
export type CardText = 'first_name' | 'last_name' | 'user_id';

/** Fields with several. */
export type CardTexts = 'phones' | 'emails';

/** What to write, decided anew on each newer card; null: it no longer fits, the operator must look. */
export type CardEdit = (card: Card) => CardFields | null;

/** Another value, unless somebody changed that very field since it was `seen`. */
export function setText(field: CardText, seen: string, text: string): CardEdit {
  return (card) => ((card[field] ?? '') === seen ? { [field]: text } : null);
}

/** One more value; what others added stays. */
export function addText(field: CardTexts, text: string): CardEdit {
  return (card) => ({ [field]: [...(card[field] ?? []), text] });
}

/** Another value in the place of one; null once that one is gone. An empty text removes it. */
export function replaceText(field: CardTexts, seen: string, text: string): CardEdit {
  return (card) => {
    const values = card[field] ?? [];
    if (!values.includes(seen)) return text === '' ? { [field]: values } : null;
    const next = values.flatMap((value) => (value === seen ? (text === '' ? [] : [text]) : [value]));
    return { [field]: next };
  };
}

/** A stored value in words. */
export function valueWords(value: unknown): string {
  if (value === undefined || value === null || value === '') return '';
  if (Array.isArray(value)) return value.map(valueWords).join(', ');
  if (typeof value === 'object' && 'type' in value) return variableWords(value as Variable);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

export function variableWords(variable: Variable): string {
  if (variable.type === 'yes_no') return variable.value ? t.card.yes : t.card.no;
  return String(variable.value);
}

const FIELDS: Record<string, string> = {
  first_name: t.card.firstName,
  last_name: t.card.lastName,
  user_id: t.card.userId,
  phones: t.card.phones,
  emails: t.card.emails,
  tags: t.card.tags,
  avatar: t.card.avatar,
  funnels: t.funnel.field,
};

/** A field's name as people read it; that of a variable is its own. */
export function fieldWords(field: string): string {
  return FIELDS[field] ?? field.replace(/^variables\./, '');
}

export interface Changed {
  field: string;
  from: string;
  to: string;
}

/** Of a field with several values only those that came and went. */
export function changedWords({ field, from, to }: FieldChange): Changed {
  const [before, after] = [asList(from), asList(to)];
  if (!before || !after) return { field: fieldWords(field), from: valueWords(from), to: valueWords(to) };
  return {
    field: fieldWords(field),
    from: valueWords(before.filter((value) => !after.includes(value))),
    to: valueWords(after.filter((value) => !before.includes(value))),
  };
}

function asList(value: unknown): unknown[] | null {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : null;
}

/** A variable from what was typed; null: it does not fit the type. */
export function variableOf(type: Variable['type'], text: string): Variable | null {
  const typed = text.trim();
  switch (type) {
    case 'text':
      return typed === '' ? null : { type, value: typed };
    case 'number': {
      const value = Number(typed.replace(',', '.'));
      return typed === '' || !Number.isFinite(value) ? null : { type, value };
    }
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(typed) ? { type, value: typed } : null;
    case 'yes_no':
      return { type, value: typed === 'yes' };
  }
}

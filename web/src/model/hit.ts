// Why a contact was found: the value a search term met, to be shown beside the name.
import type { Contact } from '../proto';

/** Case, accents and ё make no difference; nor do the signs inside of a phone number. `domain::search::fold` */
export function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();
}

const digits = (text: string) => text.replace(/\D/g, '');

/** The phone, address, username or id that the term met; the first of them if it met the name. */
export function detailOf({ card, chat }: Contact, term: string): string {
  const usernames = chat.identities.flatMap(({ username }) => (username ? [`@${username}`] : []));
  const values = [
    ...(card.phones ?? []),
    ...(card.emails ?? []),
    ...usernames,
    ...(card.user_id ? [card.user_id] : []),
  ];
  const words = plain(term).split(/\s+/).filter(Boolean);
  const number = digits(term);
  const isMet = (value: string) =>
    words.some((word) => plain(value).includes(word.replace(/^@/, ''))) ||
    (number.length > 1 && digits(value).includes(number));
  return values.find(isMet) ?? values[0] ?? '';
}

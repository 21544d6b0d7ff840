// What was found, as one list to choose from.
import type { Contact, FoundMessage } from '../proto';
import type { Found } from './finder';
import type { Place } from './place';
import type { Selection } from '../sync/selection';

export type Hit =
  | { is: 'contact'; key: string; place: Place; contact: Contact }
  | { is: 'message'; key: string; place: Place; message: FoundMessage }
  /** The way to older messages. */
  | { is: 'further'; key: string };

export function hitsOf(contacts: Found<Contact>, messages: Found<FoundMessage>, list: Selection): Hit[] {
  const further: Hit[] = messages.more === undefined ? [] : [{ is: 'further', key: 'further' }];
  return [
    ...contacts.hits.map((contact): Hit => {
      const { id } = contact.chat;
      return { is: 'contact', key: id, place: { chat: id, list }, contact };
    }),
    ...messages.hits.map((message): Hit => {
      const { id, chat } = message;
      return { is: 'message', key: id, place: { chat, list, message: id }, message };
    }),
    ...further,
  ];
}

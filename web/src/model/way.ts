// By which address a message came or goes, where a contact has several.
import type { Chat, MessengerInfo } from '../proto';
import type { Desk } from './desk.svelte';
import { channelOf } from './passage';

export interface Way {
  readonly messenger: MessengerInfo;
  /** The messenger, and which of the business's channels in it, or the contact's name there. */
  readonly words: string;
}

/** Of the address, or the message, with this id; undefined: there is only one address, or the messenger is not known. */
export function wayOf(desk: Desk, chat: Chat, id: string): Way | undefined {
  if (chat.identities.length < 2) return undefined;
  const identity = chat.identities.find((one) => id === one.id || id.startsWith(`${one.id}:`));
  const messenger = desk.messenger(identity?.messenger);
  if (!identity || !messenger) return undefined;
  const name = identity.username === undefined ? undefined : `@${identity.username}`;
  const words = [messenger.label, channelOf(desk.channels(), identity.id)?.name, name];
  return { messenger, words: words.filter(Boolean).join(' · ') };
}

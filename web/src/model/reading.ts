// How far a contact has read, where the messenger tells it: by the provider's numbers, which grow within a dialog.
import type { Chat, Message } from '../proto';

/** Whether the contact has seen this message of ours. */
export function isRead(chat: Chat, message: Message): boolean {
  const { id, origin } = message;
  if (!('delivery' in origin) || origin.delivery.state !== 'accepted') return false;
  const address = id.slice(0, id.lastIndexOf(':'));
  const upTo = chat.identities.find((one) => one.id === address)?.read_up_to ?? 0;
  const { parts } = origin.delivery;
  return upTo > 0 && parts.length > 0 && parts.every((part) => Number(part) <= upTo);
}

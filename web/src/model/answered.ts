// Which message an answer names: by the messenger's number of it, which is told within one address.
import type { Message, MessageId } from '../proto';
import { identityOf, placeOf } from '../sync/order';

/** How many digits a place has. `domain::ids::Order` */
const PLACE_DIGITS = 20;

/** Null: it names none of this talk. One that is not among `messages` may be further back, or gone. */
export function answered(messages: readonly Message[], { id, reply }: Message): MessageId | null {
  const part = reply?.part;
  if (part === undefined) return null;
  const address = identityOf(id);
  const found = messages.find((one) => identityOf(one.id) === address && partsOf(one).includes(part));
  if (found) return found.id;
  // A contact's messages stand where the messenger numbered them.
  return /^\d+$/.test(part) ? `${address}:${part.padStart(PLACE_DIGITS, '0')}` : null;
}

/** The messenger's numbers of a message; mirrors `Message::parts`. */
function partsOf({ id, origin, content }: Message): readonly string[] {
  if ('delivery' in origin) return origin.delivery.state === 'accepted' ? origin.delivery.parts : [];
  const isNumbered = (origin.from === 'contact' || origin.from === 'outside') && content.type !== 'press';
  return isNumbered ? [placeOf(id).replace(/^0+(?=\d)/, '')] : [];
}

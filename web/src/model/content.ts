// Places and numbers as links and words.
import type { Location, Message } from '../proto';

const MICRO = 1_000_000;

/** The place's degrees, for people to read and copy. */
export function placeWords({ latitude_e6, longitude_e6 }: Location): string {
  return `${(latitude_e6 / MICRO).toFixed(5)}, ${(longitude_e6 / MICRO).toFixed(5)}`;
}

/** Where a map shows the place. The page itself never asks there. */
export function mapHref({ latitude_e6, longitude_e6 }: Location): string {
  const at = `${latitude_e6 / MICRO}/${longitude_e6 / MICRO}`;
  const query = new URLSearchParams({
    mlat: String(latitude_e6 / MICRO),
    mlon: String(longitude_e6 / MICRO),
  });
  return `https://www.openstreetmap.org/?${query}#map=16/${at}`;
}

/** The link that calls a number; undefined: it is none. */
export function telHref(phone: string): string | undefined {
  const digits = phone.replace(/[\s().-]/g, '');
  return /^\+?\d{3,15}$/.test(digits) ? `tel:${digits}` : undefined;
}

/** The words of a message, as an answer to it shows them; empty where it has none. */
export function wordsOf({ content }: Message): string {
  switch (content.type) {
    case 'text':
      return content.text;
    case 'media':
      return content.media.caption ?? content.media.files[0]?.name ?? '';
    case 'location':
      return content.caption ?? content.location.title ?? placeWords(content.location);
    case 'shared_contact':
      return `${content.shared.name} ${content.shared.phone}`.trim();
    case 'poll':
      return content.poll.question;
    case 'dice':
      return content.dice.emoji;
    case 'unsupported':
      return content.caption ?? '';
    default:
      return '';
  }
}

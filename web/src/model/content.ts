// Places and numbers as links and words.
import type { Location, Message } from '../proto';

const MICRO = 1_000_000;

/** The place's degrees, for people to read and copy. */
export function placeWords({ latitude_e6, longitude_e6 }: Location): string {
  return `${(latitude_e6 / MICRO).toFixed(5)}, ${(longitude_e6 / MICRO).toFixed(5)}`;
}

/** A place by its degrees as somebody typed them, with a comma or a point; null: there is no such place. */
export function placeAt(latitude: string, longitude: string): Location | null {
  const degrees = (text: string, max: number) => {
    const plain = text.trim().replace(',', '.');
    const value = /^[+-]?\d{1,3}(\.\d+)?$/.test(plain) ? Number(plain) : NaN;
    return Math.abs(value) <= max ? Math.round(value * MICRO) : null;
  };
  const [latitude_e6, longitude_e6] = [degrees(latitude, 90), degrees(longitude, 180)];
  return latitude_e6 === null || longitude_e6 === null ? null : { latitude_e6, longitude_e6 };
}

/** The two numbers of a place that was copied from a map; null: it is something else. */
export function pairOf(text: string): [string, string] | null {
  const pair = /^\s*([+-]?\d{1,3}\.\d+)\s*[,;\s]\s*([+-]?\d{1,3}\.\d+)\s*$/.exec(text);
  return pair?.[1] !== undefined && pair[2] !== undefined ? [pair[1], pair[2]] : null;
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
    case 'press':
      return content.press.label;
    case 'unsupported':
      return content.caption ?? '';
    default:
      return '';
  }
}

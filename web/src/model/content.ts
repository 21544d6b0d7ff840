// Places and numbers as links and words.
import type { Location } from '../proto';

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

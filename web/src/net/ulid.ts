// Ids this client makes: ULIDs, sortable by time and unguessable.

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A new ULID: 48 bits of time, 80 of chance. */
export function ulid(now: number): string {
  let time = '';
  for (let rest = now, digit = 0; digit < 10; digit++, rest = Math.floor(rest / 32)) {
    time = (ALPHABET[rest % 32] ?? '') + time;
  }
  const chance = crypto.getRandomValues(new Uint8Array(16));
  return time + [...chance].map((byte) => ALPHABET[byte % 32]).join('');
}

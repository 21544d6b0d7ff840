// Speech as Opus, from one wrapping into another: browsers that record it into WebM, for messengers that take it in Ogg.
// Nothing is coded anew, so nothing is lost and it takes no time.
//
// Sources: RFC 9559 and RFC 8794 (WebM), RFC 3533 (Ogg), RFC 7845 (Opus in Ogg), RFC 6716 3.1 (a packet's first byte).

/** Elements that only hold others: their contents are read as if they stood there themselves. */
const HOLDERS = new Set([0x18538067, 0x1f43b675, 0x1654ae6b, 0xae, 0xa0]);
const CODEC_PRIVATE = 0x63a2;
const BLOCKS = new Set([0xa3, 0xa1]);

/** Of Opus in Ogg, whatever was recorded. */
const SAMPLES_PER_S = 48_000;

/** Longest page: a player can begin at the start of each. */
const PAGE_SAMPLES = SAMPLES_PER_S;
const PAGE_SEGMENTS_MAX = 255;
const FIRST_PAGE = 2;
const LAST_PAGE = 4;

export interface Recording {
  /** The head as Opus knows it: how many channels, what to skip at the beginning. */
  readonly head: Uint8Array<ArrayBuffer>;
  readonly packets: readonly Uint8Array<ArrayBuffer>[];
}

/** The sound of a WebM file with one track; throws on anything else. */
export function fromWebm(file: Uint8Array<ArrayBuffer>): Recording {
  let head: Uint8Array<ArrayBuffer> | undefined;
  const packets: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 0; at < file.length;) {
    const id = number(file, at, false);
    const size = number(file, at + id.length, true);
    at += id.length + size.length;
    if (HOLDERS.has(id.value)) continue;
    const content = file.subarray(at, at + size.value);
    if (id.value === CODEC_PRIVATE) head = content;
    if (BLOCKS.has(id.value)) packets.push(packetOf(content));
    at += size.value;
  }
  if (!head || packets.length === 0) throw new Error('no sound in it');
  return { head, packets };
}

/** A number as long as its first byte says; without its marker where it is a size. */
function number(file: Uint8Array, at: number, isSize: boolean): { value: number; length: number } {
  const first = file[at] ?? 0;
  const length = Math.clz32(first) - 23;
  if (length > 8) throw new Error('not WebM');
  let value = isSize ? first & ((1 << (8 - length)) - 1) : first;
  // Beyond 2⁵³ only where the size is not known yet; only holders have such, and theirs is not asked for.
  for (let next = 1; next < length; next++) value = value * 256 + (file[at + next] ?? 0);
  return { value, length };
}

/** Behind the track's number come a time of two bytes and flags. */
function packetOf(block: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const start = number(block, 0, true).length + 3;
  const isLaced = ((block[start - 1] ?? 0) & 6) !== 0;
  if (isLaced) throw new Error('several packets in one block');
  return block.subarray(start);
}

/** How long a packet plays, in samples. */
export function samplesOf(packet: Uint8Array): number {
  const [first = 0, second = 0] = packet;
  const config = first >> 3;
  const frames = { 0: 1, 1: 2, 2: 2 }[first & 3] ?? second & 63;
  const ms =
    config < 12
      ? [10, 20, 40, 60][config % 4]
      : config < 16
        ? [10, 20][config % 2]
        : [2.5, 5, 10, 20][config % 4];
  return (frames * (ms ?? 0) * SAMPLES_PER_S) / 1000;
}

/** An Ogg file. `serial` names its one stream: any number. */
export function toOgg({ head, packets }: Recording, serial: number): Uint8Array<ArrayBuffer>[] {
  const tags = new TextEncoder().encode('OpusTags\x0b\0\0\0Switchboard\0\0\0\0');
  const pages = [page([head], 0, FIRST_PAGE, serial, 0), page([tags], 0, 0, serial, 1)];
  let waiting: Uint8Array<ArrayBuffer>[] = [];
  let [segments, began, samples] = [0, 0, 0];
  packets.forEach((packet, index) => {
    const more = Math.floor(packet.length / 255) + 1;
    if (segments + more > PAGE_SEGMENTS_MAX || samples - began >= PAGE_SAMPLES) {
      pages.push(page(waiting, samples, 0, serial, pages.length));
      [waiting, segments, began] = [[], 0, samples];
    }
    waiting.push(packet);
    segments += more;
    samples += samplesOf(packet);
    const isLast = index === packets.length - 1;
    if (isLast) pages.push(page(waiting, samples, LAST_PAGE, serial, pages.length));
  });
  return pages;
}

function page(
  packets: readonly Uint8Array[],
  samples: number,
  flags: number,
  serial: number,
  index: number,
): Uint8Array<ArrayBuffer> {
  const lengths = packets.flatMap(({ length }) => [
    ...Array<number>(Math.floor(length / 255)).fill(255),
    length % 255,
  ]);
  const header = 27 + lengths.length;
  const size = packets.reduce((sum, { length }) => sum + length, header);
  const made = new Uint8Array(size);
  const fields = new DataView(made.buffer);
  made.set(new TextEncoder().encode('OggS'));
  made[5] = flags;
  fields.setBigUint64(6, BigInt(samples), true);
  fields.setUint32(14, serial, true);
  fields.setUint32(18, index, true);
  made[26] = lengths.length;
  made.set(lengths, 27);
  let at = header;
  for (const packet of packets) {
    made.set(packet, at);
    at += packet.length;
  }
  fields.setUint32(22, checksum(made), true);
  return made;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte << 24;
  for (let bit = 0; bit < 8; bit++) rest = (rest << 1) ^ (rest < 0 ? 0x04c11db7 : 0);
  return rest;
});

/** As RFC 3533 has it: not mirrored, from nothing, with the checksum's own place empty. */
function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum = (sum << 8) ^ (TABLE[(sum >>> 24) ^ byte] ?? 0);
  return sum >>> 0;
}

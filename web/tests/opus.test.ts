// Opus out of WebM and into Ogg: every packet, in its place, with what players go by.
import { describe, expect, it } from 'vitest';
import { fromWebm, samplesOf, toOgg } from '../src/model/opus';

const HEAD = Uint8Array.from([...Buffer.from('OpusHead'), 1, 1, 56, 1, 128, 187, 0, 0, 0, 0, 0]);

/** An element with a size of so many bytes; `null`: the size is not known, as recorders write it. */
function element(id: number[], content: number[], size: number | null = 4): number[] {
  if (size === null) return [...id, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, ...content];
  const length = [0x10, 0, 0, 0].map((first, at) => first | ((content.length >> (8 * (3 - at))) & 0xff));
  return [...id, ...length, ...content];
}

/** Packets of 20 ms, each of its own length and filled with its number. */
function packets(count: number, length = (at: number) => 60 + (at % 5)): Uint8Array<ArrayBuffer>[] {
  return Array.from({ length: count }, (_, at) => {
    const packet = new Uint8Array(length(at)).fill(at % 251);
    // SILK, 20 ms, one frame.
    packet[0] = 1 << 3;
    return packet;
  });
}

function webm(sounds: readonly Uint8Array[], isGrouped = false): Uint8Array<ArrayBuffer> {
  const blocks = sounds.flatMap((packet, at) => {
    const block = [0x81, (at * 20) >> 8, (at * 20) & 0xff, isGrouped ? 0 : 0x80, ...packet];
    return isGrouped ? element([0xa0], element([0xa1], block)) : element([0xa3], block);
  });
  const track = element([0xae], [...element([0xd7], [1]), ...element([0x63, 0xa2], [...HEAD])]);
  const segment = [
    ...element([0x16, 0x54, 0xae, 0x6b], track),
    ...element([0x1f, 0x43, 0xb6, 0x75], [...element([0xe7], [0]), ...blocks], null),
  ];
  return Uint8Array.from([
    ...element([0x1a, 0x45, 0xdf, 0xa3], element([0x42, 0x82], [...Buffer.from('webm')])),
    ...element([0x18, 0x53, 0x80, 0x67], segment, null),
  ]);
}

interface Page {
  flags: number;
  samples: number;
  serial: number;
  index: number;
  packets: number[][];
}

/** Reads pages as RFC 3533 describes them, with a checksum of its own. */
function read(parts: readonly Uint8Array[]): Page[] {
  const file = Buffer.concat(parts);
  const pages: Page[] = [];
  for (let at = 0; at < file.length;) {
    expect(file.toString('latin1', at, at + 4)).toBe('OggS');
    const count = file[at + 26] ?? 0;
    const lengths = [...file.subarray(at + 27, at + 27 + count)];
    const size = 27 + count + lengths.reduce((sum, length) => sum + length, 0);
    const page = Buffer.from(file.subarray(at, at + size));
    const told = page.readUInt32LE(22);
    page.writeUInt32LE(0, 22);
    let sum = 0n;
    for (const byte of page) {
      sum ^= BigInt(byte) << 24n;
      for (let bit = 0; bit < 8; bit++) sum = (sum << 1n) ^ (sum & 0x80000000n ? 0x104c11db7n : 0n);
    }
    expect(told).toBe(Number(sum));
    const content: number[][] = [[]];
    let from = 27 + count;
    for (const length of lengths) {
      content.at(-1)?.push(...page.subarray(from, from + length));
      from += length;
      if (length < 255) content.push([]);
    }
    expect(content.pop(), 'no packet goes over a page').toEqual([]);
    pages.push({
      flags: page[5] ?? 0,
      samples: Number(page.readBigUInt64LE(6)),
      serial: page.readUInt32LE(14),
      index: page.readUInt32LE(18),
      packets: content,
    });
    at += size;
  }
  return pages;
}

describe('a recording', () => {
  it.each([false, true])('comes out of WebM with every packet, grouped: %s', (isGrouped) => {
    const sounds = packets(7);
    const found = fromWebm(webm(sounds, isGrouped));
    expect([...found.head]).toEqual([...HEAD]);
    expect(found.packets.map((packet) => [...packet])).toEqual(sounds.map((packet) => [...packet]));
  });

  it('goes into Ogg: a head, its tags, and pages of a second at most', () => {
    const sounds = packets(120);
    const pages = read(toOgg({ head: HEAD, packets: sounds }, 77));
    expect(pages.map(({ flags }) => flags)).toEqual([2, 0, 0, 0, 4]);
    expect(pages.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
    expect(pages.map(({ samples }) => samples)).toEqual([0, 0, 48_000, 96_000, 115_200]);
    expect(pages.every(({ serial }) => serial === 77)).toBe(true);
    expect(pages[0]?.packets).toEqual([[...HEAD]]);
    expect(Buffer.from(pages[1]?.packets[0] ?? []).toString('latin1')).toMatch(/^OpusTags/);
    expect(pages.slice(2).flatMap((page) => page.packets)).toEqual(sounds.map((packet) => [...packet]));
  });

  it('keeps packets of any length whole', () => {
    const sounds = packets(40, (at) => [254, 255, 256, 510, 1275][at % 5] ?? 1);
    const pages = read(toOgg({ head: HEAD, packets: sounds }, 1));
    expect(pages.slice(2).flatMap((page) => page.packets)).toEqual(sounds.map((packet) => [...packet]));
  });

  it('is as long as its packets say', () => {
    const of = (config: number, code: number, second = 0) =>
      samplesOf(Uint8Array.from([(config << 3) | code, second]));
    expect(of(1, 0)).toBe(960);
    expect(of(3, 1)).toBe(2 * 2880);
    expect(of(12, 0)).toBe(480);
    expect(of(16, 0)).toBe(120);
    expect(of(31, 3, 0x80 | 4)).toBe(4 * 960);
  });

  it('of something else is refused', () => {
    expect(() => fromWebm(Uint8Array.from(Buffer.from('OggS and so on')))).toThrow();
    expect(() => fromWebm(webm([]))).toThrow('no sound in it');
  });
});

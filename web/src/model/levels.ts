// How loud a sound is over its time, where nobody told: computed here from the sound itself.
//
// One after the other, and each once as long as the page lives: decoding takes memory and time.
import { PEAK_MAX, type Sound } from './sound';

export interface Heard {
  readonly levels: readonly number[];
  readonly length_s: number;
}

export const LEVELS = 64;

/** Only loud and still are looked at, so the coarsest sampling every browser has will do. */
const SAMPLES_PER_S = 8000;

/** Looked at as soon as it is on the screen, since it costs little. */
export const SMALL_BYTES = 1024 * 1024;

/** Not looked at even if it is played: an hour of music would take a hundred megabytes. */
const LARGE_BYTES = 8 * 1024 * 1024;

const heard = new Map<string, Heard | null>();
let queue: Promise<unknown> = Promise.resolve();

/** The loudest of each stretch, so that the loudest of all is [`PEAK_MAX`]. */
export function levelsOf(samples: Float32Array, count = LEVELS): number[] {
  const peaks = Array.from({ length: count }, (_, at) => {
    const from = Math.floor((at * samples.length) / count);
    const to = Math.max(from + 1, Math.floor(((at + 1) * samples.length) / count));
    let peak = 0;
    for (const sample of samples.subarray(from, to)) peak = Math.max(peak, Math.abs(sample));
    return peak;
  });
  const loudest = Math.max(...peaks);
  return peaks.map((peak) => (loudest > 0 ? Math.round((peak / loudest) * PEAK_MAX) : 0));
}

/** What was heard of it before. */
export function heardOf({ key }: Sound): Heard | null {
  return heard.get(key) ?? null;
}

/** Null: it is too large, or cannot be read. */
export function hear(sound: Sound): Promise<Heard | null> {
  const known = heard.get(sound.key);
  if (known !== undefined) return Promise.resolve(known);
  if ((sound.size ?? 0) > LARGE_BYTES) return Promise.resolve(null);
  const next = queue.then(async () => {
    const before = heard.get(sound.key);
    if (before !== undefined) return before;
    const now = await listen(sound).catch(() => null);
    heard.set(sound.key, now);
    return now;
  });
  queue = next;
  return next;
}

async function listen({ content, src }: Sound): Promise<Heard> {
  const context = new OfflineAudioContext(1, 1, SAMPLES_PER_S);
  const sound = await context.decodeAudioData(await (content ? content.arrayBuffer() : load(src)));
  return { levels: levelsOf(sound.getChannelData(0)), length_s: sound.duration };
}

async function load(src: string): Promise<ArrayBuffer> {
  const response = await fetch(src);
  if (!response.ok) throw new Error(`answered ${response.status}`);
  return response.arrayBuffer();
}

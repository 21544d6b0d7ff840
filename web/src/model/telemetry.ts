// How this page fares, told to the desk's own log without a word of anybody's talk: how long a key takes to show, how long
// a change takes to come back by the socket, and where in our own program something went wrong.
import type { ClientFault, Delays, Frame, Telemetry as Told } from '../proto';

/** Between two tellings of delays. */
export const EVERY_MS = 10 * 60_000;
/** A fault is told soon, together with those that follow from it. */
export const SOON_MS = 5_000;
/** Delays kept for one telling; further ones take the place of the oldest. */
const DELAYS_MAX = 500;
/** Messages whose answer or push is still waited for. */
const WAITING_MAX = 50;
/** As many as the desk takes at once. */
const FAULTS_MAX = 20;

/** From the answer to a message given here to the push that tells every browser of it. */
export class Lag {
  #answered = new Map<string, number>();
  #pushed = new Map<string, number>();
  #delays: number[] = [];

  /** To be called with the body of every answer. */
  answered(body: unknown, now: number): void {
    const id = (body as { message?: { id?: unknown } } | undefined)?.message?.id;
    if (typeof id === 'string') this.#meet(id, now, this.#pushed, this.#answered, () => 0);
  }

  pushed(frame: Frame, now: number): void {
    for (const event of frame.events) {
      if (event.type !== 'chat_committed') continue;
      for (const { id } of event.messages)
        this.#meet(id, now, this.#answered, this.#pushed, (since) => now - since);
    }
  }

  /** What was measured since the last call; undefined: nothing. */
  take(): Delays | undefined {
    const sorted = this.#delays.sort((a, b) => a - b);
    this.#delays = [];
    const [median, max] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted.at(-1)];
    if (median === undefined || max === undefined) return undefined;
    return { count: sorted.length, median_ms: Math.round(median), max_ms: Math.round(max) };
  }

  #meet(
    id: string,
    now: number,
    other: Map<string, number>,
    own: Map<string, number>,
    delay: (since: number) => number,
  ): void {
    const since = other.get(id);
    if (since === undefined) {
      // Pushed again by a later change: only the first push of an answered message tells a delay.
      if (!own.has(id)) own.set(id, now);
      const [oldest] = own.keys();
      if (own.size > WAITING_MAX && oldest !== undefined) own.delete(oldest);
      return;
    }
    other.delete(id);
    this.#delays.push(delay(since));
    if (this.#delays.length > DELAYS_MAX) this.#delays.shift();
  }
}

/** Where in our program an error arose; null: it says nothing of it, or is none. */
export function faultOf(error: unknown): Omit<ClientFault, 'times'> | null {
  if (!(error instanceof Error) || error.name === 'AbortError') return null;
  const kind = error.name.replace(/[^A-Za-z]/g, '').slice(0, 40) || 'Error';
  // The message is left out: it may repeat what somebody wrote.
  const [place = ''] = /(?:assets|src)\/[\w./-]+:\d+:\d+/.exec(error.stack ?? '') ?? [];
  return { code: codeOf(`${kind} ${place}`), kind, place: place.slice(-120) };
}

/** Without letters and digits that are easily taken for one another. */
const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** The same few letters for the same place: short enough to be read out. */
function codeOf(text: string): string {
  let hash = 0x811c9dc5;
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  const letters = [0, 5, 10, 15, 20].map((shift) => LETTERS[(hash >>> shift) & 31]);
  return `E-${letters.join('')}`;
}

export interface TelemetryDeps {
  /** Which client this is. */
  release: string;
  tell(told: Told): Promise<unknown>;
}

export class Telemetry {
  readonly lag = new Lag();
  /** The newest figure for how long keys and clicks take, if any is known. */
  input: number | undefined;
  #deps: TelemetryDeps;
  #faults = new Map<string, ClientFault>();
  #toldInput: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isSoon = false;

  constructor(deps: TelemetryDeps) {
    this.#deps = deps;
    this.#again(EVERY_MS);
  }

  /** Something went wrong; the code for the operator, or null where there is nothing to tell. */
  fault(error: unknown): string | null {
    const fault = faultOf(error);
    if (!fault) return null;
    const times = (this.#faults.get(fault.code)?.times ?? 0) + 1;
    if (times > 1 || this.#faults.size < FAULTS_MAX) this.#faults.set(fault.code, { ...fault, times });
    if (!this.#isSoon) this.#again(SOON_MS);
    this.#isSoon = true;
    return fault.code;
  }

  /** Tells what there is to tell. Faults that could not be told come with the next. */
  async flush(): Promise<void> {
    this.#again(EVERY_MS);
    this.#isSoon = false;
    const faults = [...this.#faults.values()];
    const lag = this.lag.take();
    const input = this.input === this.#toldInput ? undefined : this.input;
    if (faults.length === 0 && !lag && input === undefined) return;
    this.#faults.clear();
    this.#toldInput = this.input;
    try {
      await this.#deps.tell({
        release: this.#deps.release,
        ...(input !== undefined && { input_ms: Math.round(input) }),
        ...(lag && { lag }),
        faults,
      });
    } catch {
      for (const fault of faults) {
        const times = fault.times + (this.#faults.get(fault.code)?.times ?? 0);
        this.#faults.set(fault.code, { ...fault, times });
      }
    }
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #again(afterMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), afterMs);
  }
}

// Makes the sounds. Browsers let a page sound only after somebody did something.
import { NOTES, type Tone } from './tones';

/** Attack, in seconds: without it a tone begins with a click. */
const RISES_S = 0.012;
/** Of a single tone at full volume; several at once stay below the limit. */
const PEAK = 0.4;
const SILENT = 0.0001;

export class Loudspeaker {
  #context: AudioContext | undefined;

  get isReady(): boolean {
    return this.#context?.state === 'running';
  }

  /** To be called while somebody does something. */
  unlock(): void {
    if (typeof AudioContext === 'undefined') return;
    this.#context ??= new AudioContext();
    if (this.#context.state !== 'running') void this.#context.resume().catch(() => undefined);
  }

  /** `volume` in percent; heard by its square, as ears do. */
  play(tone: Tone, volume: number): void {
    const context = this.#context;
    if (!context) return;
    const peak = Math.max(PEAK * (volume / 100) ** 2, SILENT);
    for (const { hz, at, fades, shape } of NOTES[tone]) {
      const begins = context.currentTime + at;
      const ends = begins + RISES_S + fades;
      const gain = new GainNode(context, { gain: SILENT });
      gain.gain.setValueAtTime(SILENT, begins);
      gain.gain.exponentialRampToValueAtTime(peak, begins + RISES_S);
      gain.gain.exponentialRampToValueAtTime(SILENT, ends);
      const oscillator = new OscillatorNode(context, { frequency: hz, type: shape });
      oscillator.connect(gain).connect(context.destination);
      oscillator.start(begins);
      oscillator.stop(ends);
    }
  }

  end(): void {
    void this.#context?.close().catch(() => undefined);
    this.#context = undefined;
  }
}

export const loudspeaker = new Loudspeaker();

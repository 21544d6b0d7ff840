// Short sounds, made of plain tones: nothing is downloaded. Browsers let a page sound only after somebody did something.
import type { Tone } from '../model/sounds';

interface Note {
  hz: number;
  /** After the beginning, in seconds. */
  at: number;
  /** How long it fades, in seconds. */
  fades: number;
  shape: OscillatorType;
}

const NOTES: Record<Tone, Note[]> = {
  drop: [{ hz: 620, at: 0, fades: 0.18, shape: 'sine' }],
  chime: [
    { hz: 523.25, at: 0, fades: 0.4, shape: 'sine' },
    { hz: 659.25, at: 0.12, fades: 0.4, shape: 'sine' },
    { hz: 783.99, at: 0.24, fades: 0.6, shape: 'sine' },
  ],
  bell: [
    { hz: 880, at: 0, fades: 0.9, shape: 'sine' },
    { hz: 1760, at: 0, fades: 0.5, shape: 'sine' },
  ],
  knock: [
    { hz: 180, at: 0, fades: 0.09, shape: 'triangle' },
    { hz: 180, at: 0.16, fades: 0.09, shape: 'triangle' },
  ],
  spark: [
    { hz: 1046.5, at: 0, fades: 0.12, shape: 'triangle' },
    { hz: 1568, at: 0.08, fades: 0.2, shape: 'triangle' },
  ],
};

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

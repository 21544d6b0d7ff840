// Short sounds, as tones to be made: nothing is downloaded.

export const TONES = ['drop', 'chime', 'bell', 'knock', 'spark'] as const;
export type Tone = (typeof TONES)[number];

export interface Note {
  hz: number;
  /** After the beginning, in seconds. */
  at: number;
  /** How long it fades, in seconds. */
  fades: number;
  shape: OscillatorType;
}

export const NOTES: Record<Tone, Note[]> = {
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

// A voice that is being recorded: asking for the microphone, how loud and how long, and the file it becomes.
import { kindByType } from './files';

/** What this browser records, best first: what messengers take as it is, what can be wrapped so, what goes as music. */
const TYPES = ['audio/ogg;codecs=opus', 'audio/webm;codecs=opus', 'audio/mp4'];

/** Speech is clear at this, and an hour of it is 14 MB. */
const BITS_PER_S = 32_000;

/** Nobody speaks longer; whoever forgot to stop is stopped. */
export const RECORD_S_MAX = 15 * 60;

const LOOKS_PER_S = 12;

export type RecordTrouble = 'denied' | 'missing' | 'broken';

/** Undefined: this browser records nothing. */
export function recordedType(): string | undefined {
  if (typeof MediaRecorder === 'undefined' || !navigator.mediaDevices) return undefined;
  return TYPES.find((type) => MediaRecorder.isTypeSupported(type));
}

interface Running {
  readonly recorder: MediaRecorder;
  readonly stream: MediaStream;
  readonly context: AudioContext;
  readonly timer: ReturnType<typeof setInterval>;
  readonly parts: Blob[];
}

export class Recorder {
  state = $state<'off' | 'asking' | 'on'>('off');
  /** Whole seconds. */
  seconds = $state(0);
  /** How loud it is now, from 0 to 1. */
  level = $state(0);
  trouble = $state<RecordTrouble | null>(null);
  #running: Running | null = null;
  #isGivenUp = false;
  #onlong: () => void;

  /** `onlong`: it has become as long as it may be. */
  constructor(onlong: () => void) {
    this.#onlong = onlong;
  }

  async start(): Promise<void> {
    const type = recordedType();
    if (this.state !== 'off' || type === undefined) return;
    this.trouble = null;
    this.#isGivenUp = false;
    this.state = 'asking';
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        audio: { echoCancellation: true, noiseSuppression: true, channelCount: 1 },
      });
      if (this.#isGivenUp) release(stream);
      else this.#record(stream, type);
    } catch (error) {
      this.state = 'off';
      const name = error instanceof DOMException ? error.name : '';
      this.trouble = name === 'NotAllowedError' ? 'denied' : name === 'NotFoundError' ? 'missing' : 'broken';
    }
  }

  cancel(): void {
    this.#isGivenUp = true;
    void this.#end();
  }

  /** Null: there was nothing, or it was given up. */
  async finish(now: Date): Promise<File | null> {
    const ended = await this.#end();
    if (!ended || this.#isGivenUp) return null;
    try {
      return await voiceOf(ended.parts, ended.recorder.mimeType, now);
    } catch {
      this.trouble = 'broken';
      return null;
    }
  }

  #record(stream: MediaStream, type: string): void {
    const recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: BITS_PER_S });
    const parts: Blob[] = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    const context = new AudioContext();
    const meter = context.createAnalyser();
    meter.fftSize = 1024;
    context.createMediaStreamSource(stream).connect(meter);
    const samples = new Float32Array(meter.fftSize);
    const began = performance.now();
    const timer = setInterval(() => {
      meter.getFloatTimeDomainData(samples);
      this.level = loudness(samples);
      this.seconds = Math.floor((performance.now() - began) / 1000);
      if (this.seconds >= RECORD_S_MAX) this.#onlong();
    }, 1000 / LOOKS_PER_S);
    recorder.start();
    this.seconds = 0;
    this.state = 'on';
    this.#running = { recorder, stream, context, timer, parts };
  }

  /** The microphone is let go at once. */
  async #end(): Promise<Running | null> {
    const running = this.#running;
    this.#running = null;
    this.state = 'off';
    this.level = 0;
    if (!running) {
      this.#isGivenUp = true;
      return null;
    }
    const { recorder, stream, context, timer } = running;
    clearInterval(timer);
    // It ended by itself where the microphone was taken away.
    if (recorder.state !== 'inactive') {
      const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve, { once: true }));
      recorder.stop();
      await stopped;
    }
    release(stream);
    void context.close();
    return running;
  }
}

function release(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** As ears have it: half as loud is far less than half the pressure. */
function loudness(samples: Float32Array): number {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  return Math.min(1, Math.sqrt(Math.sqrt(power)) * 1.6);
}

/** What was recorded, as messengers take it where that is possible. */
async function voiceOf(parts: readonly Blob[], type: string, now: Date): Promise<File> {
  const bare = type.split(';')[0] ?? '';
  let [content, as]: [BlobPart[], string] = [[...parts], bare];
  if (bare === 'audio/webm') {
    const { fromWebm, toOgg } = await import('./opus');
    const bytes = new Uint8Array(await new Blob(content).arrayBuffer());
    const [serial = 1] = crypto.getRandomValues(new Uint32Array(1));
    [content, as] = [toOgg(fromWebm(bytes), serial), 'audio/ogg'];
  }
  const ending = kindByType(as) === 'voice' ? 'ogg' : 'm4a';
  const stamp = now.toISOString().slice(0, 19).replace(/[:T]/g, '-');
  return new File(content, `voice-${stamp}.${ending}`, { type: as });
}

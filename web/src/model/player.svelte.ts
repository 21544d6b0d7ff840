// What is heard: one sound at a time, whatever chat is open meanwhile, and the next voice of its chat after it.
import type { ContactId, Message } from '../proto';
import { soundAfter, type Sound } from './sound';

export const RATES = [1, 1.5, 2] as const;

/** Nothing about anybody: it stays in this browser for whoever sits here next. */
const RATE_KEY = 'switchboard.rate';

export class Player {
  sound = $state.raw<Sound | null>(null);
  isPlaying = $state(false);
  /** In seconds. */
  at = $state(0);
  /** In seconds; 0: not known yet. */
  length = $state(0);
  rate = $state<number>(keptRate());
  /** The browser cannot play it, or it could not be had. */
  isBroken = $state(false);
  #audio: HTMLAudioElement;
  #live: (chat: ContactId) => readonly Message[];
  /** The messages the sound was shown among, where they are not those of the live window. */
  #among: readonly Message[] = [];
  #hasTriedAgain = false;

  /** `live`: the messages of a chat as they are loaded now. */
  constructor(audio: HTMLAudioElement, live: (chat: ContactId) => readonly Message[]) {
    this.#audio = audio;
    this.#live = live;
    audio.preload = 'auto';
    const on = (name: string, listener: () => void) => audio.addEventListener(name, listener);
    on('play', () => (this.isPlaying = true));
    on('pause', () => (this.isPlaying = false));
    on('timeupdate', () => (this.at = audio.currentTime));
    on('durationchange', () => (this.length = Number.isFinite(audio.duration) ? audio.duration : 0));
    on('ended', () => this.#next());
    on('error', () => this.#failed());
  }

  play(sound: Sound, from = 0, among: readonly Message[] = []): void {
    if (this.sound?.key !== sound.key || this.isBroken) {
      this.sound = sound;
      this.#among = among;
      this.#hasTriedAgain = false;
      this.#load(from);
    }
    this.#start();
  }

  toggle(): void {
    if (this.isPlaying) this.#audio.pause();
    else if (this.sound) this.play(this.sound, this.at, this.#among);
  }

  pause(): void {
    this.#audio.pause();
  }

  seek(to: number): void {
    this.#audio.currentTime = to;
    this.at = to;
  }

  /** The next speed. */
  hurry(): void {
    const next = RATES.findIndex((rate) => rate === this.rate) + 1;
    this.rate = RATES[next % RATES.length] ?? 1;
    this.#audio.playbackRate = this.#audio.defaultPlaybackRate = this.rate;
    keepRate(this.rate);
  }

  close(): void {
    this.sound = null;
    this.isBroken = false;
    this.at = this.length = 0;
    this.#audio.pause();
    this.#audio.removeAttribute('src');
    this.#audio.load();
  }

  /** An attachment: films with sound do not play over it, nor it over them. */
  watch(page: Document): () => void {
    const onplay = ({ target }: Event) => {
      if (target instanceof HTMLVideoElement && !target.muted) this.pause();
    };
    const hush = () => {
      for (const film of page.querySelectorAll('video')) if (!film.muted) film.pause();
    };
    page.addEventListener('play', onplay, true);
    this.#audio.addEventListener('play', hush);
    return () => {
      page.removeEventListener('play', onplay, true);
      this.#audio.removeEventListener('play', hush);
      this.close();
    };
  }

  #load(from: number): void {
    this.isBroken = false;
    this.length = 0;
    this.at = from;
    this.#audio.src = this.sound?.src ?? '';
    // Set before anything is loaded, it is where playing begins.
    this.#audio.currentTime = from;
    this.#audio.playbackRate = this.#audio.defaultPlaybackRate = this.rate;
  }

  #start(): void {
    // Why it does not start is told by the element's own error.
    this.#audio.play().catch(() => undefined);
  }

  #next(): void {
    const { sound } = this;
    if (!sound) return;
    const live = sound.from ? soundAfter(this.#live(sound.from.chat), sound) : null;
    const next = live === undefined ? soundAfter(this.#among, sound) : live;
    if (next) this.play(next, 0, this.#among);
    else this.close();
  }

  /** A link passes after some minutes: what was paused for long is asked for once more, from where it stood. */
  #failed(): void {
    if (!this.sound) return;
    if (this.at > 0 && !this.#hasTriedAgain) {
      this.#hasTriedAgain = true;
      this.#load(this.at);
      this.#start();
      return;
    }
    this.isBroken = true;
    this.isPlaying = false;
  }
}

function keptRate(): number {
  try {
    const kept = Number(localStorage.getItem(RATE_KEY));
    return RATES.find((rate) => rate === kept) ?? 1;
  } catch {
    return 1;
  }
}

function keepRate(rate: number): void {
  try {
    localStorage.setItem(RATE_KEY, String(rate));
  } catch {
    // Full or forbidden: the speed then lasts as long as the page.
  }
}

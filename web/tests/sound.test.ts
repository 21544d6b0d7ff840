// Sounds: which follows which, how loud they are, and the one that plays.
import { beforeEach, describe, expect, it } from 'vitest';
import { levelsOf } from '../src/model/levels';
import { Player } from '../src/model/player.svelte';
import { soundAfter, soundOf } from '../src/model/sound';
import type { File, FileKind, Message } from '../src/proto';
import { message } from './build';

function voice(version: number, kind: FileKind = 'voice', shown = 'audio/ogg'): Message {
  const file: File = { number: 1, kind, state: { is: 'ready', shown } };
  return message(version, { content: { type: 'media', media: { files: [file] } } });
}

function sound(of: Message) {
  const file = of.content.type === 'media' ? of.content.media.files[0] : undefined;
  if (!file) throw new Error('no file');
  return soundOf(of, file);
}

/** An element that does as it is told, and no more. */
class Tape extends EventTarget {
  src = '';
  currentTime = 0;
  duration = NaN;
  playbackRate = 1;
  defaultPlaybackRate = 1;
  preload = '';
  play(): Promise<void> {
    this.tell('play');
    return Promise.resolve();
  }
  pause(): void {
    this.tell('pause');
  }
  load(): void {}
  removeAttribute(): void {
    this.src = '';
  }
  tell(name: string): void {
    this.dispatchEvent(new Event(name));
  }
}

const talk = [voice(1), message(2), voice(3, 'audio'), voice(4), message(5)];
const [first, , music, last] = talk as [Message, Message, Message, Message];

describe('what follows a sound', () => {
  it('is the next of its kind, or nothing', () => {
    expect(soundAfter(talk, sound(first))?.key).toBe(sound(last).key);
    expect(soundAfter(talk, sound(music))).toBeNull();
    expect(soundAfter(talk, sound(last))).toBeNull();
    expect(soundAfter([message(2)], sound(last)), 'not of these messages').toBeUndefined();
  });
});

describe('levels', () => {
  it('are the loudest of each stretch, the loudest of all at the top', () => {
    const samples = Float32Array.from({ length: 640 }, (_, at) =>
      at < 320 ? 0.1 : at === 400 ? -0.5 : 0.25,
    );
    const levels = levelsOf(samples);
    expect(levels).toHaveLength(64);
    expect(levels[0]).toBe(6);
    expect(levels[40]).toBe(31);
    expect(levels[63]).toBe(16);
  });

  it('of silence, and of less than a sample each, are nothing wrong', () => {
    expect(levelsOf(new Float32Array(100))).toEqual(Array(64).fill(0));
    expect(levelsOf(Float32Array.from([0.5, -1]), 4)).toEqual([16, 16, 31, 31]);
  });
});

describe('the player', () => {
  let tape: Tape;
  let player: Player;
  let live: Message[];

  beforeEach(() => {
    tape = new Tape();
    live = talk;
    player = new Player(tape as unknown as HTMLAudioElement, () => live);
  });

  it('plays on to the next voice, and is empty after the last', () => {
    player.play(sound(first), 2);
    expect(tape.currentTime).toBe(2);
    expect(player.isPlaying).toBe(true);
    tape.tell('ended');
    expect(player.sound?.key).toBe(sound(last).key);
    expect(player.at).toBe(0);
    tape.tell('ended');
    expect(player.sound).toBeNull();
    expect(player.isPlaying).toBe(false);
  });

  it('follows what was shown around where that is not loaded any more', () => {
    live = [];
    player.play(sound(first), 0, talk);
    tape.tell('ended');
    expect(player.sound?.key).toBe(sound(last).key);
  });

  it('asks once more for a link that passed, from where it stood', () => {
    player.play(sound(first));
    tape.currentTime = 7;
    tape.tell('timeupdate');
    tape.src = 'passed';
    tape.tell('error');
    expect(tape.src).toBe(sound(first).src);
    expect(tape.currentTime).toBe(7);
    expect(player.isBroken).toBe(false);
    tape.tell('error');
    expect(player.isBroken).toBe(true);
  });

  it('goes through its speeds, and keeps them for the next sound', () => {
    player.hurry();
    player.play(sound(first));
    expect(tape.playbackRate).toBe(1.5);
    player.hurry();
    expect(tape.playbackRate).toBe(2);
    player.hurry();
    expect(tape.playbackRate).toBe(1);
  });
});

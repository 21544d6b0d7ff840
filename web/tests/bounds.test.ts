// What a client holds after a long day is bounded: windows of chats and their messages, notices, who is typing.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Crowd } from '../bench/crowd';
import { populate } from '../bench/people';
import { perform } from '../fake/answers';
import { Refusal, World } from '../fake/world';
import { sizesOf } from '../src/model/sizes';
import { Toasts, TOASTS_MAX } from '../src/model/toasts.svelte';
import { SHOWN_MS, Typists } from '../src/model/typists.svelte';
import type { Frame } from '../src/proto';
import { Engine } from '../src/sync/engine';
import { chat, message } from './build';

const EVENTS = 5_000;
const WINDOWS_MAX = 30;
const MESSAGES_MAX = 1000;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Answers everything the engine asks, at once. */
function serve(engine: Engine, world: World, now: number): void {
  for (let round = 0; round < 10; round++) {
    const wants = engine.take(now);
    if (wants.length === 0) return;
    for (const want of wants) {
      try {
        engine.answer(perform(world, want));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const refusal = { code: error.code, message: '', reference: '' };
        engine.fail(want, { is: 'refused', error: refusal }, now, 0);
      }
    }
  }
}

describe('after a day of events', () => {
  it('few windows with few messages are held, and nothing waits', () => {
    const world = new World('me');
    populate(world, Date.now(), { people: 60, talkative: 10, talk: 100, long: 1500 });
    const engine = new Engine('me');
    const push = (frame: Frame) => engine.frame(frame);
    world.onframe = push;
    const crowd = new Crowd({ world, push });
    engine.resync();
    for (let done = 0; done < EVENTS; done++) {
      crowd.act();
      if (done % 10 > 0) continue;
      const open = `chat-ch1-${1 + (done % 50)}`;
      engine.open(open);
      engine.older(open);
      engine.read(open, engine.chat(open)?.inbound ?? 0);
      serve(engine, world, Date.now() + done * 1000);
    }
    engine.open(null);
    const ids = [...world.chats.keys()];
    const held = ids.flatMap((id) => engine.thread(id) ?? []);
    expect(held.length).toBeGreaterThan(20);
    expect(held.length).toBeLessThanOrEqual(WINDOWS_MAX);
    expect(Math.max(...held.map(({ messages }) => messages.length))).toBeLessThanOrEqual(MESSAGES_MAX);
    expect(held.every(({ ahead, beyond }) => ahead.length + beyond.length === 0)).toBe(true);
    expect(engine.outbox.size).toBe(0);
    expect(engine.take(Date.now() + EVENTS * 2000).filter(({ kind }) => kind !== 'counters')).toEqual([]);
  });

  it('the window of a loud chat that nobody looks at keeps only its newest messages', () => {
    const engine = new Engine('me');
    const write = (version: number) =>
      engine.frame({
        events: [{ type: 'chat_committed', chat: chat(version), messages: [message(version)] }],
      });
    for (let version = 1; version <= 1001; version++) write(version);
    expect(engine.thread('anna')?.messages.length).toBe(200);
    expect(engine.thread('anna')?.messages.at(-1)?.version).toBe(1001);
    engine.open('anna');
    for (let version = 1002; version <= 2300; version++) write(version);
    expect(engine.thread('anna')?.messages.length).toBe(1499);
    engine.open(null);
    expect(engine.thread('anna')?.messages.length).toBe(200);
  });

  it('a long window of a talk by several addresses is let go: a part of it would have no beginning', () => {
    const engine = new Engine('me');
    const identities = ['ch:1', 'ch:2'].map((id) => ({ id, messenger: 'blue', position: 1 }));
    for (let version = 1; version <= 1001; version++) {
      const id = `ch:${1 + (version % 2)}:${String(version).padStart(20, '0')}`;
      engine.frame({
        events: [
          {
            type: 'chat_committed',
            chat: chat(version, { identities }),
            messages: [{ ...message(version), id }],
          },
        ],
      });
    }
    expect(engine.thread('anna')).toBeUndefined();
  });
});

describe('the heights of rows', () => {
  const row = (index: number) => ({ index, key: `row-${index}`, start: 0, size: 40, end: 40, lane: 0 });

  it('are remembered of the chats looked at lately, for the same width', () => {
    for (let each = 0; each < 31; each++) {
      sizesOf(`chat-${each}`).keep(
        800,
        Array.from({ length: 500 }, (_, index) => row(index)),
      );
    }
    expect(sizesOf('chat-0').of(800)).toEqual([]);
    expect(
      sizesOf('chat-30')
        .of(800)
        .map(({ index }) => index),
    ).toEqual(Array.from({ length: 200 }, (_, at) => 300 + at));
    expect(sizesOf('chat-30').of(700)).toEqual([]);
  });
});

describe('what is shown for a moment', () => {
  it('a chat has one way back at a time', () => {
    const toasts = new Toasts();
    toasts.add({ text: 'forwarded', moved: 'c1' });
    toasts.add({ text: 'another one closed', moved: 'c2' });
    toasts.add({ text: 'closed', moved: 'c1' });
    toasts.add({ text: 'said' });
    expect(toasts.shown.map(({ text }) => text)).toEqual(['another one closed', 'closed', 'said']);
  });

  it('does not pile up', () => {
    const toasts = new Toasts();
    for (let each = 0; each < 100; each++) toasts.add({ text: `closed ${each}` });
    expect(toasts.shown.map(({ text }) => text)).toEqual(
      Array.from({ length: TOASTS_MAX }, (_, at) => `closed ${100 - TOASTS_MAX + at}`),
    );
    vi.runAllTimers();
    expect(toasts.shown).toEqual([]);
  });

  it('is forgotten of everybody who types', () => {
    const later = (act: () => void, ms: number) => setTimeout(act, ms);
    const typists = new Typists('me', { now: () => Date.now(), later, tell: () => undefined });
    const ids = Array.from({ length: 500 }, (_, at) => `chat-${at}`);
    for (const id of ids) typists.take({ events: [{ type: 'typing', chat: id, by: { is: 'contact' } }] });
    expect(ids.filter((id) => typists.isContact(id)).length).toBe(500);
    vi.advanceTimersByTime(SHOWN_MS);
    expect(ids.filter((id) => typists.isContact(id)).length).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});

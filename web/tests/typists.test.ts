// Who is shown to write, for how long, and how often oneself is told of.
import { describe, expect, it, vi } from 'vitest';
import { PAUSE_MS, SHOWN_MS, Typists } from '../src/model/typists.svelte';
import type { Event, Speaker } from '../src/proto';

function typists() {
  let now = 1_000_000;
  const timers: { at: number; act: () => void }[] = [];
  const tell = vi.fn();
  const deps = {
    now: () => now,
    later: (act: () => void, ms: number) => timers.push({ at: now + ms, act }),
    tell,
  };
  const later = (ms: number) => {
    now += ms;
    for (const timer of timers.splice(0)) {
      if (timer.at <= now) timer.act();
      else timers.push(timer);
    }
  };
  const all = new Typists('anna', deps);
  const says = (by: Speaker) => all.take({ events: [{ type: 'typing', chat: 'greta', by }] });
  return { all, says, later, tell };
}

const CONTACT: Speaker = { is: 'contact' };
const BORIS: Speaker = { is: 'operator', id: 'boris' };

describe('whoever writes', () => {
  it('is shown until a moment after it was last told', () => {
    const { all, says, later } = typists();
    says(CONTACT);
    later(SHOWN_MS - 1);
    says(CONTACT);
    later(1);
    expect(all.isContact('greta')).toBe(true);
    later(SHOWN_MS - 1);
    expect(all.isContact('greta')).toBe(false);
  });

  it('is told from others, and is not oneself', () => {
    const { all, says } = typists();
    says(BORIS);
    says({ is: 'operator', id: 'anna' });
    expect(all.colleagues('greta')).toEqual(['boris']);
    expect(all.isContact('greta')).toBe(false);
    expect(all.colleagues('henry')).toEqual([]);
  });

  it.each([
    [{ from: 'contact' }, false, ['boris']],
    [{ from: 'operator', by: 'boris' }, true, []],
    [{ from: 'desk' }, true, ['boris']],
  ])('is over when the message comes: %o', (origin, isContact, colleagues) => {
    const { all, says } = typists();
    says(CONTACT);
    says(BORIS);
    const event = { type: 'chat_committed', chat: { id: 'greta' }, messages: [{ origin }] };
    all.take({ events: [event as unknown as Event] });
    expect(all.isContact('greta')).toBe(isContact);
    expect(all.colleagues('greta')).toEqual(colleagues);
  });
});

describe('oneself', () => {
  it('is told of at the first stroke, then after a pause, for each chat', () => {
    const { all, later, tell } = typists();
    all.typed('greta');
    all.typed('greta');
    all.typed('henry');
    expect(tell.mock.calls).toEqual([['greta'], ['henry']]);
    later(PAUSE_MS);
    all.typed('greta');
    expect(tell).toHaveBeenCalledTimes(3);
  });
});

// Who is shown to look at a chat, for how long, and how often oneself is told of.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AGAIN_MS, Lookers, SHOWN_MS, STAY_MS } from '../src/model/lookers.svelte';

function lookers(me = 'anna', hasColleagues = true) {
  const told: boolean[] = [];
  const all = new Lookers(me, {
    now: () => Date.now(),
    later: (act, ms) => {
      const timer = setTimeout(act, ms);
      return () => clearTimeout(timer);
    },
    tell: (_, isThere) => told.push(isThere),
    hasColleagues: () => hasColleagues,
  });
  const hears = (by: string, is_there = true) =>
    all.take({ events: [{ type: 'looking', chat: 'greta', by, is_there }] });
  return { all, told, hears };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => vi.useRealTimers());
const later = (ms: number) => vi.advanceTimersByTime(ms);

describe('whoever has a chat open', () => {
  it('tells it once while alone, not at all where nobody is at work, and not when only passing', () => {
    const { all, told } = lookers();
    const leave = all.look('greta');
    later(10 * AGAIN_MS);
    expect(told).toEqual([true]);
    leave();
    expect(told).toEqual([true]);
    all.look('greta')();
    later(STAY_MS);
    expect(told).toEqual([true]);
    const alone = lookers('anna', false);
    alone.all.look('greta');
    later(10 * AGAIN_MS);
    expect(alone.told).toEqual([]);
  });

  it('answers who comes, tells it again while they are there, and says when leaving', () => {
    const { all, told, hears } = lookers();
    const leave = all.look('greta');
    later(STAY_MS);
    hears('boris');
    later(STAY_MS);
    expect(told).toEqual([true, true]);
    hears('boris');
    later(AGAIN_MS);
    expect(told).toEqual([true, true, true]);
    leave();
    expect(told).toEqual([true, true, true, false]);
    later(10 * AGAIN_MS);
    expect(told).toHaveLength(4);
  });

  it('is seen by those who are there, until they leave or a minute is over, and is never oneself', () => {
    const { all, hears } = lookers();
    hears('boris');
    hears('carla');
    hears('anna');
    expect(all.colleagues('greta')).toEqual(['boris', 'carla']);
    expect(all.colleagues('hans')).toEqual([]);
    hears('boris', false);
    expect(all.colleagues('greta')).toEqual(['carla']);
    later(SHOWN_MS - 1);
    hears('carla');
    later(SHOWN_MS - 1);
    expect(all.colleagues('greta')).toEqual(['carla']);
    later(1);
    expect(all.colleagues('greta')).toEqual([]);
  });

  it('stays, though leaving at another device', () => {
    const { all, told, hears } = lookers();
    all.look('greta');
    later(STAY_MS);
    hears('boris');
    later(STAY_MS);
    hears('anna', false);
    later(STAY_MS);
    expect(told).toEqual([true, true, true]);
  });

  it('is told of no more once the others are gone without a word', () => {
    const { all, told, hears } = lookers();
    all.look('greta');
    later(STAY_MS);
    hears('boris');
    later(SHOWN_MS + AGAIN_MS);
    const count = told.length;
    later(10 * AGAIN_MS);
    expect(told).toHaveLength(count);
  });
});

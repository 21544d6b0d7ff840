// Funnels in words and numbers, and which ways through them are shown.
import { describe, expect, it } from 'vitest';
import { automaticWords, joinTime, newsWords, runWords, splitTime, timeWords } from '../src/model/funnels';
import type { FunnelRun, RunState } from '../src/proto';
import { People } from '../src/sync/people';

const NOW = Date.UTC(2026, 10, 22, 12);

function run(funnel: string, version: number, state: RunState, more: Partial<FunnelRun> = {}): FunnelRun {
  const times = { started: NOW, at: NOW };
  const what = { name: 'Welcome', funnel_version: 1, steps: 5, done: 2, by: 'olga' };
  return { contact: 'anna', funnel, run: `run-${funnel}`, version, ...what, ...times, state, ...more };
}

describe('how long a step waits', () => {
  it('is shown in the largest unit it is whole in, and taken back from there', () => {
    for (const [minutes, n, unit] of [
      [0, 0, 'minutes'],
      [59, 59, 'minutes'],
      [120, 2, 'hours'],
      [1_500, 25, 'hours'],
      [129_600, 90, 'days'],
    ] as const) {
      expect(splitTime(minutes)).toEqual({ n, unit });
      expect(joinTime(n, unit)).toBe(minutes);
    }
  });

  it('is a whole number of at most 90 days', () => {
    expect([joinTime(91, 'days'), joinTime(-1, 'hours'), joinTime(1.5, 'minutes')]).toEqual([
      null,
      null,
      null,
    ]);
    expect(joinTime(1.5, 'hours')).toBe(90);
    expect(joinTime(null, 'days')).toBe(0);
  });

  it('is said in words', () => {
    expect([0, 1, 120, 2_880].map(timeWords)).toEqual([
      'at once',
      'after 1 minute',
      'after 2 hours',
      'after 2 days',
    ]);
  });
});

describe('a way through a funnel', () => {
  it('says how it stands', () => {
    const words = (state: RunState) => runWords(run('a', 1, state), NOW);
    expect(words({ is: 'running', next: NOW })).toBe('the next one goes out now');
    expect(words({ is: 'running', next: NOW + 86_400_000 })).toMatch(/^next /);
    const waits = { since: NOW, why: 'channel' } as const;
    expect(words({ is: 'running', next: NOW + 600_000, waits })).toMatch(/^Waits: the channel/);
    expect(words({ is: 'stopped', why: 'blocked' })).toBe('Stopped: the contact has blocked this channel');
    expect(words({ is: 'finished' })).toBe('Finished');
  });

  it('is told in the talk, with what was not known', () => {
    expect(newsWords('Welcome', { is: 'started' }, 'Olga')).toBe('Funnel “Welcome” started by Olga');
    expect(newsWords('Welcome', { is: 'skipped', step: 2, missing: ['order', 'city'] }, '')).toBe(
      'Message 2 of the funnel “Welcome” was left out: not known: {order}, {city}',
    );
    expect(newsWords('Welcome', { is: 'skipped', step: 2 }, '')).toMatch(/empty or too long$/);
    expect(automaticWords({ funnel: { name: 'Welcome', run: 'r', step: 3 } })).toBe('Funnel “Welcome”, 3');
    expect(automaticWords('away')).toBe('Automatic answer: away');
  });

  it('is kept for those somebody looked at, newest version first, and shown until it is removed', () => {
    const people = new People();
    people.takes({ type: 'funnel_run_committed', run: run('early', 1, { is: 'finished' }) });
    expect(people.runs(['anna'])).toEqual([]);

    people.watchRuns(['anna', 'ann']);
    const second = run('b', 1, { is: 'running', next: NOW }, { started: NOW + 2 });
    const first = run('a', 2, { is: 'running', next: NOW }, { started: NOW + 1 });
    const theirs = run('a', 1, { is: 'stopped', why: 'united' }, { contact: 'ann', at: NOW + 5 });
    const over = run('c', 1, { is: 'finished' }, { at: NOW + 9 });
    for (const one of [theirs, over, second, first]) people.learnRun(one);
    people.learnRun({ ...first, version: 1, done: 0 });
    expect(people.runs(['anna', 'ann'])).toEqual([first, second, over, theirs]);

    people.takes({
      type: 'funnel_run_committed',
      run: { ...first, version: 3, state: { is: 'removed', by: 'olga' } },
    });
    expect(people.runs(['anna'])).toEqual([second, over]);
  });
});

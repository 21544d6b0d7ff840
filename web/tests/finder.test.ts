// Finding while somebody types, and why somebody was found.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Finder, PAUSE_MS, type Found, type Page } from '../src/model/finder';
import { detailOf } from '../src/model/hit';
import { chat } from './build';

let asked: {
  term: string;
  given: AbortSignal;
  more?: string | undefined;
  answer: (page: Page<string>) => void;
}[] = [];
let found: Found<string> | undefined;
let finder: Finder<string>;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  found = undefined;
  finder = new Finder<string>(
    (term, given, more) => new Promise((answer) => asked.push({ term, given, more, answer })),
    (now) => (found = now),
  );
});
afterEach(() => vi.useRealTimers());

async function pause() {
  await vi.advanceTimersByTimeAsync(PAUSE_MS);
}

describe('finding', () => {
  it('asks once for what was typed in one go', async () => {
    for (const text of ['a', 'an', 'ann', 'anna ']) finder.type(text);
    await pause();
    expect(asked.map(({ term }) => term)).toEqual(['anna']);
  });

  it('does not ask for a single letter', async () => {
    finder.type('a');
    await pause();
    expect(asked).toEqual([]);
    expect(found?.term).toBe('');
  });

  it('never shows an answer that came too late', async () => {
    finder.type('anna');
    await pause();
    finder.type('boris');
    await pause();
    expect(asked[0]?.given.aborted).toBe(true);
    asked[1]?.answer({ hits: ['Boris'] });
    await pause();
    asked[0]?.answer({ hits: ['Anna'] });
    await pause();
    expect(found).toMatchObject({ term: 'boris', hits: ['Boris'], isBusy: false });
  });

  it('keeps the hits until there are others', async () => {
    finder.type('an');
    await pause();
    asked[0]?.answer({ hits: ['Anna'] });
    await pause();
    finder.type('ann');
    expect(found).toMatchObject({ hits: ['Anna'], isBusy: true });
    finder.type('');
    expect(found).toMatchObject({ term: '', hits: [] });
  });

  it('goes on by itself where a page has nothing, and then only when asked to', async () => {
    finder.type('anna');
    await pause();
    asked[0]?.answer({ hits: [], more: 'b' });
    await pause();
    expect(asked[1]?.more).toBe('b');
    asked[1]?.answer({ hits: ['Anna'], more: 'c' });
    await pause();
    expect(asked).toHaveLength(2);
    finder.more();
    asked[2]?.answer({ hits: ['Annabel'] });
    await pause();
    expect(found).toMatchObject({ hits: ['Anna', 'Annabel'], isBusy: false });
    expect(found?.more).toBeUndefined();
  });
});

describe('what is shown beside a name', () => {
  const card = {
    id: 'anna',
    version: 1,
    created: 0,
    user_id: '48213',
    phones: ['+79161234567'],
    emails: ['anna@example.com'],
  };
  const anna = {
    card,
    chat: chat(1, { identities: [{ id: 'ch:1', messenger: 'blue', username: 'Ёлка', position: 1 }] }),
  };

  it.each([
    ['916 123', '+79161234567'],
    ['ANNA@ex', 'anna@example.com'],
    ['@елка', '@Ёлка'],
    ['48213', '48213'],
    ['petrova', '+79161234567'],
  ])('%s shows %s', (term, value) => {
    expect(detailOf(anna, term)).toBe(value);
  });
});

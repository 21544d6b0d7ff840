// Emoji are found by their names in each language the desk knows, and those used last come first.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { GROUPS, known, recent, remember, search } from '../src/model/emoji';

const at = createRequire(import.meta.url);
const data = (language: string) =>
  known(
    JSON.parse(
      readFileSync(at.resolve(`emoji-picker-element-data/${language}/cldr-native/data.json`), 'utf8'),
    ) as Parameters<typeof known>[0],
  );

describe('emoji', () => {
  it.each([
    ['en', 'thumbs up'],
    ['ru', 'палец вверх'],
    ['uk', 'пальці вгору'],
  ])('are found by their names in %s', (language, words) => {
    const all = data(language);
    expect(search(all, words).map(({ emoji }) => emoji.replace('\ufe0f', ''))).toContain('👍');
    for (const group of GROUPS) expect(all.some((one) => one.group === group)).toBe(true);
  });

  it('are found by the beginnings of words, names first', () => {
    const all = data('en');
    expect(search(all, 'red hea')[0]?.emoji).toBe('❤️');
    const [first] = search(all, 'CAKE');
    expect(first?.annotation).toContain('cake');
    expect(search(all, 'qqqq')).toEqual([]);
    expect(search(all, '  ')).toEqual([]);
  });
});

describe('those used last', () => {
  beforeEach(() => {
    const kept = new Map<string, string>();
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
    });
  });

  it('stand once each, the last one first', () => {
    for (const one of ['a', 'b', 'a']) remember(one);
    expect(recent()).toEqual(['a', 'b']);
    for (let at = 0; at < 40; at++) remember(String(at));
    expect(recent()).toHaveLength(24);
    expect(recent()[0]).toBe('39');
  });

  it('are none where what is kept makes no sense', () => {
    localStorage.setItem('switchboard.emoji', '{');
    expect(recent()).toEqual([]);
    localStorage.setItem('switchboard.emoji', '{"a":1}');
    expect(recent()).toEqual([]);
  });
});

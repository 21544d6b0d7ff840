// Which language a browser is spoken to in, and what holds for the words of every language there is.
import { describe, expect, it, vi } from 'vitest';
import { en, type Messages } from '../src/i18n/en';
import { languageFor, LANGUAGES } from '../src/i18n/languages';
import { ru } from '../src/i18n/ru';
import { uk } from '../src/i18n/uk';

describe('the language', () => {
  it('is the one that was chosen here, whatever the browser prefers', () => {
    expect(languageFor('en', ['ru']).code).toBe('en');
    expect(languageFor('uk', ['ru']).code).toBe('uk');
  });

  it('is else the first of the browser’s that there is', () => {
    expect(languageFor(null, ['de-AT', 'uk-UA', 'ru']).code).toBe('uk');
    expect(languageFor(null, ['RU-ru', 'en']).code).toBe('ru');
    expect(languageFor('xx', ['ru']).code).toBe('ru');
  });

  it('is English where nobody asks for one there is', () => {
    expect(languageFor(null, []).code).toBe('en');
    expect(languageFor(null, ['fr', 'de-AT']).code).toBe('en');
  });

  it('is loaded by its code', async () => {
    for (const { code, load } of LANGUAGES) expect((await load()).locale).toBe(code);
    expect(LANGUAGES.map(({ code }) => code)).toEqual(['en', 'ru', 'uk']);
  });
});

type Word = string | ((...given: unknown[]) => string | string[]);

/** Every word by its path, `chat.close` and the like. */
function wordsOf(words: unknown, path = ''): Map<string, Word> {
  if (typeof words === 'string' || typeof words === 'function') return new Map([[path, words as Word]]);
  const parts = Object.entries(words as object).flatMap(([key, part]) => [
    ...wordsOf(part, path === '' ? key : `${path}.${key}`),
  ]);
  return new Map(parts);
}

/** Fits wherever a number, a name, a trouble of a channel or what goes with a refusal is wanted, and is found again in what is said. */
function given(place: number): unknown {
  const n = 7001 + 11 * place;
  const trouble = { host: `${n}`, reason: `${n}`, events: [`${n}`], pending: n, column: `${n}`, line: n };
  return Object.assign(Object(n) as object, trouble);
}

/** What a word says of things given to it; the things themselves are marked. */
function said(word: Word): string {
  if (typeof word === 'string') return word;
  return [word(...Array.from({ length: word.length }, (_, place) => given(place)))].flat().join(' ');
}

const english = wordsOf(en);

/** Latin letters that stand in every language: products, file types, keys, abbreviations, fields. */
const LATIN = new Set([
  'API',
  'AWS',
  'https',
  'Switchboard',
  'PNG',
  'JPEG',
  'WebP',
  'CSV',
  'ID',
  'id',
  'Enter',
  'Shift',
  'Ctrl',
  'Esc',
  'Backspace',
  'K',
  'first_name',
  ...['contact', 'user_id', 'phones', 'emails', 'identities'],
]);

describe.each([
  ['Russian', ru, /[іїєґ]/i],
  ['Ukrainian', uk, /[ыэёъ]/i],
] as [string, Messages, RegExp][])('%s', (_, messages, foreign) => {
  const words = wordsOf(messages);

  it('has every word, and no more', () => {
    expect([...words.keys()].sort()).toEqual([...english.keys()].sort());
    expect(words.size).toBeGreaterThan(500);
  });

  it('has words to fill in where English has, and says all that is filled in', () => {
    for (const [path, word] of english) {
      const own = words.get(path) ?? '';
      expect(typeof own, path).toBe(typeof word);
      if (typeof word === 'function') expect(own.length, path).toBe(word.length);
      const filled = (text: string) => [...new Set(text.match(/70\d\d/g))].sort();
      expect(filled(said(own)), path).toEqual(filled(said(word)));
    }
  });

  it('leaves nothing in English, and mixes no alphabets', () => {
    for (const [path, word] of words) {
      if (path === 'locale') continue;
      const text = said(word);
      expect(text.match(/[A-Za-z_]+/g)?.filter((one) => !LATIN.has(one)) ?? [], path).toEqual([]);
      expect(text, path).not.toMatch(/[A-Za-z]\p{Script=Cyrillic}|\p{Script=Cyrillic}[A-Za-z]/u);
      expect(text, path).not.toMatch(foreign);
      if (path !== 'me.because.chosen') expect(text.trim(), path).not.toBe('');
    }
  });

  it('ends as English does: with a full stop, with a colon, with dots where more follows, or with nothing', () => {
    const end = (text: string) => /[.…:?]$/.exec(text)?.[0] ?? '';
    for (const [path, word] of english)
      expect(`${path} ${end(said(words.get(path) ?? ''))}`).toBe(`${path} ${end(said(word))}`);
  });
});

it('sizes are written as the language writes numbers', async () => {
  const sizes = async (messages: Messages) => {
    vi.resetModules();
    (await import('../src/i18n/spoken')).speak(messages);
    const { sizeWords } = await import('../src/model/files');
    return [0, 900, 1500, 20_480, 5_400_000, 3 * 1024 ** 3].map(sizeWords);
  };
  expect(await sizes(en)).toEqual(['0 B', '900 B', '1.5 KB', '20 KB', '5.1 MB', '3.0 GB']);
  expect(await sizes(uk)).toEqual(['0 Б', '900 Б', '1,5 КБ', '20 КБ', '5,1 МБ', '3,0 ГБ']);
  expect(await sizes(ru)).toEqual(await sizes(uk));
});

it('times are written in the language', async () => {
  const at = new Date(2026, 10, 12, 9, 5).getTime();
  const times = async (messages: Messages) => {
    vi.resetModules();
    (await import('../src/i18n/spoken')).speak(messages);
    const { dayName, momentTime, rowTime } = await import('../src/i18n');
    const later = new Date(2026, 10, 20).getTime();
    return [rowTime(at, at), rowTime(at, later), dayName(at, later), momentTime(at, later)];
  };
  expect(await times(en)).toEqual(['09:05', 'Nov 12', 'Thursday, November 12', 'Nov 12, 09:05']);
  expect(await times(ru)).toEqual(['09:05', '12 нояб.', 'четверг, 12 ноября', '12 нояб., 09:05']);
  expect(await times(uk)).toEqual(['09:05', '12 лист.', 'четвер, 12 листопада', '12 лист., 09:05']);
});

describe('things are counted', () => {
  const counts = [1, 2, 5, 11, 21, 0, 104, 112];

  it('in English', () => {
    expect(counts.map((n) => en.chat.newMessages(n))).toEqual([
      '1 new message',
      '2 new messages',
      '5 new messages',
      '11 new messages',
      '21 new messages',
      '0 new messages',
      '104 new messages',
      '112 new messages',
    ]);
  });

  it('in Russian', () => {
    expect(counts.map((n) => ru.chat.newMessages(n))).toEqual([
      '1 новое сообщение',
      '2 новых сообщения',
      '5 новых сообщений',
      '11 новых сообщений',
      '21 новое сообщение',
      '0 новых сообщений',
      '104 новых сообщения',
      '112 новых сообщений',
    ]);
    expect(counts.slice(0, 5).map((n) => ru.secondFactor.codesLeft(n))).toEqual([
      'Остался 1 резервный код.',
      'Осталось 2 резервных кода.',
      'Осталось 5 резервных кодов.',
      'Осталось 11 резервных кодов.',
      'Остался 21 резервный код.',
    ]);
    expect(counts.slice(0, 5).map((n) => /[0-9]+ \S+$/.exec(ru.revise.late(n))?.[0])).toEqual([
      '1 часа',
      '2 часов',
      '5 часов',
      '11 часов',
      '21 часа',
    ]);
  });

  it('in Ukrainian', () => {
    expect(counts.map((n) => uk.chat.newMessages(n))).toEqual([
      '1 нове повідомлення',
      '2 нові повідомлення',
      '5 нових повідомлень',
      '11 нових повідомлень',
      '21 нове повідомлення',
      '0 нових повідомлень',
      '104 нові повідомлення',
      '112 нових повідомлень',
    ]);
    expect(counts.slice(0, 5).map((n) => uk.me.load(n, 9))).toEqual([
      '1 відкритий чат, ліміт 9',
      '2 відкриті чати, ліміт 9',
      '5 відкритих чатів, ліміт 9',
      '11 відкритих чатів, ліміт 9',
      '21 відкритий чат, ліміт 9',
    ]);
  });

  it('by the rules of each language, wherever a number stands', () => {
    const grammar = { ru: new Intl.PluralRules('ru'), uk: new Intl.PluralRules('uk') };
    for (const [code, rules] of Object.entries(grammar)) {
      const words = wordsOf(code === 'ru' ? ru : uk);
      for (const path of [
        'rail.unread',
        'bulk.done',
        'files.bringIn',
        'message.album',
        'channels.pending',
        'saved.count',
        'sounds.percent',
      ]) {
        const word = words.get(path) as (n: number) => string;
        const forms = new Map<string, string>();
        for (let n = 0; n < 130; n++) {
          const form = word(n).replace(String(n), '#');
          const rule = rules.select(n);
          expect(forms.get(rule) ?? form, `${code} ${path} ${n}`).toBe(form);
          forms.set(rule, form);
        }
        expect(new Set(forms.values()).size, `${code} ${path}`).toBeGreaterThan(2);
      }
    }
  });
});

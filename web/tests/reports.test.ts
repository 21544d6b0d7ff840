// Reports: days, what is asked, figures in words, bars and lines.
import { describe, expect, it, vi } from 'vitest';
import { en, type Messages } from '../src/i18n/en';
import { ru } from '../src/i18n/ru';
import { uk } from '../src/i18n/uk';
import { formatPlace, parsePlace } from '../src/model/place';
import {
  asked,
  closedPath,
  episodesPath,
  intervalsPath,
  parseAsk,
  placeOf,
  timePath,
} from '../src/model/reports/ask';
import { barsOf, namedEvery, ticksOf } from '../src/model/reports/chart';
import {
  before,
  dayIn,
  daysOf,
  isDay,
  lengthOf,
  named,
  nameOf,
  periodWords,
  troubleOf,
} from '../src/model/reports/days';
import { Looked } from '../src/model/reports/looked.svelte';
import { byOperator, hoursOf, joined, piecesOf } from '../src/model/reports/timeline';
import { atOnce, awayOf, knownOf, shiftsOf } from '../src/model/reports/times';
import {
  amountChange,
  durationWords,
  lengthChange,
  perChatWords,
  shareChange,
  shareWords,
  timeChange,
} from '../src/model/reports/words';
import type { StatusInterval } from '../src/proto';
import { Failed } from '../src/net/http';
import type { Status } from '../src/proto';
import { closedReport, timeReport } from '../fake/reports';

const HOUR = 3_600_000;
const NOVEMBER = { from: '2026-11-01', to: '2026-11-28' };

describe('days of a report', () => {
  it('are those of the workspace, not of the browser', () => {
    const at = Date.UTC(2026, 10, 27, 22, 30);
    expect(['Europe/Sofia', 'UTC', 'America/New_York'].map((zone) => dayIn(zone, at))).toEqual([
      '2026-11-28',
      '2026-11-27',
      '2026-11-27',
    ]);
  });

  it('are only those of the calendar', () => {
    expect(['2026-02-28', '2024-02-29', '2026-02-29', '2026-1-1', 'today', '', null].map(isDay)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  it('are compared with as many before them', () => {
    expect(before(NOVEMBER)).toEqual({ from: '2026-10-04', to: '2026-10-31' });
    expect(lengthOf(before(NOVEMBER))).toBe(lengthOf(NOVEMBER));
    expect(daysOf({ from: '2026-02-27', to: '2026-03-01' })).toEqual([
      '2026-02-27',
      '2026-02-28',
      '2026-03-01',
    ]);
  });

  it('have names as long as they are what the name says', () => {
    expect(named('week', '2026-11-28')).toEqual({ from: '2026-11-22', to: '2026-11-28' });
    expect(named('lastMonth', '2026-03-31')).toEqual({ from: '2026-02-01', to: '2026-02-28' });
    expect(nameOf(NOVEMBER, '2026-11-28')).toBe('month');
    expect(nameOf(NOVEMBER, '2026-11-29')).toBe(undefined);
    expect(nameOf({ from: '2026-11-27', to: '2026-11-27' }, '2026-11-28')).toBe('yesterday');
  });

  it('may be asked for up to a year, the right way round', () => {
    const trouble = (from: string, to: string) => troubleOf({ from, to });
    expect(trouble('2026-01-01', '2026-12-31')).toBe(null);
    expect(trouble('2026-01-01', '2027-01-01')).toBe(null);
    expect(trouble('2026-01-01', '2027-01-02')).toBe('tooLong');
    expect(trouble('2026-01-02', '2026-01-01')).toBe('reversed');
    expect(trouble('', '2026-01-01')).toBe('incomplete');
  });

  it('are said in the words of the language', () => {
    const said = (locale: string) => periodWords(NOVEMBER, locale).replaceAll(/\s/g, ' ');
    expect(said('en')).toBe('Nov 1 – 28, 2026');
    expect(said('ru')).toMatch(/^1–28 нояб\. 2026/);
    expect(periodWords({ from: '2026-11-01', to: '2026-11-01' }, 'en')).toBe('Nov 1, 2026');
  });
});

describe('what is asked', () => {
  const query = 'from=2026-11-01&to=2026-11-28&operators=oleg,me&channels=ch1&tag=VIP&by=holder&chats=oleg';
  const ask = parseAsk(query);

  it('stands in the address, and a link asks the same', () => {
    expect(placeOf('closed-chats', ask)).toEqual({ kind: 'closed-chats', query });
    const place = parsePlace('/reports/closed-chats', `?${query}`);
    expect(place.report && parseAsk(place.report.query)).toEqual(ask);
    expect(parsePlace('/reports/closed-chats', formatPlace(place).split('?')[1] ?? '')).toEqual(place);
    expect(parsePlace('/reports/nothing', '').report).toBe(undefined);
    expect(formatPlace({ ...place, report: { kind: 'operator-time', query: '' } })).toBe(
      '/reports/operator-time',
    );
  });

  it('loses on the other report what has no meaning there', () => {
    expect(placeOf('operator-time', { ...ask, day: '2026-11-27' }).query).toBe(
      'from=2026-11-01&to=2026-11-28&operators=oleg,me&day=2026-11-27',
    );
  });

  it('is nothing where the address makes no sense', () => {
    const odd = parseAsk(`from=2026-02-30&to=x&operators=,&by=me&day=1&tag=${'x'.repeat(41)}`);
    expect(odd).toEqual({ operators: [], channels: [], by: 'closer' });
  });

  it('is asked of the server, and the list behind a figure of exactly that figure', () => {
    const narrow = 'channels=ch1&tag=VIP&by=holder';
    const days = 'from=2026-11-01&to=2026-11-28';
    expect(closedPath(ask)).toBe(`/api/reports/closed-chats?${days}&operators=oleg,me&${narrow}`);
    expect(episodesPath(ask, 'c')).toBe(
      `/api/reports/closed-chats/episodes?${days}&operators=oleg&${narrow}&cursor=c`,
    );
    expect(episodesPath(asked(ask, { list: { day: '2026-11-05' } }))).toBe(
      `/api/reports/closed-chats/episodes?from=2026-11-05&to=2026-11-05&operators=oleg,me&${narrow}`,
    );
    expect(timePath(ask, '.csv')).toBe(`/api/reports/operator-time.csv?${days}&operators=oleg,me`);
    expect(intervalsPath('2026-11-05', [])).toBe('/api/reports/operator-time/intervals?day=2026-11-05');
  });

  it('is a list of a day, of an operator, or of all', () => {
    expect([parseAsk('chats=all').list, parseAsk('chats=2026-11-05').list, parseAsk('').list]).toEqual([
      {},
      { day: '2026-11-05' },
      undefined,
    ]);
  });
});

describe('figures in words', () => {
  const TIMES = [0, 400, 48_000, 59_600, 108_000, 125_000, 599_400, 599_600, 26 * 60_000, 3_599_000];
  const LONG = [HOUR, 7.3 * HOUR, 99.99 * HOUR, 612 * HOUR];

  it('are times', () => {
    expect([...TIMES, ...LONG].map(durationWords)).toEqual([
      '0 s',
      '0 s',
      '48 s',
      '1 min',
      '1 min 48 s',
      '2 min 05 s',
      '9 min 59 s',
      '10 min',
      '26 min',
      '1 h 00 min',
      '1 h 00 min',
      '7 h 18 min',
      '100 h',
      '612 h',
    ]);
  });

  it('are times in every language', async () => {
    const said = async (messages: Messages) => {
      vi.resetModules();
      (await import('../src/i18n/spoken')).speak(messages);
      const words = await import('../src/model/reports/words');
      const share = words.shareWords(61, 1000).replaceAll(/\s/g, ' ');
      return [words.durationWords(108_000), words.durationWords(7.3 * HOUR), share];
    };
    expect(await said(ru)).toEqual(['1 мин 48 с', '7 ч 18 мин', '6,1 %']);
    expect(await said(uk)).toEqual(['1 хв 48 с', '7 год 18 хв', '6,1%']);
    expect(await said(en)).toEqual(['1 min 48 s', '7 h 18 min', '6.1%']);
  });

  it('are shares, and a dash of nothing', () => {
    expect([
      shareWords(0, 0),
      shareWords(1, 3, 0),
      perChatWords(27, { closed: 2 }),
      perChatWords(0, { closed: 0 }),
    ]).toEqual(['—', '33%', '13.5', '—']);
  });

  it('are compared by what is good, and never with nothing', () => {
    expect(amountChange(1422, 1270, true)).toEqual({ way: 'up', isGood: true, words: '12% more' });
    expect(amountChange(90, 100, true)).toEqual({ way: 'down', isGood: false, words: '10% less' });
    expect(amountChange(1001, 1000, null)).toEqual({ way: 'up', isGood: null, words: '0.1% more' });
    expect(amountChange(5, 5, true)?.way).toBe('same');
    expect(amountChange(5, 0, true)).toBe(null);
    expect(timeChange(108_000, 130_000)).toEqual({ way: 'down', isGood: true, words: '22 s faster' });
    expect(timeChange(26 * 60_000, 23 * 60_000)).toEqual({
      way: 'up',
      isGood: false,
      words: '3 min slower',
    });
    expect(timeChange(1000, 1300)?.way).toBe('same');
    expect(timeChange(undefined, 5)).toBe(null);
    expect(lengthChange(65 * 60_000, 105 * 60_000)?.words).toBe('40 min less');
    expect(lengthChange(65 * 60_000, undefined)).toBe(null);
    expect(shareChange([61, 1000], [70, 1000])).toEqual({ way: 'down', isGood: true, words: '0.9 pp less' });
    expect(shareChange([1, 10], [0, 0])).toBe(null);
  });
});

describe('bars', () => {
  const { days } = closedReport();

  it('are one for each day, or for as many together as there is room for', () => {
    expect(barsOf(days, 1000)).toHaveLength(28);
    const weeks = barsOf(days, 100);
    expect(weeks.map(({ from, to }) => [from.slice(8), to.slice(8)])).toEqual([
      ['01', '07'],
      ['08', '14'],
      ['15', '21'],
      ['22', '28'],
    ]);
    const sum = (all: readonly { closed: number }[]) => all.reduce((total, { closed }) => total + closed, 0);
    expect(sum(weeks)).toBe(sum(days));
    expect(barsOf([], 100)).toEqual([]);
  });

  it('stand at lines of round numbers', () => {
    expect(ticksOf(77)).toEqual([0, 25, 50, 75]);
    expect(ticksOf(1)).toEqual([0, 1]);
    expect(ticksOf(0)).toEqual([0, 1]);
    expect(ticksOf(5)).toEqual([0, 2, 4]);
    expect(ticksOf(1000).at(-1)).toBe(1000);
    for (let n = 1; n < 3000; n += 7) expect(ticksOf(n).length, `${n}`).toBeLessThanOrEqual(5);
  });

  it('are named as often as names do not touch', () => {
    expect([namedEvery(28, 1200, 64), namedEvery(28, 340, 64), namedEvery(3, 0, 64)]).toEqual([2, 6, 192]);
  });
});

describe('a day as a line', () => {
  const FROM = Date.UTC(2026, 10, 26, 22);
  const span = { from: FROM, to: FROM + 24 * HOUR };
  const one = (status: Status, from: number, to: number, operator = 'oleg'): StatusInterval => ({
    operator,
    status,
    from: FROM + from * HOUR,
    to: FROM + to * HOUR,
    reason: 'chosen',
    chats: 0,
    taken: 0,
  });

  it('falls to the statuses, cut to the day', () => {
    const pieces = piecesOf(span, [one('offline', -5, 6), one('online', 6, 12), one('online', 24, 30)]);
    expect(pieces.map(({ start, length }) => [start, length])).toEqual([
      [0, 0.25],
      [0.25, 0.25],
    ]);
  });

  it('has one stretch for each status, however often chats came and went', () => {
    const all = joined([
      one('online', 0, 1),
      one('online', 1, 2),
      one('busy', 2, 3),
      one('online', 3, 4),
      one('online', 4, 5, 'me'),
    ]);
    expect(all.map(({ status, from, to }) => [status, (from - FROM) / HOUR, (to - FROM) / HOUR])).toEqual([
      ['online', 0, 2],
      ['busy', 2, 3],
      ['online', 3, 4],
      ['online', 4, 5],
    ]);
    expect([...byOperator(all).keys()]).toEqual(['oleg', 'me']);
  });

  it('shows the hours of the clock there, also of a day of 25 hours', () => {
    expect(hoursOf(span, 'Europe/Sofia').map(({ hour }) => hour)).toEqual([0, 4, 8, 12, 16, 20, 24]);
    const autumn = Date.UTC(2026, 9, 24, 21);
    const hours = hoursOf({ from: autumn, to: autumn + 25 * HOUR }, 'Europe/Sofia');
    expect(hours.map(({ hour }) => hour)).toEqual([0, 4, 8, 12, 16, 20, 24]);
    expect(hours[2]?.at).toBeCloseTo(9 / 25);
  });

  it('adds up', () => {
    const report = timeReport();
    const { total } = report;
    expect(awayOf(total)).toBe(71 * HOUR);
    expect(knownOf(total)).toBe(2683 * HOUR);
    expect(atOnce(total)).toBeCloseTo((612 * 4.3) / 635);
    expect(atOnce({ ...total, online_ms: 0, busy_ms: 0 })).toBe(undefined);
    expect(shiftsOf(report)).toBe(84);
    expect(shiftsOf(null)).toBe(0);
  });
});

describe('a report that is looked at', () => {
  const refused = new Failed({
    is: 'refused',
    error: { code: 'too_busy', message: 'busy', details: null, reference: '' },
  });

  it('is the newest that was asked for, and a late answer to an earlier question is dropped', async () => {
    const looked = new Looked<number>();
    let answer: (n: number) => void = () => undefined;
    const late = looked.look(() => new Promise((resolve) => (answer = resolve)));
    await looked.look(() => Promise.resolve(2));
    answer(1);
    await late;
    expect([looked.value, looked.isBusy]).toEqual([2, false]);
  });

  it('says why it is not there, and shows no figures of another question', async () => {
    const looked = new Looked<number>();
    await looked.look(() => Promise.resolve(1));
    await looked.look(() => Promise.reject(refused));
    expect([looked.value, looked.trouble, looked.isBusy]).toEqual([null, en.refusals.too_busy, false]);
    await looked.look(() => Promise.resolve(3));
    expect([looked.value, looked.trouble]).toEqual([3, '']);
  });
});

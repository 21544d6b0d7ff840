// Days as reports name them, `2026-11-28` in the workspace's zone: counting with them, and the periods people ask for. Pure.

/** A day of the calendar, without a zone. */
export type Day = string;

export interface Period {
  readonly from: Day;
  /** Included. */
  readonly to: Day;
}

/** Longest period the server reports on, in days. `report::period` */
export const PERIOD_DAYS_MAX = 366;

const DAY_MS = 86_400_000;

/** Midnight of UTC: there each day has 24 hours, so that days can be counted. */
const utc = (day: Day) => Date.parse(`${day}T00:00:00Z`);

export function isDay(text: string | null | undefined): text is Day {
  return !!text && /^\d{4}-\d{2}-\d{2}$/.test(text) && isoOf(utc(text)) === text;
}

function isoOf(at: number): Day | null {
  return Number.isNaN(at) ? null : new Date(at).toISOString().slice(0, 10);
}

/** The day it is in `zone`. */
export function dayIn(zone: string, at: number): Day {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    calendar: 'iso8601',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
}

export function plus(day: Day, days: number): Day {
  return isoOf(utc(day) + days * DAY_MS) ?? day;
}

/** How many days, both ends included; less than one: they are the wrong way round. */
export function lengthOf({ from, to }: Period): number {
  return Math.round((utc(to) - utc(from)) / DAY_MS) + 1;
}

/** What is compared with: as many days, right before. */
export function before(period: Period): Period {
  return { from: plus(period.from, -lengthOf(period)), to: plus(period.from, -1) };
}

/** Every day of it, the first one first. */
export function daysOf(period: Period): Day[] {
  return Array.from({ length: Math.max(0, lengthOf(period)) }, (_, at) => plus(period.from, at));
}

/** Null: it may be asked for. */
export function troubleOf({ from, to }: Period): 'incomplete' | 'reversed' | 'tooLong' | null {
  if (!isDay(from) || !isDay(to)) return 'incomplete';
  const days = lengthOf({ from, to });
  if (days < 1) return 'reversed';
  return days > PERIOD_DAYS_MAX ? 'tooLong' : null;
}

/** Periods with a name of their own, as the menu has them. */
export const NAMED = ['today', 'yesterday', 'week', 'month', 'lastMonth'] as const;
export type Named = (typeof NAMED)[number];

/** `today`: the day it is in the workspace's zone. */
export function named(name: Named, today: Day): Period {
  const first = `${today.slice(0, 8)}01`;
  const yesterday = plus(today, -1);
  const endOfLast = plus(first, -1);
  return {
    today: { from: today, to: today },
    yesterday: { from: yesterday, to: yesterday },
    week: { from: plus(today, -6), to: today },
    month: { from: first, to: today },
    lastMonth: { from: `${endOfLast.slice(0, 8)}01`, to: endOfLast },
  }[name];
}

/** The name of this period, where it has one today. */
export function nameOf(period: Period, today: Day): Named | undefined {
  return NAMED.find((name) => {
    const { from, to } = named(name, today);
    return from === period.from && to === period.to;
  });
}

/** The day in the language's words; `utc` is its zone everywhere, since days have none. */
export function dayWords(day: Day, locale: string, rule: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale, { ...rule, timeZone: 'UTC' }).format(utc(day));
}

/** “Nov 1 – 28, 2026”; a single day is that day. */
export function periodWords({ from, to }: Period, locale: string): string {
  const rule = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(locale, rule).formatRange(utc(from), utc(to));
}

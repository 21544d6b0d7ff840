// A day of an operator as a line: which part of it each status takes, and where the hours stand. Pure.
import type { Intervals, StatusInterval } from '../../proto';

export interface Piece {
  readonly interval: StatusInterval;
  /** Of the day, 0 to 1. */
  readonly start: number;
  readonly length: number;
}

/** Where a day stands: a clock going forward or back makes it an hour shorter or longer. */
export type Span = Pick<Intervals, 'from' | 'to'>;

export function piecesOf({ from, to }: Span, intervals: readonly StatusInterval[]): Piece[] {
  const whole = Math.max(1, to - from);
  return intervals
    .filter((one) => one.to > from && one.from < to)
    .map((interval) => {
      const start = (Math.max(interval.from, from) - from) / whole;
      const end = (Math.min(interval.to, to) - from) / whole;
      return { interval, start, length: end - start };
    });
}

export interface Hour {
  readonly at: number;
  /** As the clock there shows it; 24 at the end. */
  readonly hour: number;
}

const HOUR_MS = 3_600_000;

/** Every fourth hour the clock of `zone` shows, and the end. */
export function hoursOf({ from, to }: Span, zone: string): Hour[] {
  const clock = new Intl.DateTimeFormat('en', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' });
  const hours: Hour[] = [];
  for (let at = from; at < to; at += HOUR_MS) {
    const hour = Number(clock.format(at));
    // The hour a clock shows twice stands once.
    if (hour % 4 === 0 && hours.at(-1)?.hour !== hour) hours.push({ at: (at - from) / (to - from), hour });
  }
  return [...hours, { at: 1, hour: 24 }];
}

/** One for each stretch of a status: the desk begins a new one too when the number of chats changes. */
export function joined(intervals: readonly StatusInterval[]): StatusInterval[] {
  const all: StatusInterval[] = [];
  for (const one of intervals) {
    const last = all.at(-1);
    if (last?.operator === one.operator && last.status === one.status && last.to === one.from)
      all[all.length - 1] = { ...last, to: one.to };
    else all.push(one);
  }
  return all;
}

/** By operator, in the order they come. */
export function byOperator(intervals: readonly StatusInterval[]): Map<string, StatusInterval[]> {
  const all = new Map<string, StatusInterval[]>();
  for (const one of intervals) all.set(one.operator, [...(all.get(one.operator) ?? []), one]);
  return all;
}

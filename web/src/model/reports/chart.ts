// Bars of a chart: how high, how many stand together, and which are named. Pure numbers; the view draws them.
import type { Day } from './days';
import type { ClosedDay } from '../../proto';

/** One bar: a day, or several where there is no room for each. */
export interface Bar {
  readonly from: Day;
  readonly to: Day;
  readonly closed: number;
  readonly reopened: number;
}

/** Below it a bar cannot be pressed or seen well, in pixels. */
const STEP_MIN_PX = 7;

/** Together as many days as have no room for a bar each: a week, or several. */
export function barsOf(days: readonly ClosedDay[], width: number): Bar[] {
  const room = Math.max(1, Math.floor(width / STEP_MIN_PX));
  const together = days.length <= room ? 1 : 7 * Math.ceil(days.length / room / 7);
  const bars: Bar[] = [];
  for (let at = 0; at < days.length; at += together) {
    const some = days.slice(at, at + together);
    const sum = (of: 'closed' | 'reopened') => some.reduce((total, one) => total + one[of], 0);
    const [first, last] = [some[0], some.at(-1)];
    if (first && last)
      bars.push({ from: first.day, to: last.day, closed: sum('closed'), reopened: sum('reopened') });
  }
  return bars;
}

/** About how many lines the highest value stands above: four numbers are read at a glance. */
const LINES = 3.2;

/** Values with a line: round numbers from 0, at most five; the last is at or above `highest`, or nearly. */
export function ticksOf(highest: number): number[] {
  const rough = Math.max(1, highest) / LINES;
  const power = 10 ** Math.floor(Math.log10(rough));
  const steps = [1, 2, 2.5, 5, 10].map((n) => n * power).filter((step) => Number.isInteger(step));
  const step = steps.find((one) => one >= rough) ?? Math.ceil(rough);
  return Array.from({ length: Math.floor(Math.max(1, highest) / step) + 1 }, (_, at) => at * step);
}

/** Every how many bars one is named, so that names of `name` pixels do not touch. */
export function namedEvery(bars: number, width: number, name: number): number {
  return Math.max(1, Math.ceil((bars * name) / Math.max(1, width)));
}

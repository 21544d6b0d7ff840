// Figures of reports in words: how long, how many of a hundred, and how much more or less than before.
import { numberText, t } from '../../i18n';
import type { ClosedFigures, Spread } from '../../proto';

/** Below it seconds are shown too, in seconds. */
const SECONDS_BELOW_S = 600;
/** From it on minutes are left out, in minutes: of 612 hours nobody wants them. */
const HOURS_FROM_MIN = 2_880;

const two = (n: number) => numberText2.format(n);
const numberText2 = new Intl.NumberFormat(t.locale, { minimumIntegerDigits: 2 });

/** “48 s”, “1 min 48 s”, “26 min”, “7 h 18 min”, “612 h”. */
export function durationWords(ms: number): string {
  const { hours, minutes, seconds } = t.reports.time;
  const s = Math.round(ms / 1000);
  if (s < 60) return seconds(numberText(s));
  if (s < SECONDS_BELOW_S) {
    const whole = minutes(numberText(Math.floor(s / 60)));
    return s % 60 === 0 ? whole : `${whole} ${seconds(two(s % 60))}`;
  }
  const min = Math.round(ms / 60_000);
  if (min < 60) return minutes(numberText(min));
  if (min < HOURS_FROM_MIN) return `${hours(numberText(Math.floor(min / 60)))} ${minutes(two(min % 60))}`;
  return hours(numberText(Math.round(ms / 3_600_000)));
}

/** “6.1%”; of nothing there is no share. */
export function shareWords(part: number, whole: number, digits = 1): string {
  return whole === 0 ? t.reports.none : percent(part / whole, digits);
}

function percent(share: number, digits: number): string {
  return new Intl.NumberFormat(t.locale, { style: 'percent', maximumFractionDigits: digits }).format(share);
}

/** One of the times of a spread; a dash where no episode has one. */
export function spreadWords(spread: Spread | undefined, of: 'mean_ms' | 'median_ms' | 'p90_ms'): string {
  return spread ? durationWords(spread[of]) : t.reports.none;
}

/** Messages for each closed chat; a dash where there is none. */
export function perChatWords(messages: number, { closed }: Pick<ClosedFigures, 'closed'>): string {
  return closed === 0 ? t.reports.none : numberText(messages / closed, 1);
}

/** How a figure stands to the one before. */
export interface Change {
  /** Which way the figure went. */
  readonly way: 'up' | 'down' | 'same';
  /** Whether that is good; null: neither. */
  readonly isGood: boolean | null;
  readonly words: string;
}

const SAME = (): Change => ({ way: 'same', isGood: null, words: t.reports.change.same });

function changeOf(now: number, then: number, isMoreGood: boolean | null, words: string): Change {
  const isUp = now > then;
  return {
    way: isUp ? 'up' : 'down',
    isGood: isMoreGood === null ? null : isUp === isMoreGood,
    words,
  };
}

/** A number or a sum of times, in percent of the one before; null: there was none to compare with. */
export function amountChange(now: number, then: number, isMoreGood: boolean | null): Change | null {
  if (now === then) return SAME();
  if (then === 0) return null;
  const by = Math.abs(now - then) / then;
  // A tenth of a percent is still a change, and is not to be called none.
  const part = percent(by, by < 0.01 ? 1 : 0);
  const { more, fewer } = t.reports.change;
  return changeOf(now, then, isMoreGood, now > then ? more(part) : fewer(part));
}

/** A time that should be short. */
export function timeChange(now: number | undefined, then: number | undefined): Change | null {
  if (now === undefined || then === undefined) return null;
  const words = durationWords(Math.abs(now - then));
  if (words === durationWords(0)) return SAME();
  const { slower, faster } = t.reports.change;
  return changeOf(now, then, false, now > then ? slower(words) : faster(words));
}

/** A length of time that should be short, and is no waiting of anybody. */
export function lengthChange(now: number | undefined, then: number | undefined): Change | null {
  if (now === undefined || then === undefined) return null;
  const words = durationWords(Math.abs(now - then));
  if (words === durationWords(0)) return SAME();
  const { more, fewer } = t.reports.change;
  return changeOf(now, then, false, now > then ? more(words) : fewer(words));
}

/** A share that should be small, in percentage points. */
export function shareChange(now: [number, number], then: [number, number]): Change | null {
  if (now[1] === 0 || then[1] === 0) return null;
  const [a, b] = [now, then].map(([part, whole]) => Math.round((part / whole) * 1000) / 10) as [
    number,
    number,
  ];
  if (a === b) return SAME();
  const points = numberText(Math.abs(a - b), 1);
  const { pointsMore, pointsFewer } = t.reports.change;
  return changeOf(a, b, false, a > b ? pointsMore(points) : pointsFewer(points));
}

// The words in use, and times and refusals put into words.
import type { ErrorBody } from '../proto';
import { Failed } from '../net/http';
import type { Messages } from './en';
import { spoken } from './spoken';

/** The words in use, the same as long as the page lives. */
export const t: Messages = spoken();

const timeOfDay = new Intl.DateTimeFormat(t.locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const dayAndMonth = new Intl.DateTimeFormat(t.locale, { day: 'numeric', month: 'short' });
const longDay = new Intl.DateTimeFormat(t.locale, { weekday: 'long', day: 'numeric', month: 'long' });
const withYear = new Intl.DateTimeFormat(t.locale, { day: 'numeric', month: 'long', year: 'numeric' });
const full = new Intl.DateTimeFormat(t.locale, { dateStyle: 'long', timeStyle: 'short', hourCycle: 'h23' });

/** The start of the local day `at` falls into. */
export function dayOf(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

function daysBetween(at: number, now: number): number {
  return Math.round((dayOf(now) - dayOf(at)) / 86_400_000);
}

/** A number with so many digits behind the point, as the language writes it. */
export function numberText(value: number, digits = 0): string {
  const rule = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(t.locale, rule).format(value);
}

export function clockTime(at: number): string {
  return timeOfDay.format(at);
}

export function fullTime(at: number): string {
  return full.format(at);
}

/** A day, with its year; in the reader's zone, or in another one. */
export function dayText(at: number, timeZone?: string): string {
  return new Intl.DateTimeFormat(t.locale, { dateStyle: 'medium', timeZone }).format(at);
}

/** A month of UTC, with its year. */
export function monthName(at: number): string {
  return new Intl.DateTimeFormat(t.locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(at);
}

/** For a list row: the time today, else the day. */
export function rowTime(at: number, now: number): string {
  const days = daysBetween(at, now);
  if (days <= 0) return timeOfDay.format(at);
  return days === 1 ? t.chat.yesterday : dayAndMonth.format(at);
}

/** For a time ahead: the hour today, else day and hour. */
export function momentTime(at: number, now: number): string {
  if (daysBetween(at, now) === 0) return timeOfDay.format(at);
  return `${dayAndMonth.format(at)}, ${timeOfDay.format(at)}`;
}

/** For a divider between days. */
export function dayName(at: number, now: number): string {
  const days = daysBetween(at, now);
  if (days === 0) return t.chat.today;
  if (days === 1) return t.chat.yesterday;
  return new Date(at).getFullYear() === new Date(now).getFullYear()
    ? longDay.format(at)
    : withYear.format(at);
}

/** What a refusal's code says with the facts that go with it, where this client knows it. */
export function refusalOf(code: string, details?: unknown): string | undefined {
  if (!Object.hasOwn(t.refusals, code)) return undefined;
  const words = t.refusals[code as keyof Messages['refusals']];
  return typeof words === 'string' ? words : words((details ?? {}) as object);
}

/** A refusal in words; one this client does not know yet, in the server's words. */
export function refusalWords({ code, message, details, reference }: ErrorBody): string {
  return refusalOf(code, details) ?? t.unknownRefusal(message, reference);
}

/** Whatever a request came to, in words. */
export function failureWords(error: unknown): string {
  if (!(error instanceof Failed)) throw error;
  return error.failure.error ? refusalWords(error.failure.error) : t.unreachable;
}

// Funnels in words: how long a step waits, how far a contact has come, and what the first message will be.
import { momentTime, t } from '../i18n';
import type { Automatic, FunnelNews, FunnelRun, FunnelStep } from '../proto';
import { fill, type Values } from './saved';

export const UNITS = ['minutes', 'hours', 'days'] as const;
export type Unit = (typeof UNITS)[number];

const MINUTES: Record<Unit, number> = { minutes: 1, hours: 60, days: 1_440 };

/** The longest wait, as the server allows it. */
export const AFTER_MIN_MAX = 129_600;

/** A time as it is typed: the largest unit it is whole in. */
export function splitTime(minutes: number): { n: number; unit: Unit } {
  const whole = UNITS.filter((unit) => minutes > 0 && minutes % MINUTES[unit] === 0);
  const unit = whole.at(-1) ?? 'minutes';
  return { n: minutes / MINUTES[unit], unit };
}

/** Minutes from what was typed; null: no whole number, or too long. */
export function joinTime(n: number | null, unit: Unit): number | null {
  const minutes = (n ?? 0) * MINUTES[unit];
  return Number.isInteger(minutes) && minutes >= 0 && minutes <= AFTER_MIN_MAX ? minutes : null;
}

/** “at once”, “after 2 hours”. */
export function timeWords(minutes: number): string {
  const { n, unit } = splitTime(minutes);
  return n === 0 ? t.funnel.atOnce : t.funnel.later[unit](n);
}

/** What a contact gets of a step, and what of it is not known. */
export function stepFor(step: FunnelStep, values: Values): { text: string; missing: string[] } {
  return fill(step.text, values);
}

/** How a run stands, below its name. */
export function runWords({ state }: FunnelRun, now: number): string {
  switch (state.is) {
    case 'running':
      if (state.waits) return t.funnel.waits[state.waits.why];
      return state.next <= now ? t.funnel.now : t.funnel.next(momentTime(state.next, now));
    case 'finished':
      return t.funnel.finished;
    case 'stopped':
      return t.funnel.stopped(t.funnel.why[state.why]);
    default:
      return '';
  }
}

/** A line of the talk. */
export function newsWords(name: string, what: FunnelNews, who: string): string {
  const { lines } = t.funnel;
  switch (what.is) {
    case 'started':
      return lines.started(who, name);
    case 'removed':
      return lines.removed(who, name);
    case 'stopped':
      return lines.stopped(name, t.funnel.why[what.why]);
    case 'finished':
      return lines.finished(name);
    case 'skipped':
      return lines.skipped(name, what.step, (what.missing ?? []).map((one) => `{${one}}`).join(', '));
    default:
      return t.message.unsupported((what as { is: string }).is);
  }
}

/** What stands below a message nobody wrote. */
export function automaticWords(why: Automatic): string {
  return typeof why === 'object' ? t.funnel.automatic(why.funnel.name, why.funnel.step) : t.message.automatic;
}

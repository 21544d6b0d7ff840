// Times in status, put together as the report shows them. Pure.
import type { Status } from '../../proto';
import type { TimeDay, TimeFigures, TimeReport } from '../../proto';

/** In the order they stand in lines and legends. */
export const STATUSES: readonly Status[] = ['online', 'busy', 'break', 'offline'];

export const timeIn: Readonly<Record<Status, (figures: TimeFigures) => number>> = {
  online: ({ online_ms }) => online_ms,
  busy: ({ busy_ms }) => busy_ms,
  break: ({ break_ms }) => break_ms,
  offline: ({ offline_ms }) => offline_ms,
};

/** At the desk, and not for new chats. */
export function awayOf({ busy_ms, break_ms }: TimeFigures): number {
  return busy_ms + break_ms;
}

/** All that is known of the time. */
export function knownOf(figures: TimeFigures): number {
  return STATUSES.reduce((sum, status) => sum + timeIn[status](figures), 0);
}

/** Open chats at once, averaged over the time at work; undefined: there was none. */
export function atOnce({ chats_ms, online_ms, busy_ms }: TimeFigures): number | undefined {
  return online_ms + busy_ms > 0 ? chats_ms / (online_ms + busy_ms) : undefined;
}

/** Days of operators on which they were Online. */
export function shiftsOf(report: TimeReport | null): number {
  const days = report?.operators.flatMap((one) => one.days) ?? [];
  return days.filter(({ figures }) => figures.online_ms > 0).length;
}

export function dayOf(days: readonly TimeDay[], day: string): TimeDay | undefined {
  return days.find((one) => one.day === day);
}

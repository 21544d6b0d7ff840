// Times to put a chat aside until, by the operator's own clock.

const HOUR_MS = 3_600_000;
const EVENING_HOUR = 18;
const MORNING_HOUR = 9;
const MONDAY = 1;

export interface Later {
  name: 'hour' | 'evening' | 'tomorrow' | 'monday';
  at: number;
}

/** What makes sense at `now`, soonest first: no evening once it is evening, no Monday if that is tomorrow. */
export function laterTimes(now: number): Later[] {
  const times: Later[] = [{ name: 'hour', at: now + HOUR_MS }];
  const evening = onDay(now, 0, EVENING_HOUR);
  if (evening > now + HOUR_MS) times.push({ name: 'evening', at: evening });
  times.push({ name: 'tomorrow', at: onDay(now, 1, MORNING_HOUR) });
  const daysToMonday = (MONDAY - new Date(now).getDay() + 7) % 7 || 7;
  if (daysToMonday > 1) times.push({ name: 'monday', at: onDay(now, daysToMonday, MORNING_HOUR) });
  return times;
}

function onDay(now: number, days: number, hour: number): number {
  const date = new Date(now);
  date.setDate(date.getDate() + days);
  return date.setHours(hour, 0, 0, 0);
}

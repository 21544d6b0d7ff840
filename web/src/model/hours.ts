// Working hours as people write them: “09:00–13:00, 14:00–18:00”.
import type { OpenHours } from '../proto';

const DAY_MIN = 24 * 60;

const pad = (value: number) => String(value).padStart(2, '0');

const clock = (minutes: number) => `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;

export function hoursText(day: readonly OpenHours[]): string {
  return day.map(({ from_min, to_min }) => `${clock(from_min)}–${clock(to_min)}`).join(', ');
}

/** Null: this is no list of hours in order. Empty: closed. */
export function parseHours(text: string): OpenHours[] | null {
  const stretches = text.split(/[,;]/).map((part) => part.trim());
  const day: OpenHours[] = [];
  for (const stretch of stretches.filter(Boolean)) {
    const found = /^(\d{1,2})(?::(\d{2}))?\s*[-–—]\s*(\d{1,2})(?::(\d{2}))?$/.exec(stretch);
    if (!found) return null;
    const [fromHour, fromMinute, toHour, toMinute] = found.slice(1).map((digits) => Number(digits ?? 0));
    if (Math.max(fromMinute ?? 0, toMinute ?? 0) > 59) return null;
    const from_min = (fromHour ?? 0) * 60 + (fromMinute ?? 0);
    const to_min = (toHour ?? 0) * 60 + (toMinute ?? 0);
    if (from_min >= to_min || to_min > DAY_MIN || from_min < (day.at(-1)?.to_min ?? 0)) return null;
    day.push({ from_min, to_min });
  }
  return day;
}

// What a report is asked, as it stands in the address bar and as the server is asked it. Pure.
import type { ReportKind, ReportPlace } from '../place';
import { isDay, type Day, type Period } from './days';

/** Whose row an episode is: who closed the chat, or who was responsible then. */
export type By = 'closer' | 'holder';

export interface Ask {
  /** Absent: nobody has chosen yet. */
  readonly period?: Period;
  /** Empty: all. */
  readonly operators: readonly string[];
  readonly channels: readonly string[];
  readonly tag?: string;
  readonly by: By;
  /** The day whose timeline is shown; absent: the last of the period. */
  readonly day?: Day;
  /** Which chats are listed: those of an operator, of a day, or all there are; absent: none. */
  readonly list?: { readonly operator?: string; readonly day?: Day };
}

/** Longer names are no tags. `card::TAG_CHARS_MAX` */
const TAG_MAX = 40;

const ALL = 'all';

const split = (text: string | null) => (text ?? '').split(',').filter(Boolean);

export function parseAsk(query: string): Ask {
  const given = new URLSearchParams(query);
  const [from, to, day, tag] = ['from', 'to', 'day', 'tag'].map((name) => given.get(name));
  const list = given.get('chats');
  return {
    ...(isDay(from) && isDay(to) ? { period: { from, to } } : {}),
    operators: split(given.get('operators')),
    channels: split(given.get('channels')),
    ...(tag && tag.length <= TAG_MAX ? { tag } : {}),
    by: given.get('by') === 'holder' ? 'holder' : 'closer',
    ...(isDay(day) ? { day } : {}),
    ...(list === null ? {} : { list: listOf(list) }),
  };
}

/** A day, an operator, or all. */
function listOf(text: string): NonNullable<Ask['list']> {
  if (isDay(text)) return { day: text };
  return text === ALL || text === '' ? {} : { operator: text };
}

export function placeOf(kind: ReportKind, ask: Ask): ReportPlace {
  const query = questions(ask);
  if (kind === 'operator-time') for (const name of ['channels', 'tag', 'by']) query.delete(name);
  if (kind === 'operator-time' && ask.day) query.set('day', ask.day);
  if (kind === 'closed-chats' && ask.list) query.set('chats', ask.list.day ?? ask.list.operator ?? ALL);
  return { kind, query: readable(query) };
}

/** The same place with some of it asked differently; undefined takes a part away. */
export function asked(ask: Ask, change: { [K in keyof Ask]?: Ask[K] | undefined }): Ask {
  const all = Object.entries({ ...ask, ...change }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(all) as unknown as Ask;
}

/** What narrows the figures, as both the address and the server have it. */
function questions({ period, operators, channels, tag, by }: Ask): URLSearchParams {
  return new URLSearchParams({
    ...period,
    ...(operators.length > 0 ? { operators: operators.join(',') } : {}),
    ...(channels.length > 0 ? { channels: channels.join(',') } : {}),
    ...(tag === undefined ? {} : { tag }),
    ...(by === 'closer' ? {} : { by }),
  });
}

/** A comma needs no code, and people read addresses. */
const readable = (query: URLSearchParams) => query.toString().replaceAll('%2C', ',');

export function closedPath(ask: Ask, ending = ''): string {
  return `/api/reports/closed-chats${ending}?${readable(questions(ask))}`;
}

/** Those of the row or day that was pressed. */
export function episodesPath(ask: Ask, cursor?: string, ending = ''): string {
  const { operator, day } = ask.list ?? {};
  const narrowed = asked(ask, {
    ...(operator === undefined ? {} : { operators: [operator] }),
    ...(day === undefined ? {} : { period: { from: day, to: day } }),
  });
  const query = questions(narrowed);
  if (cursor !== undefined) query.set('cursor', cursor);
  return `/api/reports/closed-chats/episodes${ending}?${readable(query)}`;
}

export function timePath({ period, operators, by }: Ask, ending = ''): string {
  const query = questions({ ...(period ? { period } : {}), operators, channels: [], by });
  query.delete('by');
  return `/api/reports/operator-time${ending}?${readable(query)}`;
}

export function intervalsPath(day: Day, operators: readonly string[]): string {
  const query = new URLSearchParams({ day });
  if (operators.length > 0) query.set('operators', operators.join(','));
  return `/api/reports/operator-time/intervals?${readable(query)}`;
}

// What narrows a list besides its tab, and its order: as it stands in the address bar, and which chats pass. Pure.
import type { Chat } from '../proto';

export interface Filter {
  /** Only contacts with an address in this channel. */
  readonly channel?: string;
  /** Only contacts with this tag on their card. */
  readonly tag?: string;
  /** Only those who wait for an answer. */
  readonly isWaiting?: true;
  /** Who has waited longest comes first, instead of the newest activity. */
  readonly isLongestFirst?: true;
}

export const NO_FILTER: Filter = {};

/** Longer names are no tags. `card::TAG_CHARS_MAX` */
const TAG_MAX = 40;

export function parseFilter(query: URLSearchParams): Filter {
  const channel = query.get('channel');
  const tag = query.get('tag');
  return {
    ...(channel ? { channel } : {}),
    ...(tag && tag.length <= TAG_MAX ? { tag } : {}),
    ...(query.get('waiting') === '1' ? { isWaiting: true } : {}),
    ...(query.get('order') === 'longest' ? { isLongestFirst: true } : {}),
  };
}

export function writeFilter(
  { channel, tag, isWaiting, isLongestFirst }: Filter,
  query: URLSearchParams,
): void {
  if (channel !== undefined) query.set('channel', channel);
  if (tag !== undefined) query.set('tag', tag);
  if (isWaiting) query.set('waiting', '1');
  if (isLongestFirst) query.set('order', 'longest');
}

/** `filter` with some of it changed; undefined takes a part away. */
export function changed(filter: Filter, change: { [K in keyof Filter]?: Filter[K] | undefined }): Filter {
  const all = Object.entries({ ...filter, ...change }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(all) as Filter;
}

export function isAny(filter: Filter): boolean {
  return Object.keys(filter).length > 0;
}

/** Names it, to tell one filter from another. */
export function filterKey(filter: Filter): string {
  const query = new URLSearchParams();
  writeFilter(filter, query);
  return query.toString();
}

/** Since when the contact of an open chat waits for an answer; undefined: they do not. */
export function waitingSince(chat: Chat): number | undefined {
  return chat.state.is === 'open' ? chat.episode?.unanswered_since : undefined;
}

/** `rows` as far as they pass, in the order asked for. Chats do not say their tags: those are looked at elsewhere. */
export function sifted(rows: readonly Chat[], filter: Filter): readonly Chat[] {
  const { channel, isWaiting, isLongestFirst } = filter;
  if (!isAny(filter)) return rows;
  const passing = rows.filter(
    (chat) =>
      (channel === undefined || chat.identities.some(({ id }) => id.startsWith(`${channel}:`))) &&
      (!isWaiting || waitingSince(chat) !== undefined),
  );
  if (!isLongestFirst) return passing;
  // Sorting keeps the order of equals: those who do not wait stand behind, newest first.
  return passing.sort((a, b) => (waitingSince(a) ?? Infinity) - (waitingSince(b) ?? Infinity) || 0);
}

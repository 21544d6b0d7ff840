// What narrows a list: as it stands in the address bar, and which chats pass in which order.
import { describe, expect, it } from 'vitest';
import { changed, isAny, NO_FILTER, sifted, type Filter } from '../src/model/filter';
import { formatPlace, parsePlace } from '../src/model/place';
import type { Chat } from '../src/proto';
import { OPEN } from '../src/sync/selection';
import { chat } from './build';

const at = (channel: string) => ({ id: `${channel}:1`, messenger: 'blue', position: 0 });
const waits = (id: string, since: number | undefined, channel = 'ch1'): Chat =>
  chat(1, {
    id,
    identities: [at(channel)],
    episode: { opened: 0, ...(since === undefined ? {} : { unanswered_since: since }) },
  });
const ids = (rows: readonly Chat[], filter: Filter) => sifted(rows, filter).map(({ id }) => id);

const ROWS = [
  waits('a', 30),
  waits('b', undefined),
  waits('c', 10, 'ch10'),
  waits('d', 20),
  waits('e', undefined),
];

describe('a filter', () => {
  it('stands in the address bar, whole', () => {
    const filter: Filter = { channel: 'ch1', tag: 'big & old', isWaiting: true, isLongestFirst: true };
    const [path = '', query = ''] = formatPlace({ chat: 'c1', list: OPEN, filter }).split('?');
    expect(parsePlace(path, `?${query}`)).toEqual({ chat: 'c1', list: OPEN, filter });
  });

  it('is absent where nothing narrows, and where an address makes no sense', () => {
    expect(formatPlace({ chat: null, list: OPEN, filter: NO_FILTER })).toBe('/chats?state=open');
    const strange = `?channel=&waiting=yes&order=best&tag=${'x'.repeat(41)}`;
    expect(parsePlace('/chats', strange)).toEqual({ chat: null, list: OPEN });
  });

  it('loses a part that is taken away', () => {
    expect(changed({ tag: 'vip', isWaiting: true }, { tag: undefined })).toEqual({ isWaiting: true });
    expect(isAny(changed({ tag: 'vip' }, { tag: undefined }))).toBe(false);
  });

  it('lets pass who has an address in the channel, and no other of a like name', () => {
    expect(ids(ROWS, { channel: 'ch1' })).toEqual(['a', 'b', 'd', 'e']);
    expect(ids(ROWS, { channel: 'ch10' })).toEqual(['c']);
  });

  it('lets pass who waits, and nobody whose chat is closed', () => {
    const closed = { ...waits('z', 5), state: { is: 'closed' as const, by: 'x', at: 1 } };
    expect(ids([...ROWS, closed], { isWaiting: true })).toEqual(['a', 'c', 'd']);
  });

  it('may put who waits longest first, and the others behind as they were', () => {
    expect(ids(ROWS, { isLongestFirst: true })).toEqual(['c', 'd', 'a', 'b', 'e']);
    expect(ROWS.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('that is none leaves the very same rows', () => {
    expect(sifted(ROWS, NO_FILTER)).toBe(ROWS);
  });
});

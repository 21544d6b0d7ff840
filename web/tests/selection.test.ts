// Which lists a chat stands in, and how the numbers of the tabs follow.
import { describe, expect, it } from 'vitest';
import { formatPlace, parsePlace } from '../src/model/place';
import { joinLink, joinToken } from '../src/model/join';
import { shifted } from '../src/sync/counts';
import { belongs, type Selection } from '../src/sync/selection';
import { chat, counters } from './build';

const LISTS: Selection[] = [
  { state: 'open', selector: 'all' },
  { state: 'open', selector: 'unread' },
  { state: 'open', selector: 'my' },
  { state: 'open', selector: 'operator', operator: 'oleg' },
  { state: 'closed', selector: 'all' },
  { state: 'closed', selector: 'my' },
];
const lists = (one: ReturnType<typeof chat>) =>
  LISTS.filter((list) => belongs(one, list, 'me')).map(({ state, selector }) => `${state} ${selector}`);
const held = (to: string) => ({ is: 'assigned' as const, to, at: 0, how: 'taken' as const });

describe('a chat', () => {
  it('stands in the lists of its state, of its holder, and among the unread ones until it is read', () => {
    expect(lists(chat(2))).toEqual(['open all', 'open unread']);
    expect(lists(chat(2, { read: 2, assignment: held('me') }))).toEqual(['open all', 'open my']);
    expect(lists(chat(2, { assignment: held('oleg') }))).toEqual([
      'open all',
      'open unread',
      'open operator',
    ]);
  });

  it('that is closed leaves the open lists and keeps its holder', () => {
    const state = { is: 'closed' as const, by: 'me', at: 0 };
    expect(lists(chat(2, { read: 2, state, assignment: held('me') }))).toEqual(['closed all', 'closed my']);
  });
});

describe('the numbers of the tabs', () => {
  it('follow a chat from list to list', () => {
    const before = chat(2, { assignment: held('me') });
    const after = chat(3, { read: 3, state: { is: 'closed', by: 'me', at: 0 }, assignment: held('me') });
    const { open, closed } = shifted(counters(5), before, after, 'me');
    expect([open.all.count, open.unread.count, open.my.count]).toEqual([4, 4, 4]);
    expect([closed.all.count, closed.unread.count, closed.my.count]).toEqual([6, 5, 6]);
  });

  it('are the very same where nothing moves', () => {
    const before = counters(5);
    expect(shifted(before, chat(2), chat(3), 'me')).toBe(before);
  });

  it('that are "more than that" stay so', () => {
    const many = { count: 1000, has_more: true };
    const list = { all: many, unread: many, my: many };
    const before = { open: list, closed: list };
    expect(shifted(before, undefined, chat(1), 'me')).toBe(before);
  });
});

describe('the address', () => {
  it('says which list and which chat, and is read back the same', () => {
    for (const list of LISTS) {
      const url = new URL(formatPlace({ chat: 'a b', list }), 'http://desk');
      expect(parsePlace(url.pathname, url.search)).toEqual({ chat: 'a b', list });
    }
  });

  it('of nobody in particular means all', () => {
    expect(parsePlace('/', '?show=operator').list).toEqual({ state: 'open', selector: 'all' });
    expect(parsePlace('/chats', '?show=nonsense&state=x').list).toEqual({ state: 'open', selector: 'all' });
  });
});

describe('the link of an invitation', () => {
  it('carries its token where no server sees it', () => {
    const url = new URL(joinLink('http://desk', 'id.se/cret'));
    expect([url.pathname, url.search]).toEqual(['/join', '']);
    expect(joinToken(url.pathname, url.hash)).toBe('id.se/cret');
    expect(joinToken('/chats', url.hash)).toBeNull();
  });
});

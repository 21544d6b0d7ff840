// A place in a chat's history, looked at apart from its end.
import { describe, expect, it } from 'vitest';
import { marked } from '../src/model/marked';
import { parsePlace } from '../src/model/place';
import type { Message, MessagePage } from '../src/proto';
import { arrive, joined, takeNewer, takeNews, takeOlder } from '../src/sync/detour';
import { message, place } from './build';

const from = (first: number, last: number): Message[] =>
  Array.from({ length: last - first + 1 }, (_, index) => message(first + index));
const page = (first: number, last: number, more: Partial<MessagePage> = {}): MessagePage => ({
  messages: from(first, last),
  has_older: first > 1,
  ...more,
});
const ids = (messages: readonly Message[] | null) => messages?.map(({ id }) => id);

describe('a detour', () => {
  const at = message(40).id;
  const arrived = arrive(at, page(31, 50, { after: 'a50' }));

  it('grows at both ends and asks for what lies beyond them', () => {
    expect(arrived).toMatchObject({ at, older: `before=${place(31)}`, newer: 'after=a50' });
    const older = takeOlder(arrived, page(1, 30));
    expect(older.older).toBeUndefined();
    expect(older.newer).toBe('after=a50');
    const newer = takeNewer(older, page(51, 60));
    expect(newer.newer).toBeUndefined();
    expect(ids(newer.messages)).toEqual(ids(from(1, 60)));
  });

  it('asks by the server’s own word where the talk has several addresses', () => {
    expect(arrive(at, page(31, 50, { cursor: 'c+1', has_older: true })).older).toBe('cursor=c%2B1');
  });

  it('is one with the live window as soon as they touch', () => {
    expect(joined(arrived, from(45, 99))).toBeNull();
    const whole = takeNewer(arrived, page(51, 60));
    expect(joined(whole, from(61, 99))).toBeNull();
    expect(ids(joined(whole, from(60, 99)))).toEqual(ids(from(31, 99)));
  });

  it('takes what was edited meanwhile, and nothing from elsewhere', () => {
    const edited = { ...message(35), version: 900 };
    const now = takeNews(arrived, [edited, message(99)]);
    expect(now.messages.find(({ id }) => id === edited.id)).toBe(edited);
    expect(now.messages).toHaveLength(arrived.messages.length);
    expect(takeNews(arrived, from(35, 40))).toBe(arrived);
  });
});

describe('the way there', () => {
  it('stands in the address bar', () => {
    expect(parsePlace('/chats/a', '?at=ch%3A1%3A5').message).toBe('ch:1:5');
    expect(parsePlace('/chats', '?at=ch%3A1%3A5').message).toBeUndefined();
  });

  it('marks what was found by letters, not by halves of them', () => {
    const parts = marked({ text: '🙂 an order', hits: [{ from: 5, to: 10 }] });
    expect(parts).toEqual([
      { text: '🙂 an ', isHit: false },
      { text: 'order', isHit: true },
    ]);
  });
});

// A talk on paper, forwarding taken back, and the time where the contact is.
import { describe, expect, it } from 'vitest';
import { isAsForwarded } from '../src/model/forwarded';
import { talkLines, talkText, wholeTalk } from '../src/model/talk';
import { timeIn, zoneOf } from '../src/model/zone';
import { Api } from '../src/net/http';
import type { Card, Chat, Message, MessagePage } from '../src/proto';
import { chat, message } from './build';

const nameOf = (id: string) => `Operator ${id}`;
const said = (n: number, more: Partial<Message> = {}): Message => ({ ...message(n), ...more });
const TEXT = { type: 'text' as const, text: 'Hello' };

describe('a talk', () => {
  it('is loaded page by page to its beginning, each message once', async () => {
    const all = [said(1), said(2), said(3)];
    const [one, two, three] = all as [Message, Message, Message];
    const pages: MessagePage[] = [
      { messages: [two, three], has_older: true },
      { messages: [one, two], has_older: false },
    ];
    const asked: string[] = [];
    const api = new Api((_, path) => {
      asked.push(path);
      return Promise.resolve({ status: 200, body: pages[asked.length - 1] });
    });
    const seen: number[] = [];
    const talk = await wholeTalk(api, 'anna', (n) => seen.push(n), new AbortController().signal);
    expect(talk.messages.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    expect(talk.isCut).toBe(false);
    expect(seen).toEqual([2, 3]);
    expect(asked).toHaveLength(2);
    expect(asked[1]).toContain('before=');
  });

  it('has comments only where they are wanted, and what was deleted only as that', () => {
    const comment = { type: 'comment' as const, comment: { text: 'Rude!' } };
    const messages = [
      said(1, { content: TEXT, origin: { from: 'contact' } }),
      said(2, { content: comment, origin: { from: 'comment', by: 'o1', intent: 'i' } }),
      said(3, { content: TEXT, origin: { from: 'contact' }, deleted: { at: 1 } as never }),
    ];
    const about = { chat: chat(1, { name: 'Anna' }), nameOf };
    const texts = (hasComments: boolean) =>
      talkLines(messages, { ...about, hasComments }).map(({ author, text }) => `${author}: ${text}`);
    expect(texts(false)).toEqual(['Anna: Hello', 'Anna: [Deleted]']);
    expect(texts(true)).toEqual(['Anna: Hello', 'Comment, Operator o1: Rude!', 'Anna: [Deleted]']);
  });

  it('keeps the lines of one message from looking like another message', () => {
    const line = { id: '1', at: 0, author: 'Anna', text: 'a\n[now] Bob: b', isComment: false };
    expect(talkText('Talk', [line]).split('\n').at(-2)).toBe('    [now] Bob: b');
  });
});

describe('forwarding', () => {
  const to = (holder: string, more: Partial<Chat> = {}) =>
    chat(5, { assignment: { is: 'assigned', to: holder, at: 0, how: 'forwarded' }, ...more });

  it('can be taken back until something happens', () => {
    const then = to('oleg');
    expect(isAsForwarded(then, { ...then, version: 9 })).toBe(true);
    expect(isAsForwarded(then, to('sara'))).toBe(false);
    expect(isAsForwarded(then, to('oleg', { activity: then.activity + 1 }))).toBe(false);
    expect(isAsForwarded(then, to('oleg', { inbound: then.inbound + 1 }))).toBe(false);
    expect(isAsForwarded(then, to('oleg', { state: { is: 'closed', by: 'oleg', at: 1 } }))).toBe(false);
    expect(isAsForwarded(then, undefined)).toBe(false);
  });
});

describe('the contact’s time', () => {
  const card = (more: Partial<Card>): Card => ({ id: 'anna', version: 1, created: 0, ...more });
  const text = (value: string) => ({ type: 'text' as const, value });

  it('is by a zone on the card, however it is called', () => {
    for (const name of ['timezone', 'Time zone', 'часовой пояс', 'часовий пояс']) {
      const variables = { [name]: text('Asia/Almaty') };
      expect(zoneOf(card({ variables, phones: ['+380441234567'] }))).toEqual({
        zone: 'Asia/Almaty',
        isByPhone: false,
      });
    }
  });

  it('is by the phone where that country has one time, and is not guessed elsewhere', () => {
    expect(zoneOf(card({ phones: ['+380441234567'] }))).toEqual({ zone: 'Europe/Kyiv', isByPhone: true });
    for (const phone of ['+79161234567', '+12125550100', '+8613800138000', '+61255501234']) {
      expect(zoneOf(card({ phones: [phone] })), phone).toBe(null);
    }
    expect(zoneOf(card({}))).toBe(null);
  });

  it('does not believe what is no zone', () => {
    for (const value of ['Mars/Olympus', '+03:00', 'soon', '']) {
      expect(zoneOf(card({ variables: { timezone: text(value) } })), value).toBe(null);
    }
  });

  it('is told as a clock there shows it', () => {
    expect(timeIn('Asia/Kolkata', Date.UTC(2026, 10, 27, 18, 45), 'en')).toBe('00:15');
  });
});

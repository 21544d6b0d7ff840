// What stands on the screen for what a push service brought.
import { expect, test } from 'vitest';
import type { PushedChat, PushNotice } from '../src/proto';
import { shownOf } from '../src/worker/notices';

const chat = (change: Partial<PushedChat>): PushedChat => ({
  chat: 'c1',
  version: 4,
  name: 'Ada',
  is_given: false,
  messages: 0,
  is_reminder: false,
  ...change,
});

const notice = (change: Partial<PushNotice>): PushNotice => ({
  language: 'en',
  chats: [],
  more: 0,
  waiting: 0,
  is_test: false,
  over: [],
  ...change,
});

test('a chat has one notice, which counts on', () => {
  const first = shownOf(notice({ chats: [chat({ messages: 1, text: 'Hi' })] }), new Map());
  expect(first).toEqual([
    {
      title: 'Ada',
      body: 'New message\n“Hi”',
      tag: 'chat:c1',
      kept: { chat: 'c1', version: 4, messages: 1 },
    },
  ]);

  const standing = new Map(first.map(({ tag, kept }) => [tag, kept]));
  const next = shownOf(notice({ chats: [chat({ messages: 2 })] }), standing);
  expect(next).toEqual([
    { title: 'Ada', body: '3 new messages', tag: 'chat:c1', kept: { chat: 'c1', version: 4, messages: 3 } },
  ]);
});

test('everything that is news is said', () => {
  const all = notice({
    chats: [chat({ is_given: true, messages: 2, mentioned_by: 'Boris', is_reminder: true })],
    more: 3,
    waiting: 1,
    is_test: true,
  });
  expect(shownOf(all, new Map()).map(({ body }) => body)).toEqual([
    'Boris mentioned you\nYou put this aside until now\nNew chat for you, 2 messages',
    'News in 3 more chats',
    'A chat waits and nobody can take it',
    'This is a test: your notices arrive here.',
  ]);
});

test.each([
  ['ru', ['1 чат ждёт', '2 чата ждут', '5 чатов ждут', '21 чат ждёт']],
  ['uk', ['1 чат чекає', '2 чати чекають', '5 чатів чекають', '21 чат чекає']],
  ['xx', ['A chat', '2 chats', '5 chats', '21 chats']],
])('numbers are said as %s wants them', (language, beginnings) => {
  const said = [1, 2, 5, 21].map((waiting) => shownOf(notice({ language, waiting }), new Map())[0]?.body);
  said.forEach((body, at) => expect(body).toMatch(new RegExp(`^${beginnings[at]}[ ,]`)));
});

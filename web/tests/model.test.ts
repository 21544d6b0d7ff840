// The small pure parts between the engine and the views.
import { describe, expect, it } from 'vitest';
import { codePointsLeft } from '../src/model/can';
import { held, withLingering } from '../src/model/hold';
import { laterTimes } from '../src/model/later';
import { lineWords, mentionsIn } from '../src/model/lines';
import { linked } from '../src/model/links';
import { initials } from '../src/model/look';
import { inboundAfter, timeline, unreadMark } from '../src/model/timeline';
import { ulid } from '../src/net/ulid';
import { backoffMs } from '../src/sync/backoff';
import { seeded } from '../fake/random';
import { chat, message, operator, outgoing } from './build';

describe('holding rows under the pointer', () => {
  const row = (id: string, version = 1) => chat(version, { id });
  const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);

  it('keeps places and shows new contents', () => {
    const rows = held([row('a'), row('b')], [row('b', 2), row('a')]);
    expect(ids(rows)).toEqual(['a', 'b']);
    expect(rows[1]?.version).toBe(2);
  });

  it('keeps a row that left and waits with one that came to the top', () => {
    expect(ids(held([row('a'), row('b')], [row('new'), row('b')]))).toEqual(['a', 'b']);
  });

  it('appends the next page', () => {
    expect(ids(held([row('a')], [row('a'), row('b')]))).toEqual(['a', 'b']);
  });

  it('gives back the new rows themselves where nothing moves', () => {
    const next = [row('a', 2), row('b')];
    expect(held([row('a'), row('b')], next)).toBe(next);
  });
});

describe('the open chat among the unread ones', () => {
  const unread = { state: 'open', selector: 'unread' } as const;

  it('stays in its place when it is read, and only there', () => {
    const [a, b, open] = [chat(9, { id: 'a' }), chat(3, { id: 'b' }), chat(5, { id: 'open', read: 5 })];
    const ids = (list: Parameters<typeof withLingering>[2]) =>
      withLingering([a, b], open, list).map(({ id }) => id);
    expect(ids(unread)).toEqual(['a', 'open', 'b']);
    expect(ids({ state: 'open', selector: 'my' })).toEqual(['a', 'b']);
    expect(ids({ ...unread, state: 'closed' })).toEqual(['a', 'b']);
  });
});

describe('what was done to a chat', () => {
  const nameOf = (id: string) => ({ me: 'you', oleg: 'Oleg Lis' })[id] ?? '?';

  it('is told in words, with names', () => {
    const words = (line: Parameters<typeof lineWords>[0]) => lineWords(line, nameOf, 0);
    expect(words({ is: 'closed', by: 'me', reason: 'solved' })).toBe('Closed by you: solved');
    expect(words({ is: 'forwarded', by: 'me', from: 'me', to: 'oleg' })).toBe('Forwarded by you to Oleg Lis');
    expect(words({ is: 'forwarded', by: 'oleg', from: 'me', to: 'oleg' })).toBe('Taken by Oleg Lis from you');
    expect(words({ is: 'forwarded', by: 'oleg', from: 'oleg' })).toBe('Put back into the queue by Oleg Lis');
    expect(words({ is: 'assigned', to: 'me', how: 'distributed' })).toBe('Given to you');
    expect(words({ is: 'snoozed' })).toBe('The time it was put aside for is over');
  });

  it('of a kind this client does not know yet is said to be unknown', () => {
    expect(lineWords({ is: 'merged' } as never, nameOf, 0)).toContain('merged');
  });
});

describe('mentions', () => {
  const staff = ['Oleg', 'Oleg Lis', 'Ирина'].map((name) => operator(name, { name }));

  it('are whole names behind an @, the longest one', () => {
    expect(mentionsIn('@oleg lis, ask @Ирина and @Ирина', staff)).toEqual(['Oleg Lis', 'Ирина']);
    expect(mentionsIn('write to oleg@example.com, @Olegs', staff)).toEqual([]);
  });
});

describe('times to put a chat aside until', () => {
  const names = (now: Date) => laterTimes(now.getTime()).map(({ name }) => name);

  it('are those that make sense at this hour of this day', () => {
    expect(names(new Date(2026, 10, 24, 10))).toEqual(['hour', 'evening', 'tomorrow', 'monday']);
    expect(names(new Date(2026, 10, 24, 20))).toEqual(['hour', 'tomorrow', 'monday']);
    expect(names(new Date(2026, 10, 22, 10))).toEqual(['hour', 'evening', 'tomorrow']);
  });

  it('lie ahead, in order', () => {
    const now = new Date(2026, 10, 24, 10, 30).getTime();
    const times = laterTimes(now).map(({ at }) => at);
    expect(times.every((at, index) => at > (times[index - 1] ?? now))).toBe(true);
  });
});

describe('the rows of a conversation', () => {
  const day = 86_400_000;

  it('carry a divider per day, the unread mark, and what is not confirmed at the end', () => {
    const messages = [message(1, { at: 0 }), message(2, { at: 3 * day }), message(3, { at: 3 * day })];
    const mark = unreadMark(messages, 2);
    const rows = timeline(messages, [outgoing('i', 3 * day)], { isWhole: true, mark });
    expect(rows.map((row) => row.kind)).toEqual([
      ...['start', 'day', 'message', 'day', 'unread'],
      ...['message', 'message', 'outgoing'],
    ]);
    expect(inboundAfter(rows, messages[0]?.id ?? null)).toBe(2);
  });

  it('keep the key of an answer when it is confirmed', () => {
    const delivery = { state: 'queued' as const, not_before: 0, attempts: 0 };
    const mine = message(2, { origin: { from: 'operator', by: 'me', intent: 'i', delivery } });
    const waiting = timeline([], [outgoing('i')], { isWhole: false, mark: null });
    const confirmed = timeline([mine], [], { isWhole: false, mark: null });
    expect(confirmed.at(-1)?.key).toBe(waiting.at(-1)?.key);
  });
});

describe('links', () => {
  it('are whole http addresses, without the end of the sentence', () => {
    expect(linked('see https://example.com/a?b=1.')).toEqual([
      { text: 'see ' },
      { text: 'https://example.com/a?b=1', href: 'https://example.com/a?b=1' },
      { text: '.' },
    ]);
  });

  it('say where they lead if their letters are not those of the net', () => {
    const hosts = (text: string) => linked(text).map(({ host }) => host);
    expect(hosts('https://аpple.com/login')).toEqual(['xn--pple-43d.com']);
    expect(hosts('https://xn--pple-43d.com/')).toEqual([undefined]);
    expect(hosts('https://apple.com/аpple')).toEqual([undefined]);
  });

  it('are never anything else', () => {
    for (const text of ['javascript:alert(1)', 'https://bank.example@evil.example', 'data:text/html,x']) {
      expect(linked(text).some((part) => part.href !== undefined)).toBe(false);
    }
  });
});

describe('small things', () => {
  it('counts what the messenger counts: code points', () => {
    expect(codePointsLeft('👍ж', 4)).toBe(2);
    expect(codePointsLeft('anything', undefined)).toBe(Infinity);
  });

  it('finds initials in any script', () => {
    expect(['Anna Petrova', 'Ирина Кузнецова', '— Noor', '—'].map(initials)).toEqual(['AP', 'ИК', 'N', '?']);
  });

  it('makes ids that sort by time', () => {
    expect(ulid(1)).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
    expect(ulid(1_700_000_000_000) < ulid(1_700_000_000_001)).toBe(true);
  });

  it('keeps the back-off within its cap and spreads it', () => {
    const random = seeded(1);
    const waits = Array.from({ length: 1000 }, () => backoffMs(20, random()));
    expect(Math.max(...waits)).toBeLessThan(30_000);
    expect(new Set(waits.map((wait) => Math.floor(wait / 3000))).size).toBe(10);
  });
});

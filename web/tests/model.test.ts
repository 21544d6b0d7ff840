// The small pure parts between the engine and the views.
import { describe, expect, it } from 'vitest';
import { codePointsLeft } from '../src/model/can';
import { held } from '../src/model/hold';
import { linked } from '../src/model/links';
import { initials } from '../src/model/look';
import { inboundAfter, timeline, unreadMark } from '../src/model/timeline';
import { ulid } from '../src/net/ulid';
import { backoffMs } from '../src/sync/backoff';
import { seeded } from '../fake/random';
import { chat, message, outgoing } from './build';

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

  it('are never anything else', () => {
    for (const text of ['javascript:alert(1)', 'https://bank.example@evil.example', 'data:text/html,x']) {
      expect(linked(text).some((part) => part.href !== undefined)).toBe(false);
    }
  });
});

describe('small things', () => {
  it('counts what the messenger counts: code points', () => {
    const capabilities = { text_code_points_max: 4, safe_repeat: true };
    expect(codePointsLeft('👍ж', capabilities)).toBe(2);
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

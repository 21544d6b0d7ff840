// Albums among the rows of a conversation: parts find each other, whatever lies between them.
import { describe, expect, it } from 'vitest';
import { inboundAfter, keyOf, shownIn, timeline, unreadBy, unreadMark } from '../src/model/timeline';
import type { Message } from '../src/proto';
import { message } from './build';

const OPTIONS = { isWhole: false, mark: null };

function part(version: number, album: string, change: Partial<Message> = {}): Message {
  const file = { number: 0, kind: 'photo' as const, state: { is: 'pending' as const } };
  return message(version, { content: { type: 'media', media: { files: [file], album } }, ...change });
}

/** The versions of the messages in each row that shows any. */
function rowsOf(messages: readonly Message[], mark: Parameters<typeof timeline>[2]['mark'] = null) {
  return timeline(messages, [], { ...OPTIONS, mark })
    .filter(({ kind }) => kind !== 'day')
    .map((row) => (row.kind === 'unread' ? 'unread' : shownIn(row).map(({ version }) => version)));
}

it('has the same row for a message that is the same, and another for another copy of it', () => {
  const [one, two] = [message(1), message(2)];
  const before = timeline([one, two], [], OPTIONS);
  const after = timeline([one, message(2), message(3)], [], OPTIONS);

  expect(after[1]).toBe(before[1]);
  expect(after[2]).not.toBe(before[2]);
});

describe('an album', () => {
  it('is one row, from its first part on under one key', () => {
    const alone = timeline([part(1, 'a')], [], OPTIONS);
    const joined = timeline([part(1, 'a'), part(2, 'a'), part(3, 'a')], [], OPTIONS);

    expect(alone.map(({ kind }) => kind)).toEqual(['day', 'message']);
    expect(joined.map(({ kind }) => kind)).toEqual(['day', 'album']);
    expect(joined[1]?.key).toBe(alone[1]?.key);
  });

  it('keeps its key and the order of its parts where the first one comes last', () => {
    const late = timeline([part(2, 'a'), part(3, 'a')], [], OPTIONS);
    const whole = timeline([part(1, 'a'), part(2, 'a'), part(3, 'a')], [], OPTIONS);

    expect(whole[1]?.key).toBe(late[1]?.key);
    expect(rowsOf([part(1, 'a'), part(2, 'a'), part(3, 'a')])).toEqual([[1, 2, 3]]);
  });

  it('is not torn apart by another message, nor mixed with another album or author', () => {
    expect(rowsOf([part(1, 'a'), message(2), part(3, 'a'), part(4, 'b'), part(5, 'b')])).toEqual([
      [1, 3],
      [2],
      [4, 5],
    ]);
    expect(rowsOf([part(1, 'a'), part(2, 'a', { origin: { from: 'outside' } })])).toEqual([[1], [2]]);
  });

  it('loses a part that was deleted, which stands by itself', () => {
    const gone = part(2, 'a', { deleted: { at: 9, by: 'me' } });
    expect(rowsOf([part(1, 'a'), gone, part(3, 'a')])).toEqual([[1, 3], [2]]);
  });

  it('is found by any of its parts', () => {
    const parts = [part(1, 'a'), part(2, 'a')];
    const [row] = timeline(parts, [], OPTIONS).filter(({ kind }) => kind === 'album');
    expect(parts.map(keyOf)).toEqual([row?.key, row?.key]);
  });

  it('has the divider before it where its second part is the first unread one', () => {
    const parts = [message(1), part(2, 'a'), part(3, 'b'), part(4, 'a'), part(5, 'b')];
    expect(rowsOf(parts, unreadMark(parts, 2))).toEqual([[1], 'unread', [2, 4], [3, 5]]);
  });

  it('knows by which address how much came', () => {
    const other = { ...message(3), id: message(3).id.replace('ch:1', 'ch:12') };
    const messages = [message(1), message(2), other];
    const by = (count: number) => [
      ...unreadBy(['ch:1', 'ch:12'], messages, unreadMark(messages, count)).values(),
    ];
    expect(by(3)).toEqual([2, 1]);
    expect(by(1)).toEqual([0, 1]);
    expect(by(0)).toEqual([0, 0]);
  });

  it('counts each part as news', () => {
    const rows = timeline([message(1), part(2, 'a'), part(3, 'a')], [], OPTIONS);
    expect(inboundAfter(rows, message(1).id)).toBe(2);
  });
});

// Keys by their place, and where they lead.
import { describe, expect, it, vi } from 'vitest';
import { Acts } from '../src/model/acts';
import { isSend, readSendsBy } from '../src/model/enter';
import {
  ariaStroke,
  DEFAULT_KEYS,
  keyedBy,
  KEYED,
  readKeys,
  strokeName,
  takenBy,
  withStroke,
  type Pressed,
} from '../src/model/keys';
import { lastOwn } from '../src/model/revise';
import { neighbour, nextUnread } from '../src/model/walk';
import type { Delivery, Message } from '../src/proto';
import { chat, message } from './build';

const pressed = (code: string, more: Partial<Pressed> = {}): Pressed => ({
  code,
  key: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});
const by = (code: string, more: Partial<Pressed> = {}) => keyedBy(DEFAULT_KEYS, pressed(code, more));

describe('a key', () => {
  it('is known by its place, whatever it writes', () => {
    expect(by('KeyJ', { key: 'j' })).toBe('next');
    expect(by('KeyJ', { key: 'о' })).toBe('next');
    expect(by('KeyE', { key: 'У', shiftKey: true })).toBe('closeNext');
    expect(by('KeyE', { key: 'у' })).toBe('close');
  });

  it('is the browser’s with Ctrl, Cmd or Alt', () => {
    expect(by('KeyE', { ctrlKey: true })).toBe(null);
    expect(by('KeyE', { metaKey: true })).toBe(null);
    expect(by('KeyE', { altKey: true })).toBe(null);
    expect(by('Enter')).toBe(null);
  });

  it('is found by the sign where / and ? lie elsewhere, unless the place means something else', () => {
    expect(by('Digit7', { key: '/', shiftKey: true })).toBe('search');
    expect(by('Digit7', { key: '?', shiftKey: true })).toBe('help');
    expect(by('Slash', { key: '.' })).toBe('search');
    expect(
      keyedBy(
        withStroke(DEFAULT_KEYS, 'unite', 'Shift+Digit7'),
        pressed('Digit7', { key: '?', shiftKey: true }),
      ),
    ).toBe('unite');
  });

  it('does nothing once keys are off, or its own was taken away', () => {
    expect(keyedBy({ ...DEFAULT_KEYS, isOn: false }, pressed('KeyJ'))).toBe(null);
    expect(keyedBy(withStroke(DEFAULT_KEYS, 'next', ''), pressed('KeyJ'))).toBe(null);
  });

  it('is written as on the keyboard', () => {
    const names = KEYED.map((keyed) => strokeName(DEFAULT_KEYS.strokes[keyed], 'Shift'));
    expect(names).toEqual(['J', 'K', 'U', 'R', 'C', 'E', 'Shift+E', 'T', 'M', '/', 'Shift+R', '?']);
    expect(ariaStroke('Shift+Slash')).toBe('Shift+/');
    expect(ariaStroke('')).toBe(undefined);
  });

  it('cannot do two things', () => {
    expect(takenBy(DEFAULT_KEYS, 'KeyE', 'next')).toBe('close');
    expect(takenBy(DEFAULT_KEYS, 'KeyE', 'close')).toBe(undefined);
    expect(takenBy(DEFAULT_KEYS, 'Shift+KeyJ', 'next')).toBe(undefined);
  });
});

describe('keys that were kept', () => {
  it('are read as far as they make sense', () => {
    expect(readKeys(null)).toEqual(DEFAULT_KEYS);
    const kept = {
      isOn: false,
      strokes: { next: 'KeyX', previous: 'KeyX', unread: 7, reply: 'Enter', gone: 'KeyG' },
    };
    const { isOn, strokes } = readKeys(kept);
    expect(isOn).toBe(false);
    expect(strokes).toMatchObject({ next: 'KeyX', previous: '', unread: '', reply: '', comment: 'KeyC' });
    expect(Object.keys(strokes)).toEqual([...KEYED]);
    expect(readKeys(JSON.parse(JSON.stringify(DEFAULT_KEYS)))).toEqual(DEFAULT_KEYS);
  });
});

describe('going by keys', () => {
  const row = (id: string, activity: number, unread = 0) =>
    chat(1, { id, activity, inbound: unread, read: 0, assignment: { is: 'unassigned', since: 0 } });
  const rows = [row('a', 9, 2), row('b', 7), row('c', 5, 1), row('d', 3)];

  it('leads to the neighbour in the list, and nowhere past its ends', () => {
    expect(neighbour(rows, rows[1], 1)?.id).toBe('c');
    expect(neighbour(rows, rows[1], -1)?.id).toBe('a');
    expect(neighbour(rows, rows[3], 1)).toBe(undefined);
    expect(neighbour(rows, rows[0], -1)).toBe(undefined);
    expect(neighbour(rows, undefined, 1)?.id).toBe('a');
    expect(neighbour([], undefined, -1)).toBe(undefined);
  });

  it('goes on from where a chat was that left the list', () => {
    expect(neighbour(rows, row('read', 6), 1)?.id).toBe('c');
    expect(neighbour(rows, row('read', 6), -1)?.id).toBe('b');
    expect(neighbour(rows, row('oldest', 1), 1)).toBe(undefined);
    expect(neighbour(rows, row('oldest', 1), -1)?.id).toBe('d');
  });

  it('finds the next unread one below, then from the top, and leaves those of colleagues alone', () => {
    expect(nextUnread(rows, rows[0], 'me')?.id).toBe('c');
    expect(nextUnread(rows, rows[2], 'me')?.id).toBe('a');
    expect(nextUnread(rows, undefined, 'me')?.id).toBe('a');
    expect(nextUnread([rows[0] ?? row('a', 1, 1)], rows[0], 'me')).toBe(undefined);
    const theirs = {
      ...row('x', 8, 3),
      assignment: { is: 'assigned', to: 'oleg', at: 0, how: 'taken' },
    } as const;
    expect(nextUnread([theirs], undefined, 'me')).toBe(undefined);
    expect(nextUnread([theirs], undefined, 'oleg')?.id).toBe('x');
  });
});

describe('what can be done', () => {
  it('is what is shown: the last one who offers it does it, and takes only itself away', () => {
    const acts = new Acts();
    const [first, second] = [vi.fn(), vi.fn()];
    const endFirst = acts.does('close', first);
    acts.does('close', second);
    endFirst();
    expect(acts.run('close')).toBe(true);
    expect([first.mock.calls.length, second.mock.calls.length]).toEqual([0, 1]);
    expect(acts.can('forward')).toBe(false);
    expect(acts.run('forward')).toBe(false);
  });
});

describe('the last own answer', () => {
  it('is neither a colleague’s nor deleted nor a comment', () => {
    const delivery: Delivery = { state: 'accepted', parts: [], at: 1 };
    const origin: Message['origin'] = { from: 'operator', by: 'me', intent: 'i', delivery };
    const mine = (version: number, change: Partial<Message> = {}) => message(version, { origin, ...change });
    const all = [
      mine(1),
      mine(2, { deleted: { at: 1, by: 'me' } }),
      mine(3, { content: { type: 'comment', comment: { text: 'psst' } } }),
      message(4),
    ];
    expect(lastOwn(all, 'me')?.version).toBe(1);
    expect(lastOwn(all, 'oleg')).toBe(undefined);
  });
});

describe('Enter', () => {
  const enter = (more: Partial<KeyboardEvent> = {}) => ({
    ...pressed('Enter', { key: 'Enter' }),
    isComposing: false,
    ...more,
  });

  it('sends unless it was chosen otherwise, and never makes a word end too early', () => {
    expect(isSend(enter(), null)).toBe(true);
    expect(isSend(enter(), 'enter')).toBe(true);
    expect(isSend(enter({ shiftKey: true }), 'enter')).toBe(false);
    expect(isSend(enter({ isComposing: true }), 'enter')).toBe(false);
    expect(isSend(enter({ key: 'a' }), 'enter')).toBe(false);
  });

  it('sends only with Ctrl or Cmd, if that was chosen', () => {
    expect(isSend(enter(), 'command')).toBe(false);
    expect(isSend(enter({ ctrlKey: true }), 'command')).toBe(true);
    expect(isSend(enter({ metaKey: true }), 'command')).toBe(true);
    expect([readSendsBy('command'), readSendsBy('other'), readSendsBy(null)]).toEqual([
      'command',
      null,
      null,
    ]);
  });
});

// What is heard of what happens, and that it is heard once.
import { describe, expect, it, vi } from 'vitest';
import { PAUSE_MS, Ringer } from '../src/model/ringer';
import { DEFAULT_SOUNDS, heardOf, readSounds, type SoundChoice } from '../src/model/sounds';
import type { Chat, Event, Line, Message } from '../src/proto';
import { chat, message } from './build';

const mine = (version: number, change: Partial<Chat> = {}) =>
  chat(version, { assignment: { is: 'assigned', to: 'me', at: 0, how: 'distributed' }, ...change });
const committed = (now: Chat, ...messages: Message[]): Event => ({
  type: 'chat_committed',
  chat: now,
  messages,
});
const line = (version: number, line: Line) =>
  message(version, { origin: { from: 'desk' }, content: { type: 'line', line } });
const comment = (version: number, by: string, mentions: string[]) =>
  message(version, {
    origin: { from: 'comment', by, intent: 'i' },
    content: { type: 'comment', comment: { text: 'look', mentions } },
  });

describe('what is heard', () => {
  it('of a contact’s message is only what is written in a chat of one’s own', () => {
    expect(heardOf(committed(mine(5), message(5)), 'me', mine(4), mine(4))).toBe('message');
    expect(heardOf(committed(mine(5), message(5)), 'me', undefined, undefined)).toBe('message');
    expect(heardOf(committed(mine(5), message(5)), 'oleg', mine(4), mine(4))).toBe(null);
    expect(heardOf(committed(chat(5), message(5)), 'me', chat(4), chat(4))).toBe(null);
  });

  it('is not what was heard, an edit, a reaction, or one’s own answer', () => {
    expect(heardOf(committed(mine(5), message(5)), 'me', mine(5), mine(5))).toBe(null);
    const edited = message(5, { position: 4, edited: { at: 1, times: 1 } });
    expect(heardOf(committed(mine(5, { inbound: 4 }), edited), 'me', mine(4), mine(4))).toBe(null);
    const reacted = message(5, { position: 3 });
    expect(heardOf(committed(mine(5, { inbound: 4 }), reacted), 'me', mine(4), mine(4))).toBe(null);
    const delivery = { state: 'accepted', parts: [], at: 1 } as const;
    const answer = message(5, {
      origin: { from: 'operator', by: 'me', intent: 'i', delivery: { ...delivery, parts: [] } },
    });
    expect(heardOf(committed(mine(5, { inbound: 4 }), answer), 'me', mine(4), mine(4))).toBe(null);
  });

  it('is what an answer brought first, until it is read or somebody else’s', () => {
    const wrote = committed(mine(5, { inbound: 3, read: 1 }), message(5));
    const told = { version: 4, inbound: 2 };
    const known = mine(6, { inbound: 3, read: 2 });
    expect(heardOf(wrote, 'me', told, known)).toBe('message');
    expect(heardOf(wrote, 'me', undefined, known)).toBe('message');
    expect(heardOf(wrote, 'me', undefined, mine(5, { inbound: 3, read: 1 }))).toBe('message');
    expect(heardOf(wrote, 'me', told, mine(6, { inbound: 3, read: 3 }))).toBe(null);
    expect(heardOf(wrote, 'me', told, chat(6, { inbound: 3, read: 2 }))).toBe(null);
    expect(heardOf(wrote, 'me', { version: 5, inbound: 3 }, known)).toBe(null);
    const reacted = committed(mine(5, { inbound: 2, read: 1 }), message(5));
    expect(heardOf(reacted, 'me', told, mine(6, { inbound: 2, read: 1 }))).toBe(null);
    const given = committed(mine(5, { inbound: 4 }), line(5, { is: 'forwarded', by: 'oleg', to: 'me' }));
    expect(heardOf(given, 'me', undefined, mine(6))).toBe('given');
    expect(heardOf(given, 'me', undefined, chat(6))).toBe(null);
  });

  it('of a chat that is given is what others or the desk gave', () => {
    const given = (one: Line) =>
      heardOf(committed(mine(5, { inbound: 4 }), line(5, one)), 'me', chat(4), chat(4));
    expect(given({ is: 'assigned', to: 'me', how: 'distributed' })).toBe('given');
    expect(given({ is: 'assigned', to: 'me', how: 'returned' })).toBe('given');
    expect(given({ is: 'assigned', to: 'me', how: 'taken' })).toBe(null);
    expect(given({ is: 'assigned', to: 'oleg', how: 'distributed' })).toBe(null);
    expect(given({ is: 'forwarded', by: 'oleg', to: 'me' })).toBe('given');
    expect(given({ is: 'forwarded', by: 'me', to: 'me' })).toBe(null);
  });

  it('of a comment is a mention of oneself by somebody else', () => {
    const said = (by: string, mentions: string[]) =>
      heardOf(committed(chat(5, { inbound: 4 }), comment(5, by, mentions)), 'me', chat(4), chat(4));
    expect(said('oleg', ['sara', 'me'])).toBe('mention');
    expect(said('oleg', ['sara'])).toBe(null);
    expect(said('me', ['me'])).toBe(null);
  });

  it('is read from what was kept as far as it makes sense', () => {
    expect(readSounds(null)).toEqual(DEFAULT_SOUNDS);
    expect(readSounds({ tones: { message: 'none', given: 'loud' }, volume: 900, isAlways: true })).toEqual({
      ...DEFAULT_SOUNDS,
      tones: { ...DEFAULT_SOUNDS.tones, message: 'none' },
      isAlways: true,
    });
  });
});

/** Some tabs of one browser, over one desk. */
function browser(tabs: number, choice: Partial<SoundChoice> = {}, isAttended = false) {
  let now = 0;
  const asked = new Set<string>();
  const play = vi.fn();
  const ready = Array.from({ length: tabs }, () => true);
  const ringers = ready.map(
    (_, tab) =>
      new Ringer({
        me: 'me',
        now: () => now,
        choice: () => ({ ...DEFAULT_SOUNDS, ...choice }),
        chat: () => undefined,
        isReady: () => ready[tab] ?? false,
        isAttended: () => Promise.resolve(isAttended),
        isFirst: (what) => Promise.resolve(!asked.has(what) && asked.add(what).has(what)),
        play,
      }),
  );
  const happens = (...events: Event[]) => Promise.all(ringers.map((ringer) => ringer.take({ events })));
  return { play, ready, happens, later: (ms: number) => (now += ms) };
}

describe('ringing', () => {
  it('is one sound for one event, in however many tabs', async () => {
    const { play, happens } = browser(3);
    await happens(committed(mine(5), message(5)));
    expect(play.mock.calls).toEqual([['drop', 60]]);
  });

  it('is one sound for a burst, and another one after it', async () => {
    const { play, happens, later } = browser(1);
    await happens(committed(mine(5), message(5)), committed(mine(6), message(6)));
    await happens(committed(mine(7), message(7)));
    expect(play).toHaveBeenCalledTimes(1);
    later(PAUSE_MS);
    await happens(committed(mine(8), message(8)));
    expect(play).toHaveBeenCalledTimes(2);
  });

  it('is none of what is pushed once more, however much later', async () => {
    const { play, happens, later } = browser(1);
    await happens(committed(mine(5), message(5)));
    later(3_600_000);
    await happens(committed(mine(5), message(5)), committed(mine(4), message(4)));
    expect(play).toHaveBeenCalledTimes(1);
  });

  it('is left to a tab that may sound', async () => {
    const { play, ready, happens } = browser(2);
    ready[0] = false;
    await happens(committed(mine(5), message(5)));
    expect(play).toHaveBeenCalledTimes(1);
  });

  it('is silent while somebody looks, unless they want it', async () => {
    const quiet = browser(2, {}, true);
    await quiet.happens(committed(mine(5), message(5)));
    expect(quiet.play).not.toHaveBeenCalled();
    const loud = browser(2, { isAlways: true }, true);
    await loud.happens(committed(mine(5), message(5)));
    expect(loud.play).toHaveBeenCalledTimes(1);
  });

  it('is off for a kind without a sound, and at no volume', async () => {
    const off = browser(1, { tones: { ...DEFAULT_SOUNDS.tones, message: 'none' } });
    await off.happens(committed(mine(5), message(5)));
    const mute = browser(1, { volume: 0 });
    await mute.happens(committed(mine(5), message(5)));
    expect(off.play).not.toHaveBeenCalled();
    expect(mute.play).not.toHaveBeenCalled();
  });
});

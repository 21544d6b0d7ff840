// What is told about oneself, and how little of it goes over the line.
import { describe, expect, it, vi } from 'vitest';
import { Activity, SAID_MS } from '../src/model/activity';
import { Draft } from '../src/model/draft.svelte';
import { hoursText, parseHours } from '../src/model/hours';
import { pictureOf } from '../src/model/look';
import { middle } from '../src/model/picture';
import { Reminders } from '../src/model/reminders';
import { Session } from '../src/model/session.svelte';
import { Api, type Carrier } from '../src/net/http';
import type { Frame } from '../src/proto';
import { operator } from './build';

describe('being at work', () => {
  function activity(isWanted = true) {
    let now = 1_000_000;
    const kept = new Map<string, string>();
    const said = vi.fn(() => Promise.resolve());
    const deps = {
      now: () => now,
      isWanted: () => isWanted,
      say: said,
      store: {
        getItem: (key: string) => kept.get(key) ?? null,
        setItem: (k: string, v: string) => kept.set(k, v),
      },
    };
    return { one: new Activity(deps), other: new Activity(deps), said, later: (ms: number) => (now += ms) };
  }

  it('is said once a minute by all tabs together', () => {
    const { one, other, said, later } = activity();
    one.did();
    one.did();
    other.did();
    expect(said).toHaveBeenCalledTimes(1);
    later(SAID_MS);
    other.did();
    expect(said).toHaveBeenCalledTimes(2);
  });

  it('is said again after a clock was set back', () => {
    const { one, said, later } = activity();
    one.did();
    later(-SAID_MS);
    one.did();
    expect(said).toHaveBeenCalledTimes(2);
  });

  it('is nobody’s business where nobody wants to know', () => {
    const { one, said } = activity(false);
    one.did();
    expect(said).not.toHaveBeenCalled();
  });
});

describe('a picture', () => {
  it('is cut to the square in its middle', () => {
    expect(middle(900, 500)).toEqual({ x: 200, y: 0, side: 500 });
    expect(middle(300, 501)).toEqual({ x: 0, y: 100, side: 300 });
  });

  it('has another address each time it is another one', () => {
    expect(pictureOf(operator('anna'))).toBeUndefined();
    expect(pictureOf({ ...operator('anna'), avatar: 7 })).toBe('/api/operators/anna/avatar/7');
  });
});

describe('signing in', () => {
  const answer = (body: unknown, status = 200) => Promise.resolve({ status, body });
  const signedIn = { operator: operator('anna'), lacks_second_factor: false };

  it('takes a second step where the server asks for one', async () => {
    const carry = vi.fn<Carrier>((_, path) =>
      path === '/api/session' ? answer({ half: 'h', expires: 1 }, 202) : answer(signedIn),
    );
    const session = new Session(new Api(carry));
    await expect(session.signIn('a@b.c', 'password')).resolves.toBe('h');
    expect(session.state.is).not.toBe('in');
    await session.complete('h', '123 456');
    expect(carry).toHaveBeenLastCalledWith(
      'POST',
      '/api/session/code',
      { half: 'h', code: '123 456' },
      undefined,
    );
    expect(session.state).toMatchObject({ is: 'in', lacksSecondFactor: false });
  });

  it('knows who must set one up first', async () => {
    const session = new Session(new Api(() => answer({ ...signedIn, lacks_second_factor: true })));
    await session.signIn('a@b.c', 'password');
    expect(session.state).toMatchObject({ is: 'in', lacksSecondFactor: true });
  });
});

describe('working hours', () => {
  it('are read as people write them, and written in one way', () => {
    const day = parseHours('9-13; 14:30 – 18:00');
    expect(day).toEqual([
      { from_min: 540, to_min: 780 },
      { from_min: 870, to_min: 1080 },
    ]);
    expect(hoursText(day ?? [])).toBe('09:00–13:00, 14:30–18:00');
    expect(parseHours(' ')).toEqual([]);
    expect(parseHours('0:00-24:00')).toEqual([{ from_min: 0, to_min: 1440 }]);
  });

  it.each(['nine to five', '9', '18-9', '9-13, 12-14', '9-25', '9:75-10'])('%s is none', (text) => {
    expect(parseHours(text)).toBeNull();
  });
});

describe('a chat that comes up', () => {
  const up = (to: string | undefined, version: number): Frame => ({
    events: [{ type: 'chat_came_up', chat: 'greta', version, ...(to === undefined ? {} : { to }) }],
  });

  it('reminds whoever has it, once each time', () => {
    const mine = new Reminders('anna');
    expect(mine.take(up('anna', 7))).toEqual(['greta']);
    expect(mine.take(up('anna', 7))).toEqual([]);
    expect(mine.take(up('anna', 12))).toEqual(['greta']);
  });

  it('is nobody else’s business', () => {
    const mine = new Reminders('anna');
    expect(mine.take(up('boris', 7))).toEqual([]);
    expect(mine.take(up(undefined, 8))).toEqual([]);
  });
});

describe('a form others change too', () => {
  it('keeps what was typed, follows in the rest, and sends only what was changed', () => {
    const draft = new Draft<{ name: string; limit: number | null; days: string[] }>({
      name: 'Desk',
      limit: 5,
      days: ['9-18', ''],
    });
    draft.now.name = 'Lamps';
    draft.follow({ name: 'Chairs', limit: 7, days: ['10-18', ''] });
    expect(draft.now).toEqual({ name: 'Lamps', limit: 7, days: ['10-18', ''] });
    draft.now.days[1] = '10-14';
    draft.now.limit = null;
    expect(draft.changes()).toEqual({ name: 'Lamps', limit: null, days: ['10-18', '10-14'] });
    const sent = draft.sent();
    draft.now.name = 'Lamps & Sons';
    draft.follow({ name: 'Lamps', limit: null, days: ['10:00–18:00', '10:00–14:00'] }, sent);
    expect(draft.now.days).toEqual(['10:00–18:00', '10:00–14:00']);
    expect(draft.changes()).toEqual({ name: 'Lamps & Sons' });
  });
});

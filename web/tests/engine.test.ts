// What the engine does in the cases worth a sentence; the property test covers their mixtures.
import { beforeEach, describe, expect, it } from 'vitest';
import { COUNT_EVERY_MS } from '../src/sync/counts';
import { Engine } from '../src/sync/engine';
import { GRACE_MS } from '../src/sync/gaps';
import { OLD_TEXT_MS, WAITED_TOO_LONG } from '../src/sync/outbox';
import { OPEN } from '../src/sync/selection';
import type { Want } from '../src/sync/want';
import { chat, commit, counters, message, operator, outgoing } from './build';

let engine: Engine;
const kinds = (wants: Want[]) => wants.map((want) => want.kind).sort();
const find = <K extends Want['kind']>(wants: Want[], kind: K) =>
  wants.find((want): want is Extract<Want, { kind: K }> => want.kind === kind) as Extract<Want, { kind: K }>;

/** Answers what a fresh client asks, so that only what a test provokes is left. */
function start(): void {
  const wants = engine.take(0);
  engine.answer({ kind: 'list', want: find(wants, 'list'), answer: { chats: [] } });
  engine.answer({ kind: 'channels', want: find(wants, 'channels'), answer: { channels: [] } });
  engine.answer({ kind: 'operators', want: find(wants, 'operators'), answer: { operators: [] } });
  engine.answer({ kind: 'counters', want: find(wants, 'counters'), answer: counters(0) });
}

/** Frames up to `version`, with the chat opened. */
function openAt(version: number): void {
  for (let next = 1; next <= version; next++) engine.frame(commit(next));
  engine.open('anna');
}

beforeEach(() => {
  engine = new Engine('me');
});

describe('frames', () => {
  it('show a new chat with its message and ask for nothing', () => {
    start();
    openAt(1);
    expect(engine.rows(OPEN).map((row) => row.id)).toEqual(['anna']);
    expect(engine.thread('anna')?.messages).toEqual([message(1)]);
    expect(engine.take(0)).toEqual([]);
  });

  it('that were swapped heal without a request', () => {
    start();
    openAt(1);
    engine.frame(commit(3));
    expect(engine.take(0)).toEqual([]);
    engine.frame(commit(2));
    expect(engine.take(GRACE_MS * 2)).toEqual([]);
    expect(engine.thread('anna')?.messages.map((one) => one.version)).toEqual([1, 2, 3]);
  });

  it('of a chat that was united come too late, until it stands for itself again', () => {
    start();
    openAt(2);
    engine.frame({ events: [{ type: 'chat_united', chat: 'anna', into: 'vera', version: 4 }] });
    engine.frame(commit(2));
    expect(engine.chat('anna')).toBeUndefined();
    expect(engine.rows(OPEN)).toEqual([]);
    engine.frame(commit(5));
    expect(engine.chat('anna')?.version).toBe(5);
    engine.frame({ events: [{ type: 'chat_united', chat: 'anna', into: 'vera', version: 4 }] });
    expect(engine.chat('anna')?.version).toBe(5);
  });

  it('that were lost are asked for once the swap has had its time', () => {
    start();
    openAt(1);
    engine.frame(commit(3));
    engine.take(0);
    expect(engine.nextDue(0)).toBe(GRACE_MS);
    expect(engine.take(GRACE_MS)).toMatchObject([{ kind: 'changes', chat: 'anna', after: 1, base: 3 }]);
  });

  it('that are older or the same change nothing', () => {
    start();
    openAt(2);
    const before = [engine.chat('anna'), engine.thread('anna')];
    engine.frame(commit(1));
    engine.frame(commit(2));
    expect([engine.chat('anna'), engine.thread('anna')]).toEqual(before);
  });

  it('of an unknown type make the client ask for what they were about', () => {
    start();
    openAt(1);
    engine.frame({ events: [{ type: 'chat_pinned', chat: 'anna', version: 2 } as never] });
    engine.take(0);
    expect(engine.take(GRACE_MS)).toMatchObject([{ kind: 'chat', chat: 'anna' }]);
  });
});

describe('what is held beside chats', () => {
  it('is newest by version, and asks for nothing', () => {
    start();
    const news = (name: string, version: number) => operator('oleg', { name, version });
    engine.frame({ events: [{ type: 'operator_committed', operator: news('Oleg', 2) }] });
    engine.frame({ events: [{ type: 'operator_committed', operator: news('before', 1) }] });
    expect(engine.workspace.operator('oleg')?.name).toBe('Oleg');
    const card = { id: 'anna', created: 0 };
    engine.frame({ events: [{ type: 'card_committed', card: { ...card, version: 2 } }] });
    expect(engine.workspace.people.card('anna')).toBeUndefined();
    engine.workspace.people.learnCard({ ...card, version: 2 });
    engine.frame({ events: [{ type: 'card_committed', card: { ...card, version: 3 } }] });
    expect(engine.workspace.people.card('anna')?.version).toBe(3);
    expect(engine.take(GRACE_MS)).toEqual([]);
  });
});

describe('answers', () => {
  it('leave one at a time and in order', () => {
    start();
    openAt(1);
    engine.send(outgoing('a'));
    engine.send(outgoing('b'));
    const [first, ...others] = engine.take(0);
    expect(first).toMatchObject({ kind: 'send', intent: 'a' });
    expect(others).toEqual([]);
    expect(engine.take(0)).toEqual([]);
  });

  it('are confirmed by the event even if the request is never answered', () => {
    start();
    openAt(1);
    engine.send(outgoing('a'));
    const want = find(engine.take(0), 'send');
    const delivery = { state: 'queued' as const, not_before: 0, attempts: 0 };
    const mine = message(2, { origin: { from: 'operator', by: 'me', intent: 'a', delivery } });
    engine.frame({ events: [{ type: 'chat_committed', chat: chat(2), messages: [mine] }] });
    expect(engine.outbox.size).toBe(0);
    engine.fail(want, { is: 'unreachable' }, 0, 0);
    expect(kinds(engine.take(COUNT_EVERY_MS - 1))).toEqual([]);
  });

  it('make the client look for their event if it never comes', () => {
    start();
    openAt(1);
    engine.send(outgoing('a'));
    const want = find(engine.take(0), 'send');
    engine.answer({ kind: 'send', want, answer: { message: message(2) } });
    engine.take(0);
    expect(engine.take(GRACE_MS)).toMatchObject([{ kind: 'chat', chat: 'anna' }]);
  });

  it('that are refused wait for the operator and do not hold up the next one', () => {
    start();
    openAt(1);
    engine.send({ ...outgoing('a'), seen: 1 });
    engine.send(outgoing('b'));
    const error = { code: 'newer_message', message: '', reference: '' };
    engine.fail(find(engine.take(0), 'send'), { is: 'refused', error }, 0, 0);
    expect(engine.outbox.get('a')?.refusal).toEqual(error);
    expect(engine.take(0)).toMatchObject([{ kind: 'send', intent: 'b' }]);

    engine.retry('a', 5);
    expect([...engine.outbox.keys()]).toEqual(['b', 'a']);
    expect(engine.outbox.get('a')).not.toHaveProperty('seen');
  });

  it('that were lost on the way are tried again with the same intent, later each time', () => {
    start();
    openAt(1);
    engine.send(outgoing('a'));
    const want = find(engine.take(0), 'send');
    engine.fail(want, { is: 'unreachable' }, 0, 0.999);
    expect(engine.take(500)).toEqual([]);
    expect(engine.nextDue(500)).toBeGreaterThan(900);
    expect(engine.take(1000)).toEqual([want]);
  });

  it('that waited too long are not sent without asking', () => {
    start();
    openAt(1);
    engine.send(outgoing('a', 0));
    expect(kinds(engine.take(OLD_TEXT_MS))).toEqual(['counters']);
    expect(engine.outbox.get('a')?.refusal?.code).toBe(WAITED_TOO_LONG);
    engine.retry('a', OLD_TEXT_MS);
    expect(kinds(engine.take(OLD_TEXT_MS))).toEqual(['send']);
  });
});

describe('closing', () => {
  it('shows at once, and taking it back wins over the first request', () => {
    start();
    openAt(1);
    engine.move('anna', 'closed');
    expect(engine.rows(OPEN)).toEqual([]);
    const want = find(engine.take(0), 'move');
    engine.move('anna', 'open');
    expect(engine.rows(OPEN)).toHaveLength(1);
    engine.answer({ kind: 'move', want, answer: chat(2, { state: { is: 'closed', by: 'me', at: 1 } }) });
    expect(engine.rows(OPEN)).toHaveLength(1);
    expect(find(engine.take(0), 'move')).toMatchObject({ to: 'open' });
  });

  it('that is refused is taken back, and the operator is told', () => {
    start();
    openAt(1);
    engine.move('anna', 'closed');
    const want = find(engine.take(0), 'move');
    const error = { code: 'not_allowed', message: '', reference: '' };
    expect(engine.fail(want, { is: 'refused', error }, 0, 0)).toBe(true);
    expect(engine.rows(OPEN)).toHaveLength(1);
  });
});

describe('an interruption', () => {
  it('costs one page of the visible list and the open chat, whatever else is known', () => {
    start();
    openAt(1);
    engine.frame({ events: [{ type: 'chat_committed', chat: chat(1, { id: 'boris' }), messages: [] }] });
    engine.resync();
    expect(kinds(engine.take(0))).toEqual(['channels', 'chat', 'counters', 'list', 'operators']);
  });

  it('keeps showing what was known until the answers come', () => {
    start();
    openAt(1);
    engine.resync();
    expect(engine.rows(OPEN)).toHaveLength(1);
    expect(engine.thread('anna')?.messages).toHaveLength(1);
  });

  it('ends every waiting at once', () => {
    const wants = engine.take(0);
    for (const want of wants) engine.fail(want, { is: 'unreachable' }, 0, 0.999);
    expect(engine.take(1)).toEqual([]);
    engine.resync();
    expect(kinds(engine.take(1))).toEqual(['channels', 'counters', 'list', 'operators']);
  });
});

describe('the start', () => {
  const ALL = ['channels', 'counters', 'list', 'operators'];

  it('asks once, behind the socket', () => {
    engine.hold(1000);
    expect(engine.take(0)).toEqual([]);
    expect(engine.nextDue(0)).toBe(1000);
    engine.resync();
    expect(kinds(engine.take(100))).toEqual(ALL);
    expect(engine.take(1000)).toEqual([]);
  });

  it('does not wait for a socket that does not come', () => {
    engine.hold(1000);
    expect(engine.take(999)).toEqual([]);
    expect(kinds(engine.take(1000))).toEqual(ALL);
    engine.resync();
    expect(kinds(engine.take(2000))).toEqual(ALL);
  });

  it('keeps no answer waiting', () => {
    engine.hold(1000);
    engine.send({ intent: 'i1', chat: 'anna', identity: 'anna', text: 'Hi', at: 0 });
    expect(kinds(engine.take(0))).toEqual(['send']);
  });
});

describe('a chat the server does not know', () => {
  it('is asked for once', () => {
    start();
    engine.open('ghost');
    const want = find(engine.take(0), 'chat');
    const error = { code: 'no_such_chat', message: '', reference: '' };
    engine.fail(want, { is: 'refused', error }, 0, 0);
    expect(engine.isUnknown('ghost')).toBe(true);
    expect(kinds(engine.take(COUNT_EVERY_MS - 1))).toEqual([]);
  });
});

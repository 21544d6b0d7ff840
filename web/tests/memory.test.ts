// What is kept over a reload, and what a new page makes of it.
import { describe, expect, it } from 'vitest';
import { Engine } from '../src/sync/engine';
import { OPEN } from '../src/sync/selection';
import type { Want } from '../src/sync/want';
import { chat, commit, counters, message, operator } from './build';

const kinds = (wants: Want[]) => wants.map((want) => want.kind).sort();

/** An engine that has looked at the list of open chats. */
function seen(chats = [chat(1)]): Engine {
  const engine = new Engine('me');
  for (const want of engine.take(0)) {
    if (want.kind === 'list') engine.answer({ kind: 'list', want, answer: { chats } });
    if (want.kind === 'operators')
      engine.answer({ kind: 'operators', want, answer: { operators: [operator('sara')] } });
    if (want.kind === 'counters') engine.answer({ kind: 'counters', want, answer: counters(1) });
  }
  return engine;
}

describe('a page that is loaded again', () => {
  it('shows the rows and the open chat at once, and asks for all of it anew', () => {
    const before = seen();
    before.frame(commit(2));
    before.open('anna');
    for (const want of before.take(0))
      if (want.kind === 'newest')
        before.answer({
          kind: 'newest',
          want,
          answer: { messages: [message(1), message(2)], has_older: false },
        });

    const after = new Engine('me');
    after.recall(before.remembered());
    after.open('anna');

    expect(after.rows(OPEN).map(({ version }) => version)).toEqual([2]);
    expect(after.thread('anna')?.messages).toHaveLength(2);
    expect(after.workspace.operator('sara')?.name).toBe('sara');
    expect(kinds(after.take(0))).toEqual(['channels', 'chat', 'counters', 'list', 'operators']);
  });

  it('does not take up what it knows better by now', () => {
    const before = seen();
    const after = new Engine('me');
    after.frame(commit(1));
    after.frame(commit(2));
    after.recall(before.remembered());
    expect(after.chat('anna')?.version).toBe(2);
    expect(after.thread('anna')?.messages).toHaveLength(2);
  });

  it('shows no rows of a list that was never looked at', () => {
    const before = new Engine('me');
    before.frame(commit(1));
    const after = new Engine('me');
    after.recall(before.remembered());
    expect(after.rows(OPEN)).toEqual([]);
    expect(after.chat('anna')?.version).toBe(1);
  });
});

describe('what is kept', () => {
  it('is the newest five hundred chats, and rows are shown no further', () => {
    const many = Array.from({ length: 600 }, (_, at) => chat(1, { id: `c${at}`, activity: 1000 - at }));
    const kept = seen(many).remembered();
    expect(kept.chats).toHaveLength(500);
    expect(kept.shown.open).toBe(501);
    const after = new Engine('me');
    after.recall(kept);
    expect(after.rows(OPEN)).toHaveLength(500);
  });

  it('is the newest fifty messages of a window, the same object until something changes', () => {
    const engine = seen();
    engine.open('anna');
    const messages = Array.from({ length: 80 }, (_, at) => message(at + 1));
    for (const want of engine.take(0))
      if (want.kind === 'newest')
        engine.answer({ kind: 'newest', want, answer: { messages, has_older: false } });
    const thread = engine.remembered().threads.get('anna');
    expect(thread?.messages.map(({ version }) => version)).toEqual(
      Array.from({ length: 50 }, (_, at) => at + 31),
    );
    expect(thread?.from).not.toBeNull();
    expect(engine.remembered().threads.get('anna')).toBe(thread);
  });
});

describe('after an interruption', () => {
  it('a chat that no page told of is asked for when it is opened', () => {
    const engine = seen([chat(1), chat(1, { id: 'boris', activity: 0 })]);
    engine.resync();
    for (const want of engine.take(0))
      if (want.kind === 'list')
        engine.answer({ kind: 'list', want, answer: { chats: [chat(1)], cursor: 'x' } });
    engine.open('anna');
    expect(kinds(engine.take(0))).not.toContain('chat');
    engine.open('boris');
    expect(engine.take(0)).toContainEqual(expect.objectContaining({ kind: 'chat', chat: 'boris' }));
  });
});

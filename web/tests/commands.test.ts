// What the palette offers for the words typed.
import { describe, expect, it, vi } from 'vitest';
import { commandsOf, type Ways } from '../src/components/keys/commands';
import { Acts, type Act } from '../src/model/acts';
import { matching } from '../src/model/commands';
import type { Desk } from '../src/model/desk.svelte';
import type { Route } from '../src/model/route.svelte';
import { OPEN } from '../src/sync/selection';

const labels = [
  'Close the chat and open the next one',
  'Close the chat',
  'Show closed chats',
  'Chats of Олена Ёлкина',
];
const commands = labels.map((label, index) => ({
  key: String(index),
  group: 'g',
  label,
  isSought: index === 3,
  run: () => undefined,
}));
const found = (text: string) => matching(commands, text).map(({ label }) => label);

describe('commands', () => {
  it('are found by the beginnings of their words, in any order', () => {
    expect(found('cl')).toEqual(labels.slice(0, 3));
    expect(found('next close')).toEqual(labels.slice(0, 1));
    expect(found('CHAT sho')).toEqual(['Show closed chats']);
    expect(found('lose')).toEqual([]);
    expect(found('елк')).toEqual(['Chats of Олена Ёлкина']);
  });

  it('are all offered before a word is typed, except those somebody looks for', () => {
    expect(found('  ')).toEqual(labels.slice(0, 3));
  });
});

describe('the first command', () => {
  const firstOf = (...can: Act[]) => {
    const acts = new Acts();
    const run = vi.fn<(act: Act) => void>();
    for (const act of can) acts.does(act, () => run(act));
    const habits = { acts, keyName: () => '', display: { now: { theme: 'light' } } };
    const operator = () => ({ status: 'online', role: 'operator' });
    const desk = { me: 'o1', habits, operator, colleagues: () => [] } as unknown as Desk;
    const route = { place: { list: OPEN } } as unknown as Route;
    matching(commandsOf(desk, route, {} as Ways), '')[0]?.run();
    return run.mock.calls.flat();
  };

  it('changes nothing by itself, whatever can be done with the chat', () => {
    expect(firstOf('closeNext', 'close', 'take', 'forward', 'comment', 'reply')).toEqual(['reply']);
    expect(firstOf('closeNext', 'close', 'reopen', 'comment')).toEqual(['comment']);
  });
});

// What the palette offers for the words typed.
import { describe, expect, it } from 'vitest';
import { matching } from '../src/model/commands';

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

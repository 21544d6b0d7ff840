// Saved replies: when one is called for, which are offered, what is filled in.
import { describe, expect, it } from 'vitest';
import { callAt, fill, matching, putIn, valuesOf } from '../src/model/saved';
import { SavedCall } from '../src/model/saved_call.svelte';
import { SavedReplies } from '../src/model/saved_replies.svelte';
import type { Api } from '../src/net/http';
import type { Card, Chat, SavedReply } from '../src/proto';

const reply = (id: string, name: string, text: string): SavedReply => ({
  id,
  version: 1,
  name,
  text,
  by: 'owner',
  at: 1,
});
const ALL = [
  reply('1', 'Address', 'Long Street 1'),
  reply('2', 'Opening hours', 'From {from|9} to 5, {first_name}.'),
];

describe('a call', () => {
  it('is a slash at the beginning of a word, as far as the caret', () => {
    expect(callAt('/ho', 3)).toEqual({ from: 0, term: 'ho' });
    expect(callAt('Hello /ho and more', 9)).toEqual({ from: 6, term: 'ho' });
    expect(callAt('Hello\n/', 7)).toEqual({ from: 6, term: '' });
  });

  it('is none within a word, in an address, or before white space', () => {
    for (const text of ['and/or', 'https://example.com', '/hours ', '10/12', 'no call']) {
      expect(callAt(text, text.length), text).toBeNull();
    }
  });

  it('finds replies by the beginnings of their words, then by what they say', () => {
    const names = (term: string) => matching(ALL, term).map(({ name }) => name);
    expect(names('')).toEqual(['Address', 'Opening hours']);
    expect(names('HOU')).toEqual(['Opening hours']);
    expect(names('street')).toEqual(['Address']);
    expect(names('pening')).toEqual([]);
  });
});

describe('filling in', () => {
  const chat = { name: 'Anna Berg' } as Chat;
  const card = {
    first_name: 'Anna',
    phones: ['+4930'],
    variables: { City: { type: 'text', value: 'Berlin' } },
  } as unknown as Card;
  const words = (value: { value: unknown }) => String(value.value);

  it('takes the card, its variables in any case, and the words behind the bar', () => {
    const values = valuesOf(chat, card, 'Olga', words);
    const text = 'Hi {first_name}, in {city} or {CITY}? {e-mail|no address} {last_name|} {operator}';
    expect(fill(text, values)).toEqual({
      text: 'Hi Anna, in Berlin or Berlin? no address  Olga',
      missing: [],
    });
  });

  it('leaves what nobody knows, once each, and takes the name of the chat before there is a card', () => {
    const values = valuesOf(chat, undefined, 'Olga', words);
    expect(fill('{first_name} {email} {email} {order}', values)).toEqual({
      text: 'Anna {email} {email} {order}',
      missing: ['{email}', '{order}'],
    });
    expect(fill('{} {a\nb} {{x}}', values).missing).toEqual(['{x}']);
  });

  it('a variable does not hide a field of the card', () => {
    const odd = { ...card, variables: { first_name: { type: 'text', value: 'Zed' } } } as unknown as Card;
    expect(fill('{first_name}', valuesOf(chat, odd, 'Olga', words)).text).toBe('Anna');
  });

  it('puts the reply where the slash was', () => {
    expect(putIn('Hello /ho, bye', { from: 6, term: 'ho' }, 9, 'X Y')).toEqual({
      text: 'Hello X Y, bye',
      caret: 9,
    });
  });
});

describe('the offer', () => {
  const key = (name: string) => ({ key: name }) as KeyboardEvent;

  async function offered(): Promise<SavedCall> {
    const api = { call: () => Promise.resolve({ saved_replies: ALL }) } as unknown as Api;
    const replies = SavedReplies.of(api);
    await replies.look();
    return new SavedCall(replies);
  }

  it('is walked through by arrows, round and round, and chosen by Enter or Tab', async () => {
    const call = await offered();
    call.see('/', 1);
    expect(call.marked?.id).toBe('1');
    expect([call.key(key('ArrowUp')), call.marked?.id]).toEqual(['taken', '2']);
    expect([call.key(key('ArrowDown')), call.marked?.id]).toEqual(['taken', '1']);
    expect([call.key(key('Enter')), call.key(key('Tab')), call.key(key('x'))]).toEqual([
      'choose',
      'choose',
      null,
    ]);
  });

  it('marks the first of what fits as more is typed', async () => {
    const call = await offered();
    call.see('/', 1);
    call.key(key('ArrowDown'));
    call.see('/ad', 3);
    expect(call.marked?.name).toBe('Address');
    call.see('/adx', 4);
    expect([call.marked, call.key(key('Enter'))]).toEqual([undefined, null]);
  });

  it('stays away after Esc until another slash calls', async () => {
    const call = await offered();
    call.see('/', 1);
    expect(call.key(key('Escape'))).toBe('taken');
    call.see('/a', 2);
    expect(call.offered).toEqual([]);
    call.see('/a /', 4);
    expect(call.offered).toHaveLength(2);
  });

  it('puts the caret at what the operator has to write', async () => {
    const call = await offered();
    call.see('So: /op', 7);
    const after = call.put(ALL[1] as SavedReply, 'So: /op', 7, new Map());
    expect(after.text).toBe('So: From 9 to 5, {first_name}.');
    expect(after.text.slice(after.from, after.to)).toBe('{first_name}');
  });
});

describe('the list', () => {
  it('is looked at again after a while, and at once after a failure', async () => {
    let asked = 0;
    let fails = true;
    const call = () => {
      asked += 1;
      return fails ? Promise.reject(new Error('offline')) : Promise.resolve({ saved_replies: ALL });
    };
    const replies = SavedReplies.of({ call } as unknown as Api);
    await replies.look(1000);
    fails = false;
    await replies.look(1001);
    await replies.look(2000);
    expect([asked, replies.all.length]).toEqual([2, 2]);
    await replies.look(32_000);
    expect(asked).toBe(3);
  });
});

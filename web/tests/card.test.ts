// Changing a card while others do, its words, and what two cards become.
import { describe, expect, it } from 'vitest';
import { addText, changedWords, replaceText, setText, variableOf } from '../src/model/card';
import { ContactDesk } from '../src/model/contacts';
import { choicesSent, compared, mustSuggest, resultWords } from '../src/model/unite';
import { Api, type Carrier } from '../src/net/http';
import type { Card, Contact, Note } from '../src/proto';
import { People } from '../src/sync/people';
import { begin, hasOlder, takeEarlier, takeNewest } from '../src/sync/thread';
import { chat, message } from './build';

const card = (change: Partial<Card> = {}): Card => ({ id: 'anna', version: 1, created: 0, ...change });
const contact = (change: Partial<Card> = {}): Contact => ({
  card: card(change),
  chat: chat(1, { id: change.id ?? 'anna' }),
});

/** A desk whose server answers each request with the next of these. */
function deskOf(people: People, ...answers: { status: number; body: unknown }[]) {
  const asked: unknown[] = [];
  const carry: Carrier = (_method, _path, body) => {
    asked.push(body);
    return Promise.resolve(answers.shift() ?? { status: 500, body: undefined });
  };
  const deps = { api: new Api(carry), people, news: () => undefined };
  const contacts = new ContactDesk({ ...deps, read: (value) => value(), change: (change) => change() });
  return { contacts, asked };
}

const stale = (newer: Card) => ({
  status: 409,
  body: { code: 'stale_version', message: '', reference: '', details: { card: newer } },
});

describe('a change of a card', () => {
  it('is made again on the newer card when another field was changed meanwhile', async () => {
    const people = new People();
    people.learnCard(card());
    const newer = card({ version: 2, last_name: 'Petrova' });
    const done = { status: 200, body: contact({ version: 3, first_name: 'Anna', last_name: 'Petrova' }) };
    const { contacts, asked } = deskOf(people, stale(newer), done);

    expect(await contacts.edit('anna', setText('first_name', '', 'Anna'))).toEqual({ is: 'done' });

    expect(asked).toEqual([
      { version: 1, first_name: 'Anna' },
      { version: 2, first_name: 'Anna' },
    ]);
    expect(people.card('anna')?.version).toBe(3);
  });

  it('is left to the operator when the same field was changed meanwhile', async () => {
    const people = new People();
    people.learnCard(card());
    const newer = card({ version: 2, first_name: 'Anya' });
    const { contacts, asked } = deskOf(people, stale(newer));

    const outcome = await contacts.edit('anna', setText('first_name', '', 'Anna'));

    expect(outcome).toEqual({ is: 'stale', card: newer });
    expect(asked).toHaveLength(1);
    expect(people.card('anna')).toEqual(newer);
  });

  it('of one phone leaves those that others added', () => {
    const now = card({ phones: ['+1', '+2', '+3'] });
    expect(addText('phones', '+4')(now)).toEqual({ phones: ['+1', '+2', '+3', '+4'] });
    expect(replaceText('phones', '+2', '+9')(now)).toEqual({ phones: ['+1', '+9', '+3'] });
    expect(replaceText('phones', '+2', '')(now)).toEqual({ phones: ['+1', '+3'] });
    expect(replaceText('phones', '+7', '+9')(now)).toBeNull();
  });
});

describe('words', () => {
  it('of a changed list name only what came and went', () => {
    expect(changedWords({ field: 'phones', from: ['+1', '+2'], to: ['+1', '+3'] })).toEqual({
      field: 'Phone',
      from: '+2',
      to: '+3',
    });
  });

  it('of a variable are its name and value', () => {
    const to = { type: 'yes_no', value: true };
    expect(changedWords({ field: 'variables.vip', to })).toEqual({ field: 'vip', from: '', to: 'Yes' });
  });

  it('typed become a value of the type, or none', () => {
    expect(variableOf('number', ' 12,5 ')).toEqual({ type: 'number', value: 12.5 });
    expect(variableOf('number', 'many')).toBeNull();
    expect(variableOf('date', '2026-11-22')).toEqual({ type: 'date', value: '2026-11-22' });
    expect(variableOf('date', '22.11.2026')).toBeNull();
    expect(variableOf('yes_no', 'no')).toEqual({ type: 'yes_no', value: false });
  });
});

describe('two cards', () => {
  const left = contact({ first_name: 'Anna', last_name: 'Petrova', phones: ['+1'], tags: ['VIP'] });
  const right = contact({
    id: 'anya',
    first_name: 'Anya',
    phones: ['+1'],
    tags: ['vip', 'new'],
    user_id: '7',
  });
  const rows = compared(left.card, right.card);
  const how = Object.fromEntries(rows.map((row) => [row.field, row.how]));

  it('are compared field by field', () => {
    expect(how).toEqual({
      first_name: 'choice',
      last_name: 'one',
      user_id: 'one',
      phones: 'same',
      tags: 'both',
    });
  });

  it('keep the left value unless the right one is chosen', () => {
    expect(choicesSent(rows, {})).toEqual({});
    expect(choicesSent(rows, { first_name: 'right', last_name: 'right' })).toEqual({ first_name: 'right' });
    expect(resultWords(left, right, rows, {})).toContain('“Anna Petrova”, 2 addresses, 2 tags');
    expect(resultWords(left, right, rows, { first_name: 'right' })).toContain('“Anya Petrova”');
  });

  it('are suggested once, and again only with somebody new', () => {
    const of = (...ids: string[]) => ({
      contact: 'anna',
      version: ids.length,
      similar: ids.map((id) => ({ contact: id, because: [] })),
    });
    expect(mustSuggest(of(), undefined)).toBe(false);
    expect(mustSuggest(of('anya'), undefined)).toBe(true);
    expect(mustSuggest(of('anya'), of('anya'))).toBe(false);
    expect(mustSuggest(of('anya', 'ann'), of('anya'))).toBe(true);
  });
});

describe('notes', () => {
  const note = (version: number, change: Partial<Note> = {}): Note => ({
    id: 'n1',
    contact: 'anna',
    version,
    by: 'me',
    at: 0,
    text: `text ${version}`,
    ...change,
  });

  it('are kept of contacts that were looked at, the newest copy, without those taken back', () => {
    const people = new People();
    people.takes({ type: 'note_committed', note: note(1) });
    expect(people.notes(['anna'])).toEqual([]);
    people.watchNotes(['anna']);
    people.takes({ type: 'note_committed', note: note(2) });
    people.learnNote(note(1));
    expect(people.notes(['anna']).map(({ text }) => text)).toEqual(['text 2']);
    people.takes({ type: 'note_committed', note: note(3, { text: '', is_removed: true }) });
    expect(people.notes(['anna'])).toEqual([]);
  });
});

describe('the talk by several addresses', () => {
  it('is paged back to its beginning by the cursor', () => {
    const newest = takeNewest(begin(1, 3), { messages: [message(3)], has_older: true, cursor: 'c1' });
    expect(hasOlder(newest)).toBe(true);
    const wanting = { ...newest, wantsOlder: true };
    expect(takeEarlier(wanting, 'c0', { messages: [message(1)], has_older: false })).toBe(wanting);
    const more = takeEarlier(wanting, 'c1', { messages: [message(2)], has_older: true, cursor: 'c2' });
    expect(more).toMatchObject({ cursor: 'c2', wantsOlder: false });
    const all = takeEarlier(more, 'c2', { messages: [message(1)], has_older: false });
    expect(all.messages.map(({ version }) => version)).toEqual([1, 2, 3]);
    expect(hasOlder(all)).toBe(false);
  });
});

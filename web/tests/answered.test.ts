// The message an answer names is found by the messenger's number, within one address.
import { describe, expect, it } from 'vitest';
import { answered } from '../src/model/answered';
import { message, place } from './build';

const reply = (part?: string) => ({ reply: { text: 'x', ...(part === undefined ? {} : { part }) } });

describe('what an answer names', () => {
  const question = message(41);
  const ours = message(42, {
    id: `ch:1:${place(41)}-0000000007`,
    origin: {
      from: 'operator',
      by: 'me',
      intent: 'i',
      delivery: { state: 'accepted', at: 1, parts: ['55', '56'] },
    },
  });
  const elsewhere = message(56, { id: `ch:2:${place(56)}` });
  const talk = [question, ours, elsewhere];

  it('is a message of the contact by its place, and one of ours by its parts', () => {
    expect(answered(talk, message(60, reply('41')))).toBe(question.id);
    expect(answered(talk, message(60, reply('56')))).toBe(ours.id);
  });

  it('is looked for further back where it is not loaded', () => {
    expect(answered(talk, message(60, reply('7')))).toBe(`ch:1:${place(7)}`);
  });

  it('is none where nothing is named, or nothing that could be a place', () => {
    expect(answered(talk, message(60))).toBeNull();
    expect(answered(talk, message(60, reply()))).toBeNull();
    expect(answered(talk, message(60, reply('7_2')))).toBeNull();
  });
});

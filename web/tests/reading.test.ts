// How far a contact has read: by the provider's numbers at the address a message went to.
import { describe, expect, it } from 'vitest';
import { isRead } from '../src/model/reading';
import type { Message } from '../src/proto';
import { chat, message } from './build';

const talk = (read_up_to?: number) =>
  chat(3, {
    identities: [
      { id: 'ch:2', messenger: 'blue', position: 90, read_up_to: 90 },
      { id: 'ch:1', messenger: 'blue', position: 12, ...(read_up_to === undefined ? {} : { read_up_to }) },
    ],
  });

function sent(parts: string[]): Message {
  const delivery = { state: 'accepted' as const, parts, at: 1 };
  return message(2, { origin: { from: 'operator', by: 'me', intent: 'i', delivery } });
}

describe('a message of ours', () => {
  it('is read once the mark has passed all of its parts', () => {
    expect(isRead(talk(12), sent(['12']))).toBe(true);
    expect(isRead(talk(12), sent(['12', '13']))).toBe(false);
    expect(isRead(talk(11), sent(['12']))).toBe(false);
  });

  it('is not read where nothing is told, nor before it arrived, nor if it is the contact’s', () => {
    expect(isRead(talk(), sent(['12']))).toBe(false);
    const delivery = { state: 'queued' as const, not_before: 0, attempts: 0 };
    const queued = message(2, { origin: { from: 'operator', by: 'me', intent: 'i', delivery } });
    expect(isRead(talk(99), queued)).toBe(false);
    expect(isRead(talk(99), message(2))).toBe(false);
  });
});

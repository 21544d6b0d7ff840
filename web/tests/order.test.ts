// The order of messages: by place within an identity, by time across identities, never in a circle.
import { describe, expect, it } from 'vitest';
import type { Message } from '../src/proto';
import { inOrder } from '../src/sync/order';
import { message, place } from './build';

const at = (identity: string, position: string, time: number): Message => ({
  ...message(1),
  id: `${identity}:${position}`,
  at: time,
});
const ids = (messages: Message[]) => inOrder(messages).map((one) => one.id);

describe('messages of one identity', () => {
  it('stand by place, an answer behind what it followed, whatever the clocks said', () => {
    const question = at('ch:1', place(41), 900);
    const answer = at('ch:1', `${place(41)}-0000000009`, 100);
    const next = at('ch:1', place(42), 50);
    expect(ids([next, answer, question])).toEqual([question.id, answer.id, next.id]);
  });
});

describe('messages of several identities', () => {
  it('are woven by time and keep each identity’s own order', () => {
    const a1 = at('ch:1', place(1), 10);
    const a2 = at('ch:1', place(2), 5);
    const b1 = at('ch:2', place(1), 7);
    const b2 = at('ch:2', place(2), 12);
    for (const shuffled of [
      [a1, a2, b1, b2],
      [b2, a2, b1, a1],
    ]) {
      expect(ids(shuffled)).toEqual([b1.id, a1.id, a2.id, b2.id]);
    }
  });
});

// Rows kept in order chat by chat are the same as rows sorted anew.
import { describe, expect, it } from 'vitest';
import { pick, seeded } from '../fake/random';
import type { Chat } from '../src/proto';
import { byActivity } from '../src/sync/list';
import { Rows } from '../src/sync/rows';
import { belongs, type Selection } from '../src/sync/selection';
import { chat } from './build';

const LISTS: Selection[] = [
  { state: 'open', selector: 'all' },
  { state: 'open', selector: 'unread' },
  { state: 'open', selector: 'my' },
  { state: 'closed', selector: 'all' },
];
const SHOWN = 20;

function change(random: () => number, id: string, version: number): Chat {
  const isMine = random() < 0.5;
  return chat(version, {
    id,
    activity: Math.floor(random() * 100),
    inbound: 5,
    read: random() < 0.5 ? 5 : 4,
    state: random() < 0.7 ? { is: 'open', since: 0 } : { is: 'closed', by: 'me', at: 0 },
    assignment: isMine ? { is: 'assigned', to: 'me', at: 0, how: 'taken' } : { is: 'unassigned', since: 0 },
  });
}

describe('rows', () => {
  it.each(Array.from({ length: 50 }, (_, seed) => seed))(
    'stay in order, whatever becomes of a chat (%i)',
    (seed) => {
      const random = seeded(seed);
      const rows = new Rows(() => 'me');
      const chats = new Map<string, Chat>();
      const shown = (list: Selection) => rows.of(list, SHOWN, chats.values(), (one) => one);
      LISTS.forEach(shown);
      for (let step = 1; step < 200; step++) {
        const id = pick(random, ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) ?? 'a';
        const before = chats.get(id);
        const after = random() < 0.1 ? undefined : change(random, id, step);
        if (after) chats.set(id, after);
        else chats.delete(id);
        rows.replace(before, after);
        for (const list of LISTS) {
          const sorted = [...chats.values()]
            .filter((one) => one.activity >= SHOWN && belongs(one, list, 'me'))
            .sort(byActivity);
          expect(shown(list)).toEqual(sorted);
        }
      }
    },
  );

  it('are the same array until something in them changes', () => {
    const rows = new Rows(() => 'me');
    const [held, other] = [
      chat(1, { id: 'a' }),
      chat(1, { id: 'b', state: { is: 'closed', by: '', at: 0 } }),
    ];
    const shown = () => rows.of(LISTS[0] ?? { state: 'open', selector: 'all' }, 0, [held], (one) => one);
    const first = shown();
    rows.replace(undefined, other);
    expect(shown()).toBe(first);
    rows.replace(held, { ...held, version: 2 });
    expect(shown()).not.toBe(first);
  });
});

// Who has written on the bench's desk: as many as a large business has open at once, and one with a very long talk.
import { employ } from '../fake/scene';
import { seeded } from '../fake/random';
import type { World } from '../fake/world';

const WORDS =
  'please could you tell me when the parcel with order 48213 arrives at the same address as before'.split(
    ' ',
  );
const MINUTE = 60_000;

export const personOf = (number: number) => ({
  identity: `ch1:${number}`,
  chat: `chat-ch1-${number}`,
  name: `Person ${number}`,
});

/** A text of one to some thirty words. */
export function sentence(random: () => number): string {
  const length = 1 + Math.floor(random() ** 2 * 30);
  return Array.from({ length }, () => WORDS[Math.floor(random() * WORDS.length)]).join(' ');
}

export function found(world: World, now: number): void {
  employ(world, now);
  for (const [id, messenger] of [
    ['ch1', 'blue'],
    ['ch2', 'green'],
  ] as const) {
    const state = { is: 'active' as const, since: now };
    world.channels.set(id, { id, version: 2, messenger, name: `@${messenger}_bot`, state, created: now });
  }
}

/** `people` open chats; the first `talkative` have `talk` messages each, and the very first `long`. */
export function populate(
  world: World,
  now: number,
  { people, talkative, talk, long }: { people: number; talkative: number; talk: number; long: number },
): void {
  const random = seeded(11);
  found(world, now);
  for (let number = people; number > 0; number--) {
    const { identity, name } = personOf(number);
    const count = number === 1 ? long : number <= talkative ? talk : 1;
    for (let left = count; left > 0; left--) {
      world.now = now - number * MINUTE - left * (MINUTE / 20);
      world.writes(identity, name, `${count - left + 1}. ${sentence(random)}`);
    }
  }
  world.now = now;
}

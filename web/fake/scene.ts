// The talk shown on the pages without a back end: a little of everything the desk can show.
import type { Status } from '../src/proto';
import type { World } from './world';
import { seeded } from './random';

const MINUTE = 60_000;
const NAMES = [
  'Anna Petrova',
  'Dmitry Sokolov',
  'Fatima Al-Sayed',
  'John Smith',
  'Chen Wei',
  'Ирина Кузнецова',
];
const MORE = ['Luis García', 'Elena Novak', 'George Okafor', 'Хадиджа Магомедова', 'Олена Шевченко', 'Noor'];
const LINES = [
  'Good afternoon! Order #48213 has not arrived yet.',
  'Yes, the same address. When will it arrive?',
  'А есть синий?',
  'Thank you, that solved it!',
  'Could you send me the invoice once more, please? The one from last month had the wrong company name on it.',
  'ok',
];

const STAFF: [string, string, Status, number][] = [
  ['me', 'Maria Kim', 'online', 0],
  ['oleg', 'Oleg Lis', 'online', 0],
  ['sara', 'Sara Dahl', 'busy', 0],
  ['timur', 'Timur Aliev', 'break', 0],
  ['vera', 'Vera Roy', 'offline', 0],
];

/** Those who answer. */
export function employ(world: World, now: number): void {
  for (const [id, name, status, open_chats] of STAFF) {
    world.staff({
      id,
      version: 1,
      name,
      email: `${name.split(' ')[0]?.toLowerCase()}@example.com`,
      role: id === 'me' ? 'owner' : 'operator',
      is_active: true,
      status,
      status_since: now - 3 * 60 * MINUTE,
      status_reason: 'chosen',
      is_involved: true,
      chats_max: 10,
      open_chats,
      last_assigned: 0,
    });
  }
}

/** Fills `world`; ends at `now`. */
export function play(world: World, now: number, people = 120): void {
  const random = seeded(7);
  world.now = now - 40 * 24 * 60 * MINUTE;
  for (const [id, messenger, name] of [
    ['ch1', 'blue', '@acme_shop_bot'],
    ['ch2', 'green', 'Acme community'],
  ] as const) {
    const state = { is: 'active' as const, since: world.now };
    world.channels.set(id, { id, version: 2, messenger, name, state, created: world.now });
  }
  for (let person = people; person > 0; person--) {
    world.now = now - Math.round(person ** 2 * 1.5 + person) * MINUTE;
    const isBlue = person % 3 !== 0;
    const name = [...NAMES, ...MORE][person % 12] ?? 'Noor';
    const text = LINES[Math.floor(random() * LINES.length)] ?? '';
    const identity = isBlue ? `ch1:${7000 + person}` : `ch2:${7000 + person}`;
    const { chat } = world.writes(identity, name, text, isBlue ? 'blue' : 'green');
    if (random() < 0.6) world.read(chat, 1);
    const holder = ['me', 'oleg', 'sara', 'timur', null][person % 5] ?? null;
    if (holder && person < 90) world.forward(chat, { to: holder, holder: null }, 'oleg');
    if (person % 4 === 0) world.move(chat, 'closed');
  }
  playAnna(world, now);
}

function playAnna(world: World, now: number): void {
  const anna = 'ch1:42';
  const say = (minutesAgo: number, text: string) => {
    world.now = now - minutesAgo * MINUTE;
    return world.writes(anna, 'Anna Petrova', text);
  };
  const answer = (minutesAgo: number, text: string) => {
    world.now = now - minutesAgo * MINUTE;
    const request = { intent_id: `i${minutesAgo}`, identity: anna, content: { type: 'text' as const, text } };
    return world.send('chat-ch1-42', request);
  };
  for (let back = 260; back > 0; back--)
    say(26 * 60 + back * 7, `${back}. ${LINES[back % LINES.length] ?? ''}`);
  world.delivers('chat-ch1-42', answer(25 * 60, 'Which colour do you prefer?').id, {
    state: 'accepted',
    parts: ['1'],
    at: now,
  });
  const typo = say(64, 'Good aftrnoon! Order #48213 has not arrived yet.');
  world.edits(
    'chat-ch1-42',
    typo.id,
    'Good afternoon! Order #48213 has not arrived yet, see https://example.com/orders/48213.',
  );
  const accepted = answer(62, 'Hello Anna! Let me check — one minute.');
  world.delivers('chat-ch1-42', accepted.id, { state: 'accepted', parts: ['1'], at: now });
  const reason = { kind: 'blocked' as const, code: '403', text: 'Forbidden: bot was blocked by the user' };
  world.delivers('chat-ch1-42', answer(31, 'The parcel is already in your city.').id, {
    state: 'refused',
    reason,
    at: now,
  });
  world.delivers('chat-ch1-42', answer(29, 'The courier will call today before 20:00.').id, {
    state: 'uncertain',
    at: now,
  });
  world.now = now - 28 * MINUTE;
  const mention = { text: '@Oleg Lis please ask the warehouse about 48213', mentions: ['oleg'] };
  world.comment('chat-ch1-42', { intent_id: 'c1', comment: mention });
  say(3, 'Unblocked you, sorry :)');
  say(2, 'Yes, the same address. When will it arrive?');
  world.now = now;
}

// The desk of the drawings: the same people, talk and card on every page, so that a photograph can lie beside its drawing.
import type { Content, File, MessengerInfo } from '../src/proto';
import { MESSENGERS, type Network } from './network';
import { employ } from './scene';
import type { World } from './world';

export const ANNA = 'chat-ch1-42';
const SAME = 'chat-ch2-4242';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Row = [
  name: string,
  messenger: 'blue' | 'green',
  minutes: number,
  said: string | Content,
  unread: number,
];

const PEOPLE: Row[] = [
  ['Dmitry Sokolov', 'green', 2, 'When do you open?', 0],
  ['Fatima Al-Sayed', 'green', 11, 'I paid twice, it seems', 0],
  ['John Smith', 'blue', 23, media([{ kind: 'voice', duration_s: 24 }]), 3],
  ['Chen Wei', 'blue', 36, 'Could you send me the invoice once more?', 0],
  ['Ирина Кузнецова', 'green', 52, media([{ kind: 'photo' }]), 1],
  ['Luis García', 'blue', 94, 'Hola', 0],
  ['Elena Novak', 'green', 26 * 60, 'Warranty for the kettle', 0],
  ['George Okafor', 'blue', 28 * 60, 'Thank you, that solved it!', 0],
  ['Хадиджа Магомедова', 'green', 30 * 60, 'А есть синий?', 5],
];
/** Besides those who can be seen. */
const OTHERS = 118;

function media(files: Omit<File, 'number' | 'state'>[], caption?: string): Content {
  const ready = files.map((file, number) => ({
    ...file,
    number,
    state: { is: 'ready' as const, shown: file.kind === 'voice' ? 'audio/ogg' : 'image/png' },
  }));
  return { type: 'media', media: { files: ready, ...(caption === undefined ? {} : { caption }) } };
}

/** One messenger that can do nearly everything, and one that can do less. */
export function capable(): MessengerInfo[] {
  const MB = 1_000_000;
  const kinds = ['photo', 'video', 'audio', 'voice', 'document'] as const;
  return MESSENGERS.map((info) => {
    const isBlue = info.name === 'blue';
    const files = kinds
      .filter((kind) => isBlue || kind !== 'audio')
      .map((kind) => ({ kind, bytes_max: (isBlue ? 50 : 20) * MB, has_caption: true, together: 10 }));
    const window = { for_s: (isBlue ? 48 : 24) * 3600 };
    const capabilities = {
      ...info.capabilities,
      files,
      files_max: 10,
      has_places: true,
      has_contacts: isBlue,
      has_replies: true,
      caption_code_points_max: 1024,
      edit: window,
      delete_own: window,
      delete_theirs: window,
    };
    return { ...info, capabilities };
  });
}

/** Fills the desk; it is `now` there. */
export function draw(world: World, network: Network, now: number): void {
  employ(world, now);
  network.messengers = capable();
  for (const [id, messenger, name] of [
    ['ch1', 'blue', '@acme_shop_bot'],
    ['ch2', 'green', 'Acme community'],
  ] as const) {
    const state = { is: 'active' as const, since: now - 40 * DAY };
    world.channels.set(id, { id, version: 2, messenger, name, state, created: now - 40 * DAY });
  }
  for (let other = OTHERS; other > 0; other--) {
    const holder = other <= 33 ? 'me' : other <= 60 ? 'oleg' : other <= 79 ? 'sara' : 'timur';
    writes(world, now, [`Visitor ${other}`, 'blue', 2 * 24 * 60 + other * 45, 'Good day!', 0], holder);
  }
  for (const row of PEOPLE) writes(world, now, row, 'me');
  answers(world, now - 35 * MINUTE, 'Chen Wei', 'The invoice is in your mailbox', 'accepted');
  answers(world, now - 93 * MINUTE, 'Luis García', 'Hello! How can I help?', 'refused');
  talk(world, now);
  describe(network, now);
}

function identityOf(name: string, messenger: string): string {
  const number = [...name].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9_999_991, 7);
  return `${messenger === 'blue' ? 'ch1' : 'ch2'}:${number}`;
}

export function chatOf(name: string, messenger: string): string {
  return `chat-${identityOf(name, messenger).replace(':', '-')}`;
}

function writes(
  world: World,
  now: number,
  [name, messenger, minutes, said, unread]: Row,
  holder: string,
): void {
  const identity = identityOf(name, messenger);
  for (let left = Math.max(unread, 1); left > 0; left--) {
    world.now = now - (minutes + left - 1) * MINUTE;
    world.writes(identity, name, said, messenger);
  }
  const chat = world.chat(chatOf(name, messenger));
  world.forward(chat.id, { to: holder, holder: null }, holder);
  world.read(chat.id, chat.inbound - unread, holder);
}

function answers(world: World, at: number, name: string, text: string, state: 'accepted' | 'refused'): void {
  world.now = at;
  const identity = identityOf(name, 'blue');
  const chat = chatOf(name, 'blue');
  const { id } = world.send(chat, { intent_id: `to ${name}`, identity, content: { type: 'text', text } });
  const reason = { kind: 'blocked' as const, code: '403', text: 'Forbidden: bot was blocked by the user' };
  if (state === 'accepted') world.delivers(chat, id, { state, parts: ['1'], at });
  else world.delivers(chat, id, { state, reason, at });
}

function talk(world: World, now: number): void {
  const says = (minutes: number, said: string | Content) => {
    world.now = now - minutes * MINUTE;
    return world.writes('ch1:42', 'Anna Petrova', said);
  };
  const replies = (minutes: number, text: string) => {
    world.now = now - minutes * MINUTE;
    const content = { type: 'text' as const, text };
    const { id } = world.send(ANNA, { intent_id: `anna ${minutes}`, identity: 'ch1:42', content });
    world.delivers(ANNA, id, { state: 'accepted', parts: ['1'], at: world.now });
    return id;
  };
  world.now = now - DAY;
  world.writes('ch2:4242', 'Anya P.', 'Do you deliver on Sundays?', 'green');
  world.read(SAME, 1, 'me');
  for (let back = 20; back > 0; back--) says(25 * 60 + back * 7, 'Is there any news about my order?');
  says(80, 'Good afternoon! Order #48213 has not arrived yet.');
  replies(79, 'Hello Anna! Let me check — one minute.');
  const text = '@Oleg Lis please ask the warehouse about 48213, she has been waiting since Wednesday';
  world.now = now - 78 * MINUTE;
  world.comment(ANNA, { intent_id: 'c1', comment: { text, mentions: ['oleg'] } });
  const parcel = replies(73, 'The parcel is already in your city.');
  world.edits(ANNA, parcel, 'The parcel is already in your city; the courier will call today before 20:00.');
  says(68, media([{ kind: 'photo', width: 600, height: 300 }], 'Address: 12 Garden St, apt. 4'));
  world.read(ANNA, world.chat(ANNA).inbound, 'me');
  const peaks = Array.from({ length: 40 }, (_, at) => 4 + ((at * 37) % 27));
  says(2, media([{ kind: 'voice', duration_s: 24, peaks }]));
  says(1, 'Yes, the same address. When will it arrive?');
  world.now = now;
}

function describe(network: Network, now: number): void {
  const { cards, notes, runs, similar } = network.contacts;
  const text = (value: string) => ({ type: 'text' as const, value });
  cards.set(ANNA, {
    id: ANNA,
    version: 3,
    created: now - 200 * DAY,
    first_name: 'Anna',
    last_name: 'Petrova',
    user_id: '7401982',
    phones: ['+77275550142'],
    emails: ['anna.p@example.com'],
    tags: ['VIP', 'delivery', 'wholesale'],
    variables: { last_order: text('48213'), city: text('Almaty'), source: text('instagram_ad') },
  });
  cards.set(SAME, {
    id: SAME,
    version: 1,
    created: now - 20 * DAY,
    first_name: 'Anya',
    user_id: '8120447',
    phones: ['+77275550142'],
    tags: ['promo'],
  });
  runs.set(ANNA, [
    {
      contact: ANNA,
      funnel: 'repeat',
      run: 'r1',
      version: 4,
      name: 'Repeat purchase',
      funnel_version: 1,
      steps: 5,
      done: 3,
      by: 'me',
      started: now - 6 * DAY,
      at: now - 2 * DAY,
      state: { is: 'running', next: now + DAY },
    },
  ]);
  similar.set(ANNA, [{ contact: SAME, because: ['same_phone'] }]);
  const note = { contact: ANNA, version: 1, at: now - 15 * DAY };
  notes.set(ANNA, [
    { ...note, id: 'n2', by: 'oleg', text: 'Asks to be called only after 18:00.' },
    { ...note, id: 'n1', by: 'me', text: 'Prefers the courier to the post.' },
  ]);
}

// Everybody but the operator at the page: customers, colleagues and couriers, who do what they do in a day, at random.
import { pick, seeded } from '../fake/random';
import type { World } from '../fake/world';
import type { Frame, Message, Status } from '../src/proto';
import { personOf, sentence } from './people';

/** Of a hundred deeds. */
const DEEDS: [number, (crowd: Crowd) => void][] = [
  [42, (crowd) => crowd.writes()],
  [22, (crowd) => crowd.answers()],
  [12, (crowd) => crowd.delivers()],
  [5, (crowd) => crowd.edits()],
  [5, (crowd) => crowd.reads()],
  [4, (crowd) => crowd.forwards()],
  [4, (crowd) => crowd.closes()],
  [2, (crowd) => crowd.comments()],
  [2, (crowd) => crowd.arrives()],
  [1, (crowd) => crowd.changes()],
  [1, (crowd) => crowd.types()],
];
/** Nobody opens this one's chat: its row shows what was written last, and no draft. */
export const MARKER = { identity: 'ch1:0', chat: 'chat-ch1-0', name: 'Marker' };
/** Talk is uneven: half of it is that of these. */
const LOUD = 20;

export interface Desk {
  world: World;
  push(frame: Frame): void;
}

export class Crowd {
  #world: World;
  #desk: Desk;
  #random = seeded(5);
  #people: number;
  /** Messages of late, to be edited, and to be delivered. */
  #said: Message[] = [];
  #sent: Message[] = [];
  #count = 0;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#world = desk.world;
    this.#people = desk.world.chats.size;
  }

  act(): void {
    this.#world.now = Date.now();
    let dice = this.#random() * 100;
    const deed = DEEDS.find(([share]) => (dice -= share) < 0) ?? DEEDS[0];
    deed?.[1](this);
  }

  /** A customer writes something new; it stands on top of the list then. */
  mark(): string {
    const marker = `marker ${++this.#count}.`;
    this.#world.now = Date.now() + 1;
    this.#world.writes(MARKER.identity, MARKER.name, marker);
    return marker;
  }

  writes(): void {
    const { identity, name } = this.#somebody();
    remember(this.#said, this.#world.writes(identity, name, sentence(this.#random)));
  }

  answers(): void {
    const { identity, chat } = this.#somebody();
    const request = {
      intent_id: `crowd ${++this.#count}`,
      identity,
      content: { type: 'text' as const, text: sentence(this.#random) },
    };
    remember(this.#sent, this.#world.send(chat, request, this.#colleague()));
  }

  delivers(): void {
    const message = this.#sent.shift();
    if (!message) return this.writes();
    const delivery = { state: 'accepted' as const, parts: ['1'], at: this.#world.now };
    this.#world.delivers(message.chat, message.id, delivery);
  }

  edits(): void {
    const message = pick(this.#random, this.#said);
    if (message) this.#world.edits(message.chat, message.id, sentence(this.#random));
    else this.writes();
  }

  reads(): void {
    const chat = this.#world.chat(this.#somebody().chat);
    const holder = chat.assignment.is === 'assigned' ? chat.assignment.to : this.#colleague();
    if (chat.read < chat.inbound) this.#world.read(chat.id, chat.inbound, holder);
    else this.writes();
  }

  forwards(): void {
    const chat = this.#world.chat(this.#somebody().chat);
    const holder = chat.assignment.is === 'assigned' ? chat.assignment.to : null;
    const to = this.#colleague();
    if (chat.state.is !== 'open' || to === holder) return this.writes();
    this.#world.forward(chat.id, { to, holder }, this.#colleague());
  }

  closes(): void {
    const chat = this.#world.chat(this.#somebody().chat);
    this.#world.move(chat.id, chat.state.is === 'open' ? 'closed' : 'open', undefined, this.#colleague());
  }

  comments(): void {
    const comment = { text: sentence(this.#random) };
    this.#world.comment(
      this.#somebody().chat,
      { intent_id: `crowd ${++this.#count}`, comment },
      this.#colleague(),
    );
  }

  arrives(): void {
    const { identity, name } = personOf(++this.#people);
    this.#world.writes(identity, name, sentence(this.#random));
  }

  changes(): void {
    const status = pick<Status>(this.#random, ['online', 'busy', 'break', 'offline']) ?? 'online';
    this.#world.change(this.#colleague(), { status, status_since: this.#world.now });
  }

  types(): void {
    const by = this.#random() < 0.5 ? { is: 'contact' as const } : { is: 'operator' as const, id: 'oleg' };
    this.#desk.push({ events: [{ type: 'typing', chat: this.#somebody().chat, by }] });
  }

  #somebody() {
    const loud = this.#random() < 0.5;
    return personOf(1 + Math.floor(this.#random() * (loud ? LOUD : this.#people)));
  }

  #colleague(): string {
    return pick(this.#random, ['oleg', 'sara', 'timur', 'vera']) ?? 'oleg';
  }
}

function remember(messages: Message[], message: Message): void {
  messages.push(message);
  if (messages.length > 300) messages.shift();
}

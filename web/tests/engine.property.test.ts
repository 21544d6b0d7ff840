// Whatever the network does, the client ends equal to the server, and every answer is sent exactly once.
//
// Each seed is a story of several hundred random steps. A failure names its seed: SEED=17 npm test replays it alone.
import { describe, expect, it } from 'vitest';
import { perform } from '../fake/answers';
import { pick, seeded } from '../fake/random';
import { Refusal, World } from '../fake/world';
import type { Frame } from '../src/proto';
import { Engine } from '../src/sync/engine';
import type { Remembered } from '../src/sync/memory';
import { holderOf, OPEN, selectionKey, type Selection } from '../src/sync/selection';
import type { Thread } from '../src/sync/thread';
import type { Answered, Failure, Want } from '../src/sync/want';
import { operator } from './build';

const SEEDS = process.env.SEED
  ? [Number(process.env.SEED)]
  : Array.from({ length: Number(process.env.SEEDS ?? 600) }, (_, index) => index + 1);
const STEPS = 400;
/** A busy machine plays them slower. */
const PATIENCE_MS = 300_000;

/** Small, so that every limit is met often. */
const COLLEAGUES = ['me', 'oleg', 'sara'];

/** Every list an operator can look at. */
const LISTS: Selection[] = (['open', 'closed'] as const).flatMap((state) => [
  { state, selector: 'all' },
  { state, selector: 'unread' },
  { state, selector: 'my' },
  ...COLLEAGUES.map((operator) => ({ state, selector: 'operator' as const, operator })),
]);

const LIMITS = { chatsPerPage: 4, messagesPerPage: 5, messagesPerAnswer: 12 };

/** Stories differ in what they stress. */
const KINDS = {
  /** Many chats, everything goes wrong. */
  lists: { people: 12, loss: 0.15, edits: 0.3, isRestless: true },
  /** Two long histories, scrolled and edited all the time. */
  histories: { people: 2, loss: 0.15, edits: 0.8, isRestless: true },
  /** One connection that swaps and repeats but never loses: no new one is needed to end equal. */
  faithful: { people: 6, loss: 0, edits: 0.5, isRestless: false },
};

type Outcome = { want: Want; answered?: Answered; failure?: Failure };

class Story {
  readonly random: () => number;
  readonly kind: (typeof KINDS)[keyof typeof KINDS];
  readonly world = new World('me', LIMITS);
  engine = new Engine('me');
  #kept: string | null = null;
  now = 0;
  isConnected = false;
  wishes = 0;
  discarded = new Set<string>();
  #wire: Frame[] = [];
  #outcomes: Outcome[] = [];

  constructor(seed: number) {
    this.random = seeded(seed);
    this.kind = [KINDS.lists, KINDS.histories, KINDS.faithful][seed % 3] ?? KINDS.lists;
    this.world.onframe = (frame) => this.push(frame);
    for (const id of COLLEAGUES) this.world.staff(operator(id));
    for (let person = 0; person < this.kind.people * 0.8; person++) this.contactWrites(person);
    this.hold();
  }

  /** As every page begins: the first questions wait for a connection, for some time. */
  hold(): void {
    this.engine.hold(this.now + this.random() * 2000);
  }

  chance(probability: number): boolean {
    return this.random() < probability;
  }

  contactWrites(person = Math.floor(this.random() * this.kind.people)): void {
    // A third of the contacts share the instant of somebody else's message: equal activity is common after an outage.
    if (this.chance(0.7)) this.world.now = this.now;
    this.world.writes(`ch:${person}`, `Person ${person}`, `in ${this.now}`);
  }

  /** Frames get lost, doubled, swapped, replaced by "too large", or come in a type nobody knows. */
  push(frame: Frame): void {
    if (!this.isConnected || this.chance(this.kind.loss)) return;
    const event = frame.events[0];
    if (event?.type === 'chat_committed' && this.chance(0.08)) {
      const { id, version } = event.chat;
      this.#wire.push({ events: [{ type: 'chat_outgrew_frame', chat: id, version }] });
    } else if (event?.type === 'chat_committed' && this.chance(0.04)) {
      this.#wire.push({ events: [{ ...event, type: 'chat_pinned' } as never] });
    } else this.#wire.push(frame);
    if (this.chance(0.2)) this.#wire.push(frame);
    if (this.chance(0.3)) this.#wire.sort(() => this.random() - 0.5);
  }

  /** Requests get lost on the way there or on the way back, or are answered late. */
  request(want: Want): void {
    if (this.chance(0.1)) {
      this.#outcomes.push({ want, failure: { is: 'unreachable' } });
      return;
    }
    const outcome = this.ask(want);
    this.#outcomes.push(this.chance(0.1) ? { want, failure: { is: 'unreachable' } } : outcome);
  }

  ask(want: Want): Outcome {
    try {
      return { want, answered: perform(this.world, want) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const refusal = { code: error.code, message: error.message, details: error.details, reference: 'r' };
      return { want, failure: { is: 'refused', error: refusal } };
    }
  }

  deliverOne(): void {
    const outcome = this.#outcomes.splice(Math.floor(this.random() * this.#outcomes.length), 1)[0];
    if (!outcome) return;
    if (outcome.failure) this.engine.fail(outcome.want, outcome.failure, this.now, this.random());
    if (outcome.answered) {
      this.engine.answer(outcome.answered);
      if (this.chance(0.1)) this.engine.answer(outcome.answered);
    }
  }

  connect(): void {
    this.isConnected = true;
    this.engine.resync();
  }

  disconnect(): void {
    this.isConnected = false;
    if (this.chance(0.5)) this.#wire = [];
  }

  /** What the page keeps, as it lies on a disk. */
  keep(): void {
    const { threads, ...rest } = this.engine.remembered();
    this.#kept = JSON.stringify({
      ...rest,
      threads: [...threads],
      shown: Object.entries(rest.shown).map(finite),
    });
  }

  /** The page is loaded anew, from what it kept last: what was under way is forgotten, what was written is not. */
  reload(): void {
    const { outbox } = this.engine;
    this.engine = new Engine('me');
    this.disconnect();
    this.#outcomes = [];
    this.hold();
    for (const item of outbox.values()) this.engine.send(item);
    if (this.#kept === null) return;
    const kept = JSON.parse(this.#kept) as Omit<Remembered, 'threads' | 'shown'> & {
      threads: [string, Thread][];
      shown: [string, number][];
    };
    this.engine.recall({ ...kept, threads: new Map(kept.threads), shown: Object.fromEntries(kept.shown) });
  }

  operatorWrites(): void {
    const chat = pick(this.random, this.engine.rows(OPEN));
    const identity = chat?.identities[0];
    if (!chat || !identity) return;
    const item = {
      intent: `i${this.wishes++}`,
      chat: chat.id,
      identity: identity.id,
      text: 'x',
      at: this.now,
    };
    if (this.chance(0.3)) {
      const { intent, text, at } = item;
      return this.engine.send({ intent, chat: chat.id, text, at, mentions: [] });
    }
    this.engine.send(this.chance(0.5) ? { ...item, seen: chat.version } : item);
  }

  operatorDecides(): void {
    const refused = [...this.engine.outbox.values()].find((item) => item.refusal);
    if (!refused) return;
    if (this.chance(0.7)) return this.engine.retry(refused.intent, this.now);
    this.engine.discard(refused.intent);
    if (!this.world.intents.has(refused.intent)) this.discarded.add(refused.intent);
  }

  /** Something changes at the server. */
  happen(): void {
    const chat = pick(this.random, [...this.world.chats.keys()]);
    if (!chat) return;
    const message = pick(this.random, this.world.history(chat));
    if (this.chance(1 - this.kind.edits)) this.contactWrites();
    else if (this.chance(0.3)) this.world.move(chat, this.chance(0.5) ? 'open' : 'closed');
    else if (this.chance(0.3)) this.world.read(chat, this.world.chat(chat).inbound);
    else if (this.chance(0.3)) this.handOver(chat);
    else if (this.chance(0.2)) this.contactWrites();
    else if (message?.origin.from === 'contact') this.world.edits(chat, message.id, `edited ${this.now}`);
    else if (message?.origin.from === 'operator')
      this.world.delivers(chat, message.id, { state: 'accepted', parts: ['1'], at: this.now });
  }

  /** A colleague forwards, comments, puts aside or answers. */
  handOver(chat: string): void {
    const by = pick(this.random, COLLEAGUES) ?? 'me';
    const holder = holderOf(this.world.chat(chat)) ?? null;
    const to = this.chance(0.3) ? null : (pick(this.random, COLLEAGUES) ?? null);
    const isOpen = this.world.chat(chat).state.is === 'open';
    if (this.chance(0.2)) this.world.change(by, { status: this.chance(0.5) ? 'online' : 'offline' });
    else if (this.chance(0.2))
      this.world.comment(chat, { intent_id: `c${this.now} ${this.random()}`, comment: { text: 'x' } }, by);
    else if (isOpen && this.chance(0.2)) this.world.snooze(chat, this.chance(0.5) ? this.now + 1 : null, by);
    else if (isOpen) this.world.forward(chat, { to, holder }, by);
  }

  operate(): void {
    const name = pick(this.random, LISTS) ?? OPEN;
    const chat = pick(this.random, this.engine.rows(name));
    if (chat && this.chance(this.kind.edits)) this.engine.older(chat.id);
    else if (this.chance(0.3)) this.engine.open(chat?.id ?? null);
    else if (this.chance(0.3)) this.engine.show(name);
    else if (this.chance(0.3)) this.engine.more(name);
    else if (chat && this.chance(0.3)) this.engine.read(chat.id, chat.inbound);
    else if (chat && this.chance(0.3)) this.engine.move(chat.id, name.state === 'open' ? 'closed' : 'open');
    else if (this.chance(0.5)) this.operatorWrites();
    else this.operatorDecides();
  }

  step(): void {
    this.now += Math.floor(this.random() * 400);
    const dice = this.random();
    if (dice < 0.2) this.happen();
    else if (dice < 0.5) this.operate();
    else if (dice < 0.53 && this.kind.isRestless) this.disconnect();
    else if (dice < 0.56 && this.kind.isRestless) this.connect();
    else if (dice < 0.57 && this.kind.isRestless) this.reload();
    else if (dice < 0.6) this.keep();
    else if (dice < 0.75) for (const frame of this.#wire.splice(0, 3)) this.engine.frame(frame);
    else if (dice < 0.9) this.deliverOne();
    for (const want of this.engine.take(this.now)) this.request(want);
  }

  /** The network heals; what is left is worked off. */
  settle(): void {
    for (let round = 0; round < 2000; round++) {
      this.now += 500;
      for (const frame of this.#wire.splice(0)) this.engine.frame(frame);
      for (const { want, answered, failure } of this.#outcomes.splice(0)) {
        if (answered) this.engine.answer(answered);
        if (failure) this.engine.fail(want, failure, this.now, 0);
      }
      for (const item of this.engine.outbox.values())
        if (item.refusal) this.engine.retry(item.intent, this.now);
      for (const want of this.engine.take(this.now)) {
        this.#outcomes.push(this.ask(want));
      }
      if (this.#outcomes.length === 0 && this.engine.nextDue(this.now) === null) return;
    }
    throw new Error('the client never comes to rest');
  }

  /** Scrolls a list to its end and compares it. */
  compareList(name: Selection): void {
    this.engine.show(name);
    this.settle();
    while (this.engine.list(name).cursor !== undefined) {
      this.engine.more(name);
      this.settle();
    }
    expect(this.engine.rows(name), selectionKey(name)).toEqual(this.world.rows(name));
  }

  /** Opens a chat: its window must be right at once, and its whole history after scrolling up. */
  compareChat(id: string): void {
    this.engine.open(id);
    this.settle();
    const whole = this.world.history(id);
    const window = this.engine.thread(id)?.messages ?? [];
    expect(this.engine.chat(id), id).toEqual(this.world.chat(id));
    expect(window.length).toBeGreaterThan(0);
    expect(window).toEqual(whole.slice(-window.length));
    while (this.engine.thread(id)?.from) {
      this.engine.older(id);
      this.settle();
    }
    expect(this.engine.thread(id)?.messages).toEqual(whole);
  }

  compare(): void {
    if (this.kind.isRestless) {
      this.#wire = [];
      this.connect();
    }
    this.world.onframe = (frame) => this.engine.frame(frame);
    this.settle();
    expect(this.engine.outbox.size).toBe(0);
    const mine = [...this.world.intents.keys()].filter((intent) => intent.startsWith('i'));
    expect(mine.length).toBe(this.wishes - this.discarded.size);
    // What was known before the interruption is opened before any list is looked at.
    for (const id of this.world.chats.keys()) this.compareChat(id);
    for (const list of LISTS) this.compareList(list);
    expect(this.engine.counters()).toEqual(this.world.counters());
    expect(new Set(this.engine.workspace.operators())).toEqual(new Set(this.world.operators.values()));
  }
}

/** JSON knows no infinity. */
function finite([state, shown]: [string, number]): [string, number] {
  return [state, Math.max(shown, Number.MIN_SAFE_INTEGER)];
}

describe('the sync engine', () => {
  it(
    'ends equal to the server under loss, repeats, swaps, lost answers, gaps, interruptions and reloads',
    () => {
      for (const seed of SEEDS) {
        const story = new Story(seed);
        story.connect();
        for (let step = 0; step < STEPS; step++) story.step();
        try {
          story.compare();
        } catch (error) {
          throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error });
        }
      }
    },
    PATIENCE_MS,
  );
});

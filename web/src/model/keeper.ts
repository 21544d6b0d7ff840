// Keeps what the engine holds, for the next page: unconfirmed answers at once, the rest a moment later and only as far
// as it changed. Takes it up when a page starts.
import type { Kept } from '../kept/kept';
import type { Shelf } from '../kept/shelf';
import type { Channel, Chat, MessengerInfo, Operator, Settings } from '../proto';
import type { Engine } from '../sync/engine';
import type { Remembered } from '../sync/memory';
import type { Outbox } from '../sync/outbox';
import type { Thread } from '../sync/thread';

/** Changes are written together, so long after the first of them. */
const WRITE_AFTER_MS = 1000;

/** Prefixes of the names under which things are kept. */
const CHAT = 'chat ';
const THREAD = 'thread ';

export interface KeeperDeps {
  engine: Engine;
  kept: Kept;
  shelf: Shelf | null;
  /** What the messengers can do, where that is known. */
  messengers(): ReadonlyMap<string, MessengerInfo>;
  /** Takes up what was kept of that. */
  learnMessengers(all: ReadonlyMap<string, MessengerInfo>): void;
  /** The engine may show more now. */
  onrecalled(): void;
}

export class Keeper {
  #deps: KeeperDeps;
  #outbox: Outbox;
  /** As it lies there. */
  #written = new Map<string, unknown>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isReady = false;
  #isEnded = false;

  /** Takes up the unconfirmed answers at once; the rest comes when the browser has read it. */
  constructor(deps: KeeperDeps) {
    this.#deps = deps;
    for (const item of deps.kept.outbox()) deps.engine.send(item);
    this.#outbox = deps.engine.outbox;
    void this.#recall();
  }

  /** To be called after each change of the engine. */
  changed(): void {
    this.#keepOutbox();
    if (!this.#isReady || this.#isEnded) return;
    this.#timer ??= setTimeout(() => void this.#write(), WRITE_AFTER_MS);
  }

  /** `isWiped`: nothing stays in this browser. */
  end(isWiped: boolean): void {
    this.#isEnded = true;
    clearTimeout(this.#timer);
    if (!isWiped) return;
    this.#deps.kept.clear();
    void this.#deps.shelf?.wipe();
  }

  async #recall(): Promise<void> {
    const { shelf, engine, messengers, learnMessengers, onrecalled } = this.#deps;
    if (!shelf) return;
    const all = await shelf.all();
    if (this.#isEnded) return;
    this.#written = all;
    this.#isReady = true;
    if (all.size > 0) {
      engine.recall(remembered(all));
      const known = all.get('messengers') as MessengerInfo[] | undefined;
      if (known && messengers().size === 0) learnMessengers(new Map(known.map((info) => [info.name, info])));
    }
    onrecalled();
  }

  async #write(): Promise<void> {
    this.#timer = undefined;
    const now = named(this.#deps.engine.remembered());
    now.set('messengers', [...this.#deps.messengers().values()]);
    const changed = new Map([...now].filter(([key, value]) => !same(value, this.#written.get(key))));
    const gone = [...this.#written.keys()].filter((key) => !now.has(key));
    if (changed.size === 0 && gone.length === 0) return;
    if (await this.#deps.shelf?.write(changed, gone)) this.#written = now;
  }

  #keepOutbox(): void {
    const now = this.#deps.engine.outbox;
    if (now === this.#outbox) return;
    for (const intent of this.#outbox.keys()) if (!now.has(intent)) this.#deps.kept.dropOutgoing(intent);
    for (const [intent, item] of now) {
      if (this.#outbox.get(intent) !== item) this.#deps.kept.keepOutgoing(item);
    }
    this.#outbox = now;
  }
}

/** Lists are made anew each time: they are the same if their elements are. */
function same(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return one === other;
  return one.length === other.length && one.every((value, at) => value === other[at]);
}

function named({ chats, threads, channels, operators, settings, shown }: Remembered): Map<string, unknown> {
  const all = new Map<string, unknown>();
  for (const chat of chats) all.set(CHAT + chat.id, chat);
  for (const [id, thread] of threads) all.set(THREAD + id, thread);
  all.set('channels', channels);
  all.set('operators', operators);
  all.set('settings', settings);
  all.set('shown', [shown.open, shown.closed]);
  return all;
}

function remembered(all: ReadonlyMap<string, unknown>): Remembered {
  const chats: Chat[] = [];
  const threads = new Map<string, Thread>();
  for (const [key, value] of all) {
    if (key.startsWith(CHAT)) chats.push(value as Chat);
    else if (key.startsWith(THREAD)) threads.set(key.slice(THREAD.length), value as Thread);
  }
  const [open, closed] = (all.get('shown') ?? []) as (number | undefined)[];
  const shown = { ...(open === undefined ? {} : { open }), ...(closed === undefined ? {} : { closed }) };
  const channels = (all.get('channels') ?? []) as Channel[];
  const operators = (all.get('operators') ?? []) as Operator[];
  return {
    chats,
    threads,
    channels,
    operators,
    settings: (all.get('settings') ?? null) as Settings | null,
    shown,
  };
}

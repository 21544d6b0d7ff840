// What is written for the next page, and when.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Kept } from '../src/kept/kept';
import type { Shelf } from '../src/kept/shelf';
import { Keeper } from '../src/model/keeper';
import type { MessengerInfo } from '../src/proto';
import { Engine } from '../src/sync/engine';
import type { Outgoing } from '../src/sync/outbox';
import { commit, outgoing } from './build';

/** A browser's memory, without a browser. */
class Memory {
  values = new Map<string, unknown>();
  outgoing = new Map<string, Outgoing>();
  writes: string[][] = [];
  isFull = false;

  shelf = {
    all: () => Promise.resolve(new Map(structuredClone([...this.values]))),
    write: (values: ReadonlyMap<string, unknown>, gone: Iterable<string>) => {
      if (this.isFull) return Promise.resolve(false);
      this.writes.push([...values.keys()]);
      for (const [key, value] of values) this.values.set(key, structuredClone(value));
      for (const key of gone) this.values.delete(key);
      return Promise.resolve(true);
    },
    wipe: () => Promise.resolve(this.values.clear()),
  } as unknown as Shelf;

  kept = {
    outbox: () => [...this.outgoing.values()],
    keepOutgoing: (item: Outgoing) => this.outgoing.set(item.intent, item),
    dropOutgoing: (intent: string) => this.outgoing.delete(intent),
    clear: () => this.outgoing.clear(),
  } as unknown as Kept;

  async page(): Promise<{ engine: Engine; keeper: Keeper; recalled: number }> {
    const engine = new Engine('me');
    const state = { engine, recalled: 0 };
    const keeper = new Keeper({
      engine,
      kept: this.kept,
      shelf: this.shelf,
      messengers: () => new Map<string, MessengerInfo>(),
      learnMessengers: () => undefined,
      onrecalled: () => (state.recalled += 1),
    });
    await vi.advanceTimersByTimeAsync(0);
    return { ...state, keeper };
  }
}

let memory: Memory;
beforeEach(() => {
  vi.useFakeTimers();
  memory = new Memory();
});
afterEach(() => vi.useRealTimers());

describe('the keeper', () => {
  it('writes what changed, together, a moment later, and only that', async () => {
    const { engine, keeper } = await memory.page();
    engine.frame(commit(1));
    keeper.changed();
    engine.frame(commit(1, { id: 'boris' }));
    keeper.changed();
    expect(memory.writes).toEqual([]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(memory.writes).toHaveLength(1);
    expect(memory.writes[0]).toEqual(expect.arrayContaining(['chat anna', 'chat boris', 'thread anna']));

    engine.frame(commit(2));
    keeper.changed();
    await vi.advanceTimersByTimeAsync(1000);
    expect(memory.writes[1]).toEqual(['chat anna', 'thread anna']);
    keeper.changed();
    await vi.advanceTimersByTimeAsync(1000);
    expect(memory.writes).toHaveLength(2);
  });

  it('lets the next page begin with it', async () => {
    const first = await memory.page();
    first.engine.frame(commit(1));
    first.keeper.changed();
    await vi.advanceTimersByTimeAsync(1000);
    first.keeper.end(false);

    const { engine } = await memory.page();

    expect(engine.chat('anna')?.version).toBe(1);
    expect(engine.thread('anna')?.messages).toHaveLength(1);
  });

  it('drops what is gone, as a contact who was erased', async () => {
    const { engine, keeper } = await memory.page();
    engine.frame(commit(1));
    keeper.changed();
    await vi.advanceTimersByTimeAsync(1000);
    engine.frame({ events: [{ type: 'contact_erased', contact: 'anna', at: 2 } as never] });
    keeper.changed();
    await vi.advanceTimersByTimeAsync(1000);
    expect([...memory.values.keys()].filter((key) => key.includes('anna'))).toEqual([]);
  });

  it('tries again what a full disk did not take', async () => {
    const { engine, keeper } = await memory.page();
    memory.isFull = true;
    engine.frame(commit(1));
    keeper.changed();
    await vi.advanceTimersByTimeAsync(1000);
    memory.isFull = false;
    keeper.changed();
    await vi.advanceTimersByTimeAsync(1000);
    expect(memory.values.has('chat anna')).toBe(true);
  });

  it('keeps an answer before anything else, until it is confirmed', async () => {
    const { engine, keeper } = await memory.page();
    engine.send(outgoing('i1'));
    keeper.changed();
    expect([...memory.outgoing.keys()]).toEqual(['i1']);
    const next = await memory.page();
    expect([...next.engine.outbox.keys()]).toEqual(['i1']);
  });

  it('leaves nothing after signing out', async () => {
    const { engine, keeper } = await memory.page();
    engine.frame(commit(1));
    engine.send(outgoing('i1'));
    keeper.changed();
    await vi.advanceTimersByTimeAsync(1000);
    keeper.changed();
    keeper.end(true);
    await vi.advanceTimersByTimeAsync(5000);
    expect([memory.values.size, memory.outgoing.size]).toEqual([0, 0]);
  });
});

// How many chats each list has, as the server counted and as events have changed it since.
//
// An event that moves a chat from list to list moves the numbers at once. That is a guess: the count may have included
// the chat already, or nobody told us about another one. So after guessing the server is asked again, but not often.
import type { Chat, Counter, Counters, ListCounters, OperatorId, UnixMs } from '../proto';
import { belongs, type ListName, type Selection } from './selection';

/** Counting costs the server more than anything else a client asks: at most so often. */
export const COUNT_EVERY_MS = 20_000;

const STATES: ListName[] = ['open', 'closed'];
const TABS = ['all', 'unread', 'my'] as const;

export class Counts {
  value: Counters | null = null;
  /** Must be asked for at once. */
  #isStale = true;
  #isGuessed = false;
  #asked: UnixMs = -Infinity;

  /** Something may have been missed. */
  doubt(): void {
    this.#isStale = true;
  }

  /** An event brought `after`; `before`: the copy known until then. */
  shift(before: Chat | undefined, after: Chat, me: OperatorId): void {
    // After a gap, or when a page was quicker than the event, nobody knows what the count has included.
    const isNext = (before?.version ?? 0) + 1 === after.version;
    const counters = this.value && shifted(this.value, before, after, me);
    if (!isNext || counters === null || counters !== this.value) this.guess();
    const isNewer = (before?.version ?? 0) < after.version;
    if (isNewer && (before || after.version === 1)) this.value = counters;
  }

  /** Something happened that events do not tell: the server must be asked some time soon. */
  guess(): void {
    this.#isGuessed = true;
  }

  isDue(now: UnixMs): boolean {
    return this.#isStale || (this.#isGuessed && now - this.#asked >= COUNT_EVERY_MS);
  }

  /** When it is due if nothing else happens. */
  due(): UnixMs | null {
    return this.#isGuessed ? this.#asked + COUNT_EVERY_MS : null;
  }

  /** The question is on its way: what happens from now on may or may not be in the answer. */
  asked(now: UnixMs): void {
    this.#asked = now;
    this.#isStale = true;
    this.#isGuessed = false;
  }

  /** `isCurrent`: nothing was interrupted since the question. */
  take(counters: Counters, isCurrent: boolean): void {
    // An answer from before an interruption may have been overtaken by one from after it.
    if (!isCurrent && this.value !== null) return;
    this.value = counters;
    if (isCurrent) this.#isStale = false;
  }
}

/** `counters` after one chat changed; the very same if that moved nothing. */
export function shifted(counters: Counters, before: Chat | undefined, after: Chat, me: OperatorId): Counters {
  const by = (selection: Selection) =>
    Number(belongs(after, selection, me)) - Number(before !== undefined && belongs(before, selection, me));
  const moved = STATES.map((state) => {
    const old = counters[state];
    const tabs = TABS.map((selector) => plus(old[selector], by({ state, selector })));
    if (tabs.every((counter, index) => counter === old[TABS[index] ?? 'all'])) return old;
    const [all = old.all, unread = old.unread, my = old.my] = tabs;
    return { all, unread, my } satisfies ListCounters;
  });
  const [open = counters.open, closed = counters.closed] = moved;
  return open === counters.open && closed === counters.closed ? counters : { open, closed };
}

/** Beyond what the server counts a number stays "more than that". */
function plus(counter: Counter, by: number): Counter {
  if (by === 0 || counter.has_more) return counter;
  return { ...counter, count: Math.max(0, counter.count + by) };
}

// What is worth keeping over a reload, and how a new engine takes it up: as if it had slept since. Nothing recalled is
// certain: rows are shown at once and asked for again, a chat is asked for when it is opened, and its window catches up
// from its version on.
import type { Channel, Chat, ContactId, Operator, Settings } from '../proto';
import type { Copies } from './copies';
import type { Histories } from './histories';
import { byActivity } from './list';
import type { Lists } from './lists';
import type { ListName } from './selection';
import { trimmed, type Thread } from './thread';
import type { Workspace } from './workspace';

/** Chats kept: those with the newest activity. */
const CHATS_MAX = 500;

/** Messages kept of each window. */
const MESSAGES_MAX = 50;

/** Values are the same objects as long as nothing changed, so that only what changed needs to be written. */
export interface Remembered {
  readonly chats: readonly Chat[];
  readonly threads: ReadonlyMap<ContactId, Thread>;
  readonly channels: readonly Channel[];
  readonly operators: readonly Operator[];
  readonly settings: Settings | null;
  /** Down to which activity the rows of a state are kept; absent: none were looked at. */
  readonly shown: Partial<Record<ListName, number>>;
}

/** What one engine consists of, as far as this module is concerned. */
export interface Parts {
  readonly copies: Copies;
  readonly histories: Histories;
  readonly lists: Lists;
  readonly workspace: Workspace;
}

const STATES: readonly ListName[] = ['open', 'closed'];
/** What was made of each window, so that it stays the same object. */
const shorter = new WeakMap<Thread, Thread | null>();

export function remember({ copies, histories, lists, workspace }: Parts): Remembered {
  const all = [...copies.all()].sort(byActivity);
  const chats = all.slice(0, CHATS_MAX);
  // Below the last one kept there may be rows that are not.
  const floor = all.length > CHATS_MAX ? (chats.at(-1)?.activity ?? Infinity) : -Infinity;
  const shown: Partial<Record<ListName, number>> = {};
  for (const state of STATES) {
    const known = lists.shown({ state, selector: 'all' });
    if (known < Infinity) shown[state] = Math.max(known, floor);
  }
  const threads = new Map<ContactId, Thread>();
  for (const id of histories.ids()) {
    const thread = histories.get(id);
    const short = thread?.isLoaded ? shortened(thread) : null;
    if (short) threads.set(id, short);
  }
  const { settings } = workspace;
  return {
    chats,
    threads,
    channels: workspace.channels(),
    operators: workspace.operators(),
    settings,
    shown,
  };
}

/** Takes up what an earlier engine remembered; what this one knows already stays as it is. */
export function recall(kept: Remembered, { copies, histories, lists, workspace }: Parts): void {
  for (const chat of kept.chats) {
    // A frame may have been faster.
    if (copies.get(chat.id) || !copies.learn(chat)) continue;
    copies.doubt(chat.id);
  }
  for (const [id, thread] of kept.threads) if (copies.get(id)) histories.recall(id, thread);
  for (const state of STATES) {
    const shown = kept.shown[state];
    if (shown !== undefined) lists.recall({ state, selector: 'all' }, shown);
  }
  if (kept.settings) workspace.learnSettings(kept.settings);
  workspace.recall(kept.channels, kept.operators);
}

/** Null: it cannot be made shorter, and is too long. */
function shortened(thread: Thread): Thread | null {
  const known = shorter.get(thread);
  if (known !== undefined) return known;
  const short = trimmed({ ...thread, ahead: [], beyond: [], wantsOlder: false }, MESSAGES_MAX);
  shorter.set(thread, short);
  return short;
}

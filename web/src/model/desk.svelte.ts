// The signed-in desk: the engine with the network behind it, as values that views may read.
//
// The engine's values are replaced and never changed, so one signal (`#revision`) suffices: after each change every view
// reads again, and only those whose value is another one render.
import { untrack } from 'svelte';
import type {
  Channel,
  Chat,
  Counters,
  Explained,
  Forward,
  Frame,
  MessengerInfo,
  Operator,
  OperatorId,
  Settings,
  SocketTicket,
  Status,
  Suggestions,
  UnixMs,
} from '../proto';
import { clockTime, failureWords, refusalWords, t } from '../i18n';
import { Kept } from '../kept/kept';
import { Shelf } from '../kept/shelf';
import { Driver } from '../net/driver';
import { Failed, type Api } from '../net/http';
import type { LineState, SocketLike } from '../net/line';
import { openLine, tabsOf, type AnyLine } from '../net/shared_line';
import { chatPath } from '../net/perform';
import { ulid } from '../net/ulid';
import { Engine } from '../sync/engine';
import type { ListWindow } from '../sync/list';
import type { Beside, Outbox, Outgoing } from '../sync/outbox';
import { holderOf, type Selection } from '../sync/selection';
import { hasOlder, type Thread } from '../sync/thread';
import { mayMarkRead } from './can';
import { ContactDesk } from './contacts';
import { draftsOver, type Drafts } from './drafts.svelte';
import { Facts } from './facts.svelte';
import { Habits } from './habits.svelte';
import { Keeper } from './keeper';
import { lookersOver, type Lookers } from './lookers.svelte';
import { Notices } from './notices.svelte';
import { Toasts, UNDO_MS } from './toasts.svelte';
import { typistsOver, type Typists } from './typists.svelte';

export interface DeskDeps {
  api: Api;
  connect: (ticket: SocketTicket) => SocketLike;
}

export class Desk {
  readonly me: OperatorId;
  readonly api: Api;
  readonly toasts = new Toasts();
  readonly contacts: ContactDesk;
  readonly notices: Notices;
  readonly facts: Facts;
  readonly typists: Typists;
  readonly drafts: Drafts;
  readonly lookers: Lookers;
  readonly habits: Habits;
  /** Called with what just happened, before the desk knows of it. */
  readonly hearers = new Set<(frame: Frame) => void>();
  /** For whom the window of equal contacts appeared by itself, and with whom in it. */
  readonly suggested = new Map<string, Suggestions>();
  /** Grows with each connection: what was looked at before it may be outdated. */
  connections = $state(0);
  connection = $state.raw<LineState>({ is: 'broken', since: Date.now(), next: null });
  #revision = $state(0);
  #engine: Engine;
  #driver: Driver;
  #line: AnyLine;
  #kept: Kept;
  #keeper: Keeper;
  #signedIn: Operator;

  constructor(operator: Operator, { api, connect }: DeskDeps) {
    this.me = operator.id;
    this.#signedIn = operator;
    this.api = api;
    this.typists = typistsOver(api, this.me);
    this.lookers = lookersOver(api, this.me, () => this.#hasColleagues());
    this.habits = new Habits(this.me);
    this.#engine = new Engine(operator.id);
    this.#engine.frame({ events: [{ type: 'operator_committed', operator }] });
    this.#kept = new Kept(operator.id);
    this.drafts = draftsOver(api, this.me, this.#kept);
    this.#driver = new Driver(this.#engine, api, () => Date.now(), {
      onchange: () => this.#changed(),
      onrefused: (_, error) => this.toasts.add({ text: refusalWords(error) }),
      onunreachable: () => this.#line.doubt(),
      ondrafts: (all) => this.drafts.takeAll(all),
    });
    this.contacts = new ContactDesk({
      api,
      people: this.#engine.workspace.people,
      read: (value) => this.#read(value),
      change: (change) => this.#do(change),
      news: (chat) => this.#engine.news(chat),
    });
    this.notices = new Notices({
      api,
      now: () => this.#read(() => this.#engine.workspace.notifications),
      learn: (notifications) => this.#do(() => this.#engine.workspace.learnNotifications(notifications)),
    });
    this.facts = new Facts(api, (settings) => this.learnSettings(settings));
    this.#keeper = new Keeper({
      engine: this.#engine,
      kept: this.#kept,
      shelf: typeof indexedDB === 'undefined' ? null : new Shelf(this.me, import.meta.url),
      messengers: () => this.facts.messengers,
      learnMessengers: (all) => (this.facts.messengers = all),
      onrecalled: () => this.#do(() => this.facts.recalled()),
    });
    this.#line = this.#openLine(connect);
    this.#driver.pump();
    this.facts.learnMessengers();
  }

  // ---- What is shown -------------------------------------------------------------------------------------------

  rows(list: Selection): readonly Chat[] {
    return this.#read(() => this.#engine.rows(list));
  }

  list(name: Selection): ListWindow {
    return this.#read(() => this.#engine.list(name));
  }

  chat(id: string): Chat | undefined {
    return this.#read(() => this.#engine.chat(id));
  }

  isUnknown(id: string): boolean {
    return this.#read(() => this.#engine.isUnknown(id));
  }

  thread(id: string): Thread | undefined {
    return this.#read(() => this.#engine.thread(id));
  }

  outbox(): Outbox {
    return this.#read(() => this.#engine.outbox);
  }

  channels(): Channel[] {
    return this.#read(() => this.#engine.workspace.channels());
  }

  messenger(name: string | undefined): MessengerInfo | undefined {
    return name === undefined ? undefined : this.facts.messengers.get(name);
  }

  /** Null until they are known. */
  settings(): Settings | null {
    return this.#read(() => this.#engine.workspace.settings);
  }

  counters(): Counters | null {
    return this.#read(() => this.#engine.counters());
  }

  /** Open chats with unread messages, as far as they are counted. */
  unreadChats(): number {
    return this.counters()?.open.unread.count ?? 0;
  }

  /** The signed-in operator, as everybody sees them now. */
  operator(): Operator {
    return this.#read(() => this.#engine.workspace.operator(this.me)) ?? this.#signedIn;
  }

  /** Everybody, also those who were switched off, by name. */
  operators(): Operator[] {
    return this.#read(() => this.#engine.workspace.operators());
  }

  /** Who may be given a chat, by name. */
  colleagues(): Operator[] {
    return this.operators().filter((one) => one.is_active);
  }

  operatorOf(id: OperatorId): Operator | undefined {
    return this.#read(() => this.#engine.workspace.operator(id));
  }

  /** An operator's name as this reader should see it. */
  readonly nameOf = (id: OperatorId): string =>
    id === this.me ? t.lines.you : (this.operatorOf(id)?.name ?? t.lines.somebody);

  // ---- What the operator does ----------------------------------------------------------------------------------

  open(chat: string | null): void {
    this.#do(() => this.#engine.open(chat));
  }

  show(list: Selection): void {
    this.#do(() => this.#engine.show(list));
  }

  more(list: Selection): void {
    const { cursor, wantsMore } = this.#engine.list(list);
    if (cursor !== undefined && !wantsMore) this.#do(() => this.#engine.more(list));
  }

  older(chat: string): void {
    const thread = this.#engine.thread(chat);
    if (thread && hasOlder(thread) && !thread.wantsOlder) this.#do(() => this.#engine.older(chat));
  }

  /** Queues an answer; it is kept in this browser before anything is sent. */
  send(chat: Chat, identity: string, text: string, more: Beside = {}): void {
    const about = { intent: ulid(Date.now()), chat: chat.id, identity, at: Date.now() };
    const item: Outgoing = { ...about, text, seen: chat.version, ...more };
    this.#kept.keepOutgoing(item);
    this.#do(() => this.#engine.send(item));
  }

  /** Queues a comment for colleagues, likewise. */
  comment(chat: Chat, text: string, mentions: OperatorId[]): void {
    const at = Date.now();
    const item: Outgoing = { intent: ulid(at), chat: chat.id, text, at, mentions };
    this.#kept.keepOutgoing(item);
    this.#do(() => this.#engine.send(item));
  }

  retry(intent: string): void {
    this.#do(() => this.#engine.retry(intent, Date.now()));
  }

  discard(intent: string): void {
    this.#do(() => this.#engine.discard(intent));
  }

  read(chat: Chat): void {
    if (chat.inbound > chat.read && mayMarkRead(chat, this.me))
      this.#do(() => this.#engine.read(chat.id, chat.inbound));
  }

  close(chat: Chat, reason?: string): void {
    this.#do(() => this.#engine.move(chat.id, 'closed', reason));
    const action = { label: t.chat.undo, run: () => this.reopen(chat) };
    this.toasts.add({ text: t.chat.closedToast(chat.name), action, moved: chat.id }, UNDO_MS);
  }

  reopen(chat: Chat): void {
    this.#do(() => this.#engine.move(chat.id, 'open'));
  }

  /** Gives a chat to somebody, or back to the queue; what speaks against it, in words. */
  async forward(chat: Chat, to: OperatorId | null, comment = ''): Promise<string | null> {
    const holder = holderOf(chat) ?? null;
    const body: Forward = comment === '' ? { to, holder } : { to, holder, comment };
    return this.#act(() => this.api.call<Chat>('PUT', chatPath(chat.id, '/forward'), body));
  }

  /** Takes a chat; a lost race is told at the edge of the screen. */
  async take(chat: Chat): Promise<void> {
    this.#tell(await this.forward(chat, this.me));
  }

  /** Puts a chat aside until a time; null: takes it back. */
  async snooze(chat: Chat, until: UnixMs | null): Promise<void> {
    const path = chatPath(chat.id, '/snooze');
    this.#tell(await this.#act(() => this.api.call<Chat>('PUT', path, { until })));
  }

  explain(chat: Chat): Promise<Explained> {
    return this.api.call('GET', chatPath(chat.id, '/explain'));
  }

  async choose(status: Status): Promise<void> {
    await this.#changeMe('/api/operators/me/status', { status });
  }

  async involve(involved: boolean): Promise<void> {
    await this.#changeMe('/api/operators/me/involved', { involved });
  }

  learnSettings(settings: Settings): void {
    this.#do(() => this.#engine.workspace.learnSettings(settings));
  }

  addChannel(channel: Channel): void {
    this.#do(() => this.#engine.frame({ events: [{ type: 'channel_committed', channel }] }));
  }

  /** Chats as they just became by what was done to several at once. */
  learnChats(chats: readonly Chat[]): void {
    this.#do(() => chats.forEach((chat) => this.#engine.news(chat)));
  }

  learnOperator(operator: Operator): void {
    this.#do(() => this.#engine.frame({ events: [{ type: 'operator_committed', operator }] }));
  }

  tryNow(): void {
    this.#line.tryNow();
  }

  /** The window came back, or the network did. */
  wake(): void {
    this.#line.wake();
  }

  /** Stops; `isWiped`: nothing written here stays in this browser. */
  end(isWiped: boolean): void {
    this.facts.end();
    this.drafts.end();
    this.#line.end();
    this.#driver.end();
    this.#keeper.end(isWiped);
  }

  // ---- Details -------------------------------------------------------------------------------------------------

  /** Whether anybody else is at work, as far as is known here. */
  #hasColleagues(): boolean {
    const all = this.#engine.workspace.operators();
    return all.some(({ id, status }) => id !== this.me && status !== 'offline');
  }

  #read<T>(value: () => T): T {
    void this.#revision;
    return value();
  }

  #do(change: () => void): void {
    change();
    this.#driver.pump();
  }

  /** Does what changes one chat, and shows it as it then is; what speaks against it, in words. */
  async #act(change: () => Promise<Chat>): Promise<string | null> {
    try {
      const chat = await change();
      this.#do(() => this.#engine.news(chat));
      return null;
    } catch (error) {
      return this.#heldWords(error) ?? failureWords(error);
    }
  }

  async #changeMe(path: string, body: unknown): Promise<void> {
    try {
      this.learnOperator(await this.api.call<Operator>('PUT', path, body));
    } catch (error) {
      this.#tell(failureWords(error));
    }
  }

  /** Who was quicker, and since when. */
  #heldWords(error: unknown): string | null {
    if (!(error instanceof Failed) || error.failure.error?.code !== 'held_by_other') return null;
    const { by, since } = error.failure.error.details as { by: OperatorId | null; since: UnixMs };
    return by === null
      ? t.forward.queuedNow(clockTime(since))
      : t.forward.heldNow(this.nameOf(by), clockTime(since));
  }

  #tell(problem: string | null): void {
    if (problem !== null) this.toasts.add({ text: problem });
  }

  #openLine(connect: DeskDeps['connect']): AnyLine {
    const deps = {
      ticket: () => this.api.call<SocketTicket>('POST', '/api/socket-ticket', {}),
      connect,
      now: () => Date.now(),
      random: Math.random,
    };
    const events = {
      onframe: (frame: Frame) => {
        for (const hear of this.hearers) hear(frame);
        this.#do(() => this.#engine.frame(frame));
        this.typists.take(frame);
        this.drafts.take(frame);
        this.lookers.take(frame);
      },
      onconnected: () => {
        this.#do(() => this.#engine.resync());
        this.connections += 1;
        this.facts.learnSettings(() => this.settings() !== null);
      },
      // Gaps show by the next version; only a lost last frame does not. Looking again now and then costs one page.
      onalive: () => this.#do(() => this.#engine.resync()),
      onchange: (state: LineState) => (this.connection = state),
    };
    return openLine(`switchboard.${this.me}`, deps, events, tabsOf(globalThis));
  }

  #changed(): void {
    this.#keeper.changed();
    // Whoever changes something in an effect does not depend on it: reading it there would run the effect again and again.
    this.#revision = untrack(() => this.#revision) + 1;
  }
}

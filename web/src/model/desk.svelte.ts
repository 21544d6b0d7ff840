// The signed-in desk: the engine with the network behind it, as values that views may read.
//
// The engine's values are replaced and never changed, so one signal (`#revision`) suffices: after each change every view
// reads again, and only those whose value is another one render.
import type { Channel, Chat, Messengers, MessengerInfo, Operator, SocketTicket } from '../proto';
import { t, refusalWords } from '../i18n';
import { Kept } from '../kept/kept';
import { Driver } from '../net/driver';
import type { Api } from '../net/http';
import { Line, type LineState, type SocketLike } from '../net/line';
import { ulid } from '../net/ulid';
import { Engine } from '../sync/engine';
import type { ListName, ListWindow } from '../sync/list';
import type { Outbox, Outgoing } from '../sync/outbox';
import type { Thread } from '../sync/thread';
import { Toasts } from './toasts.svelte';

/** Between two tries to learn what the messengers can do. */
const LOOK_AGAIN_MS = 3000;

export interface DeskDeps {
  api: Api;
  connect: (ticket: SocketTicket) => SocketLike;
}

export class Desk {
  readonly operator: Operator;
  readonly api: Api;
  readonly toasts = new Toasts();
  connection = $state.raw<LineState>({ is: 'broken', since: Date.now(), next: null });
  messengers = $state.raw<ReadonlyMap<string, MessengerInfo>>(new Map());
  drafts = $state.raw<ReadonlyMap<string, string>>(new Map());
  #revision = $state(0);
  #engine = new Engine();
  #driver: Driver;
  #line: Line;
  #kept: Kept;
  #keptOutbox: Outbox;
  #isEnded = false;

  constructor(operator: Operator, { api, connect }: DeskDeps) {
    this.operator = operator;
    this.api = api;
    this.#kept = new Kept(operator.id);
    this.drafts = this.#kept.drafts();
    for (const item of this.#kept.outbox()) this.#engine.send(item);
    this.#keptOutbox = this.#engine.outbox;
    this.#driver = new Driver(this.#engine, api, () => Date.now(), {
      onchange: () => this.#changed(),
      onrefused: (_, error) => this.toasts.add({ text: refusalWords(error) }),
      onunreachable: () => this.#line.doubt(),
    });
    this.#line = this.#openLine(connect);
    this.#driver.pump();
    void this.#learnMessengers();
  }

  // ---- What is shown -------------------------------------------------------------------------------------------

  rows(list: ListName): readonly Chat[] {
    return this.#read(() => this.#engine.rows(list));
  }

  list(name: ListName): ListWindow {
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
    return this.#read(() => this.#engine.channels());
  }

  messenger(name: string | undefined): MessengerInfo | undefined {
    return name === undefined ? undefined : this.messengers.get(name);
  }

  /** Chats of the Open list with unread messages, as far as the list is loaded. */
  unreadChats(): number {
    return this.rows('open').filter((chat) => chat.inbound > chat.read).length;
  }

  // ---- What the operator does ----------------------------------------------------------------------------------

  open(chat: string | null): void {
    this.#do(() => this.#engine.open(chat));
  }

  show(list: ListName): void {
    this.#do(() => this.#engine.show(list));
  }

  more(list: ListName): void {
    if (this.#engine.list(list).cursor !== undefined) this.#do(() => this.#engine.more(list));
  }

  older(chat: string): void {
    const thread = this.#engine.thread(chat);
    if (thread?.from && !thread.wantsOlder) this.#do(() => this.#engine.older(chat));
  }

  /** Queues an answer; it is kept in this browser before anything is sent. */
  send(chat: Chat, identity: string, text: string): void {
    const at = Date.now();
    const item: Outgoing = { intent: ulid(at), chat: chat.id, identity, text, at, seen: chat.version };
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
    if (chat.inbound > chat.read) this.#do(() => this.#engine.read(chat.id, chat.inbound));
  }

  close(chat: Chat): void {
    this.#do(() => this.#engine.move(chat.id, 'closed'));
    const action = { label: t.chat.undo, run: () => this.reopen(chat) };
    this.toasts.add({ text: t.chat.closedToast(chat.name), action });
  }

  reopen(chat: Chat): void {
    this.#do(() => this.#engine.move(chat.id, 'open'));
  }

  /** Remembers what was typed; rows of the list learn of it with `isLeft`, when the chat is left. */
  draft(chat: string, text: string, isLeft: boolean): void {
    if (this.#isEnded) return;
    this.#kept.keepDraft(chat, text);
    if (!isLeft) return;
    const drafts = new Map(this.drafts);
    if (text.trim() === '') drafts.delete(chat);
    else drafts.set(chat, text);
    this.drafts = drafts;
  }

  addChannel(channel: Channel): void {
    this.#do(() => this.#engine.frame({ events: [{ type: 'channel_committed', channel }] }));
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
    this.#isEnded = true;
    this.#line.end();
    this.#driver.end();
    if (isWiped) this.#kept.clear();
  }

  // ---- Details -------------------------------------------------------------------------------------------------

  #read<T>(value: () => T): T {
    void this.#revision;
    return value();
  }

  #do(change: () => void): void {
    change();
    this.#driver.pump();
  }

  #openLine(connect: DeskDeps['connect']): Line {
    const deps = {
      ticket: () => this.api.call<SocketTicket>('POST', '/api/socket-ticket', {}),
      connect,
      now: () => Date.now(),
      random: Math.random,
    };
    return new Line(deps, {
      onframe: (frame) => this.#do(() => this.#engine.frame(frame)),
      onconnected: () => this.#do(() => this.#engine.resync()),
      onchange: (state) => (this.connection = state),
    });
  }

  #changed(): void {
    this.#keepOutbox();
    this.#revision += 1;
  }

  #keepOutbox(): void {
    const now = this.#engine.outbox;
    if (now === this.#keptOutbox) return;
    for (const intent of this.#keptOutbox.keys()) if (!now.has(intent)) this.#kept.dropOutgoing(intent);
    for (const [intent, item] of now) {
      if (this.#keptOutbox.get(intent) !== item) this.#kept.keepOutgoing(item);
    }
    this.#keptOutbox = now;
  }

  async #learnMessengers(): Promise<void> {
    try {
      const { messengers } = await this.api.call<Messengers>('GET', '/api/messengers');
      this.messengers = new Map(messengers.map((info) => [info.name, info]));
    } catch {
      if (!this.#isEnded) setTimeout(() => void this.#learnMessengers(), LOOK_AGAIN_MS);
    }
  }
}

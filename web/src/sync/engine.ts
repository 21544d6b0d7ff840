// The client's copy of the desk, equal to the server's whatever the network does.
// Pure: no DOM, no clock, no requests; `now` and randomness are arguments. Everything may arrive in any order, any
// number of times, or not at all: pages of lists and histories, answers of requests, pushed frames. The table on the
// server is the truth and a push is a hint: versions decide what is newer, and what is missing is asked for. The caller
// takes the wants (`take`), performs them, and hands back `answer` or `fail`.
import type {
  Chat,
  ChatPage,
  ContactId,
  Counters,
  Event,
  Frame,
  IntentId,
  Message,
  OperatorId,
  UnixMs,
} from '../proto';
import { addresses, Copies, rootOf } from './copies';
import { Counts } from './counts';
import { Gaps } from './gaps';
import { Histories } from './histories';
import { missingIn, takePage, type ListWindow } from './list';
import { Lists } from './lists';
import { recall, remember, type Remembered } from './memory';
import * as outbox from './outbox';
import { Pace } from './pace';
import { Rows } from './rows';
import { belongs, OPEN, type ListName, type Selection } from './selection';
import { grown, merge, takeChanges, takeEarlier, takeNewest, takeOlder, type Thread } from './thread';
import { isQuestion, writingKey, type Answered, type Failure, type Want, type WantOf } from './want';
import { Wishes } from './wishes';
import { Workspace } from './workspace';

/** More rows than this missing from a page: they are forgotten instead of asked for one by one. */
const MISSING_MAX = 20;

export class Engine {
  #copies = new Copies();
  #histories = new Histories();
  #lists = new Lists();
  #counts = new Counts();
  /** Channels, operators, settings, cards. */
  readonly workspace = new Workspace();
  #parts = {
    copies: this.#copies,
    histories: this.#histories,
    lists: this.#lists,
    workspace: this.workspace,
  };
  #outbox: outbox.Outbox = new Map();
  #wishes = new Wishes();

  #open: ContactId | null = null;
  #visible: Selection = OPEN;
  /** Counts interruptions. */
  #epoch = 1;
  #pace = new Pace();
  /** Questions wait for the socket, at most until then: what is asked before it must be asked again behind it. */
  readonly hold = (until: UnixMs): void => this.#pace.hold(until);
  #gaps = new Gaps();
  /** Doubts that were there when the epoch began: what was asked since settles them. */
  #doubts = 0;
  #rows = new Rows(() => this.me);

  constructor(readonly me: OperatorId) {}

  /** What is worth keeping over a reload. */
  readonly remembered = (): Remembered => remember(this.#parts);

  recall(kept: Remembered): void {
    recall(kept, this.#parts);
    this.#rows.clear();
    this.#beginOpen();
  }

  // ---- What is shown -------------------------------------------------------------------------------------------

  chat(id: ContactId): Chat | undefined {
    const chat = this.#copies.get(id);
    return chat && this.#wishes.applied(chat);
  }

  /** Whether the server says there is no such chat. */
  isUnknown(id: ContactId): boolean {
    return this.#copies.isUnknown(id);
  }

  list(selection: Selection): ListWindow {
    return this.#lists.get(selection);
  }

  /** The rows of a list, newest activity first; the same array until something changes. */
  rows(selection: Selection): readonly Chat[] {
    const shown = this.#lists.shown(selection);
    return this.#rows.of(selection, shown, this.#copies.all(), (chat) => this.#wishes.applied(chat));
  }

  /** Null until the server has counted. */
  counters(): Counters | null {
    return this.#counts.value;
  }

  thread(id: ContactId): Thread | undefined {
    return this.#histories.get(id);
  }

  /** All unconfirmed answers, in the order they will go. */
  get outbox(): outbox.Outbox {
    return this.#outbox;
  }

  // ---- What the operator does ----------------------------------------------------------------------------------

  /** Opens a chat, or none. */
  open(id: ContactId | null): void {
    if (this.#open === id) return;
    this.#histories.leave();
    this.#open = id;
    this.#beginOpen();
  }

  show(selection: Selection): void {
    this.#visible = selection;
  }

  /** The operator nears the end of what is fresh in the list. */
  more(selection: Selection): void {
    this.#lists.grow(selection);
  }

  /** The operator nears the start of the window. */
  older(id: ContactId): void {
    this.#histories.change(id, grown);
  }

  send(item: outbox.Outgoing): void {
    this.#outbox = outbox.added(this.#outbox, item);
  }

  retry(intent: IntentId, now: UnixMs): void {
    this.#outbox = outbox.retried(this.#outbox, intent, now);
  }

  /** Gives up a refused answer. One that may be under way cannot be called back. */
  discard(intent: IntentId): void {
    if (this.#outbox.get(intent)?.refusal) this.#outbox = outbox.removed(this.#outbox, intent);
  }

  /** The first `inbound` messages of the contact were seen. */
  read(id: ContactId, inbound: number): void {
    const chat = this.#copies.get(id);
    if (chat && this.#wishes.read(chat, inbound)) this.#touch(id);
  }

  /** Closes a chat, for a `reason`, or reopens it. */
  move(id: ContactId, to: ListName, reason?: string): void {
    this.#wishes.move(id, to, reason);
    this.#touch(id);
  }

  // ---- What arrives --------------------------------------------------------------------------------------------

  frame(frame: Frame): void {
    for (const event of frame.events) this.#event(event);
  }

  /** The socket is connected (again), or was silent for long: anything may have changed, and waiting may end. */
  resync(): void {
    this.#epoch += 1;
    this.#lists.doubt();
    this.#counts.doubt();
    this.#doubts = this.#copies.doubtAll([...this.#histories.ids(), this.#open ?? []].flat());
    this.workspace.doubt();
    this.#pace.reset();
  }

  /** A chat as it just became, by an event or as the answer to what was done to it. */
  news(chat: Chat): void {
    const before = this.#copies.get(chat.id);
    if ((before?.version ?? 0) <= chat.version) this.#counts.shift(before, chat, this.me);
    this.#learn(chat);
  }

  answer({ kind, want, answer }: Answered): void {
    this.#pace.done(want);
    switch (kind) {
      case 'list':
        return this.#page(want, answer);
      case 'channels':
        return this.workspace.takeChannels(answer.channels, want.epoch === this.#epoch);
      case 'operators':
        return this.workspace.takeOperators(answer.operators, want.epoch === this.#epoch);
      case 'counters':
        return this.#counts.take(answer, want.epoch === this.#epoch);
      case 'chat':
        if (want.epoch !== this.#epoch) this.#copies.doubt(want.chat);
        this.#copies.confirm(want.chat, want.asked);
        return this.news(answer);
      case 'newest':
        return this.#mend(want, (thread) => takeNewest(thread, answer));
      case 'older':
        return this.#mend(want, (thread) => takeOlder(thread, want, answer));
      case 'earlier':
        return this.#mend(want, (thread) => takeEarlier(thread, want.cursor, answer));
      case 'changes':
        return this.#mend(want, (thread) => takeChanges(thread, want.base, answer));
      case 'send':
      case 'comment':
        return this.#message(answer.message);
      case 'read':
      case 'move':
        this.#wishes.settle(want);
        this.#touch(want.chat);
        return this.news(answer);
    }
  }

  /** Nothing came of `want`; whether the operator must be told that a wish of theirs was refused. */
  fail(want: Want, failure: Failure, now: UnixMs, random: number): boolean {
    const isNo = failure.is === 'refused';
    if (isNo && 'chat' in want && isQuestion(want) && failure.error.code === 'no_such_chat') {
      this.#pace.done(want);
      const before = this.#copies.get(want.chat);
      this.#copies.deny(want.chat);
      this.#touch(want.chat, before);
    } else if (!isNo || isQuestion(want)) {
      // A question must not be asked again at once even when it was refused: the answer would be the same.
      this.#pace.pause(want, now, random);
    } else {
      this.#pace.done(want);
      if (want.kind === 'send' || want.kind === 'comment')
        this.#outbox = outbox.refused(this.#outbox, want.intent, failure.error);
      if (want.kind === 'read' || want.kind === 'move') this.#wishes.settle(want);
      if ('chat' in want) this.#touch(want.chat);
      return want.kind === 'move';
    }
    return false;
  }

  // ---- What is needed ------------------------------------------------------------------------------------------

  /** The wants that are due; each counts as under way until it is answered or failed. */
  take(now: UnixMs): Want[] {
    const isUnderWay = (item: outbox.Outgoing) => this.#pace.isUnderWay(writingKey(item.chat));
    this.#outbox = outbox.heldBack(this.#outbox, now, isUnderWay);
    const wants = this.#wants(now).filter((want) => this.#pace.start(want, now));
    if (wants.some((want) => want.kind === 'counters')) this.#counts.asked(now);
    return wants;
  }

  /** When `take` should be called again even if nothing happens. */
  nextDue(now: UnixMs): UnixMs | null {
    const pauses = this.#wants(now).map((want) => this.#pace.until(want) ?? 0);
    const later = [...pauses, ...this.#gaps.dues(), this.#counts.due() ?? 0].filter((time) => time > now);
    return later.length > 0 ? Math.min(...later) : null;
  }

  #wants(now: UnixMs): Want[] {
    const epoch = this.#epoch;
    const list = this.#lists.get(this.#visible);
    const asked = this.#copies.doubts;
    return [
      ...this.#threadWants(now),
      ...[...this.#chatsWanted(now)].map((chat) => ({ kind: 'chat' as const, chat, asked, epoch })),
      ...(list.isStale || list.wantsMore
        ? [{ kind: 'list' as const, list: this.#visible, cursor: list.cursor, epoch }]
        : []),
      ...this.workspace.wants(epoch),
      ...(this.#counts.isDue(now) ? [{ kind: 'counters' as const, epoch }] : []),
      ...outbox.wants(this.#outbox),
      ...this.#wishes.wants(),
    ];
  }

  #chatsWanted(now: UnixMs): Set<ContactId> {
    const wanted = new Set(this.#copies.suspects());
    const outdated = new Set(this.#copies.outdated());
    for (const id of outdated) if (this.#gaps.isOld(`chat ${id}`, now)) wanted.add(id);
    this.#gaps.keepOnly('chat ', outdated);
    if (this.#open && this.#copies.isUncertain(this.#open)) wanted.add(this.#open);
    return wanted;
  }

  #threadWants(now: UnixMs): Want[] {
    const chat = this.#open ? this.#copies.get(this.#open) : undefined;
    const thread = chat && this.#histories.get(chat.id);
    if (!chat || !thread) return [];
    const { version, from, cursor, mends } = thread;
    const about = { chat: chat.id, window: thread.epoch, epoch: this.#epoch };
    if (!thread.isLoaded) return [{ kind: 'newest', ...about }];
    const wants: Want[] = [];
    if (thread.wantsOlder && from !== null) wants.push({ kind: 'older', ...about, before: from, mends });
    if (thread.wantsOlder && cursor !== undefined) wants.push({ kind: 'earlier', ...about, cursor });
    const key = `thread ${chat.id}`;
    if (version >= chat.version) this.#gaps.close(key);
    else if (this.#gaps.isOld(key, now)) {
      wants.push({ kind: 'changes', ...about, after: version, base: chat.version });
    }
    return wants;
  }

  // ---- Details -------------------------------------------------------------------------------------------------

  #event(event: Event): void {
    switch (event.type) {
      case 'chat_committed':
        if (this.#copies.isPast(event.chat)) return;
        this.#histories.commit(event.chat, event.messages);
        this.news(event.chat);
        return event.messages.forEach((message) => this.#confirm(message));
      case 'chat_united':
      case 'contact_erased': {
        // A part of another chat now, whose own commit is told besides; or nothing is left of it to be asked for.
        const id = event.type === 'chat_united' ? event.chat : event.contact;
        const before = this.#copies.get(id);
        if (event.type === 'chat_united') this.#copies.unite(id, event.version);
        else this.#copies.deny(id);
        if (!this.#copies.get(id)) this.#histories.forget(id);
        this.#touch(id, before);
        return this.#counts.guess();
      }
      case 'chat_outgrew_frame':
        this.#counts.guess();
        return this.#copies.hear(event.chat, event.version);
      default:
        // Newer than this client: whatever it was about is asked for again.
        if (!this.workspace.takes(event)) this.#unheardOf(rootOf(event));
    }
  }

  #unheardOf({ id, version }: { id?: unknown; version?: unknown }): void {
    this.#counts.guess();
    if (typeof id === 'string' && typeof version === 'number') return this.#copies.hear(id, version);
    if (typeof id === 'string') return this.#copies.suspect(id);
    this.#lists.doubt();
    this.#counts.doubt();
    this.workspace.doubt();
    if (this.#open) this.#copies.doubt(this.#open);
  }

  #page(want: WantOf<'list'>, page: ChatPage): void {
    const before = this.#lists.get(want.list);
    for (const chat of page.chats) {
      this.#learn(chat);
      // An answer from before the last interruption is hearsay.
      if (want.epoch === this.#epoch) this.#copies.confirm(chat.id, this.#doubts);
      else this.#copies.doubt(chat.id);
    }
    if (want.epoch !== this.#epoch) return;
    const after = takePage(before, want.cursor, page);
    if (after === before) return;
    this.#lists.put(want.list, after);
    this.#rows.clear();
    const known = [...this.#copies.all()].filter((chat) => belongs(chat, want.list, this.me));
    const missing = missingIn(page, before, after, known);
    const isTooMany = missing.length > MISSING_MAX;
    // What is forgotten here may stand in another list: that is asked for anew when it is looked at.
    if (isTooMany) this.#lists.doubt(want.list);
    for (const { id, isEdge } of missing) {
      if (isTooMany && !isEdge && id !== this.#open) this.#copies.forget(id);
      else this.#copies.suspect(id);
    }
  }

  #learn(chat: Chat): void {
    const known = this.#copies.get(chat.id);
    if (!this.#copies.learn(chat)) return;
    // Other addresses, another history: the contact was united with somebody, or separated from them.
    if (known && addresses(known) !== addresses(chat)) this.#histories.forget(chat.id);
    this.#touch(chat.id, known);
    this.#beginOpen();
  }

  /** A chat, which was `before`, may have another place in the lists now, or look different. */
  #touch(id: ContactId, before = this.#copies.get(id)): void {
    this.#rows.replace(before, this.chat(id));
  }

  #beginOpen(): void {
    const chat = this.#open ? this.#copies.get(this.#open) : undefined;
    if (chat) this.#histories.begin(chat);
  }

  #mend(want: { chat: ContactId; window: number }, change: (thread: Thread) => Thread): void {
    this.#histories.change(want.chat, (thread) => (thread.epoch === want.window ? change(thread) : thread));
    this.#histories.get(want.chat)?.messages.forEach((message) => this.#confirm(message));
  }

  #message(message: Message): void {
    this.#copies.hear(message.chat, message.version);
    this.#histories.change(message.chat, (thread) => merge(thread, [message]));
    this.#confirm(message);
  }

  /** A message that carries an intent is that wish come true. */
  #confirm(message: Message): void {
    if ('intent' in message.origin) this.#outbox = outbox.removed(this.#outbox, message.origin.intent);
  }
}

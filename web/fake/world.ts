// A desk in memory that obeys the server's rules: versions, order, idempotent sends, pages and frames.
//
// It stands in for the back end in the engine's property test and on the pages that run without one. It knows nothing
// of networks: whoever holds it decides what is lost, doubled or late.
import type {
  AddComment,
  Channel,
  Chat,
  ChatPage,
  Content,
  Counters,
  EarlierText,
  Event,
  Forward,
  Frame,
  Identity,
  IdentityId,
  Line,
  Message,
  MessageId,
  MessagePage,
  Operator,
  OperatorId,
  Preview,
  SendMessage,
} from '../src/proto';
import { byActivity } from '../src/sync/list';
import { inOrder, placeOf } from '../src/sync/order';
import { belongs, holderOf, type ListName, type Selection } from '../src/sync/selection';

/** An expected no, as the API words it. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly details?: unknown,
  ) {
    super(code);
  }
}

export interface Limits {
  chatsPerPage: number;
  messagesPerPage: number;
  /** How many of the newest messages an answer to `after_version` speaks of. */
  messagesPerAnswer: number;
}

/** Beyond this a number is "more than that". */
const COUNT_MAX = 1000;

const LIMITS: Limits = { chatsPerPage: 50, messagesPerPage: 50, messagesPerAnswer: 200 };

export class World {
  now = 0;
  readonly chats = new Map<string, Chat>();
  readonly channels = new Map<string, Channel>();
  readonly operators = new Map<OperatorId, Operator>();
  readonly earlier = new Map<MessageId, EarlierText[]>();
  /** Every distinct wish to send, and what it became. */
  readonly intents = new Map<string, MessageId>();
  onframe: (frame: Frame) => void = () => undefined;
  #messages = new Map<string, Map<MessageId, Message>>();

  constructor(
    readonly me: string,
    readonly limits: Limits = LIMITS,
  ) {}

  // ---- The contact ---------------------------------------------------------------------------------------------

  writes(identity: IdentityId, name: string, said: string | Content, messenger = 'blue'): Message {
    const id = `chat-${identity.replace(':', '-')}`;
    const before = this.chats.get(id);
    const version = (before?.version ?? 0) + 1;
    const known = before?.identities.find((one) => one.id === identity);
    const position = (known?.position ?? 0) + 1;
    const message: Message = {
      id: `${identity}:${String(position).padStart(20, '0')}`,
      chat: id,
      version,
      at: this.now,
      origin: { from: 'contact' },
      content: typeof said === 'string' ? { type: 'text', text: said } : said,
    };
    const others = before?.identities.filter((one) => one.id !== identity) ?? [];
    this.#commit(
      {
        id,
        version,
        state: before?.state.is === 'open' ? before.state : { is: 'open', since: this.now },
        assignment: before?.assignment ?? { is: 'unassigned', since: this.now },
        name,
        identities: [{ id: identity, messenger, position }, ...others],
        activity: Math.max(before?.activity ?? 0, this.now),
        preview: previewOf(message),
        inbound: (before?.inbound ?? 0) + 1,
        read: before?.read ?? 0,
      },
      [message],
    );
    return message;
  }

  edits(chat: string, id: MessageId, text: string): void {
    const message = this.message(chat, id);
    const kept = this.earlier.get(id) ?? [];
    this.earlier.set(id, [...kept, { number: kept.length + 1, content: message.content, at: message.at }]);
    this.#change(chat, () => ({}), [
      { ...message, content: { type: 'text', text }, edited: { at: this.now, times: kept.length + 1 } },
    ]);
  }

  // ---- The operator --------------------------------------------------------------------------------------------

  send(chat: string, request: SendMessage, by = this.me): Message {
    const known = this.intents.get(request.intent_id);
    if (known) return this.message(chat, known);
    const before = this.chat(chat);
    const { preview } = before;
    const isOther = preview.from.is !== 'operator' || preview.from.id !== by;
    if (request.seen_version !== undefined && request.seen_version < preview.version && isOther) {
      throw new Refusal(409, 'newer_message', { by: null, version: before.version });
    }
    const identity = before.identities.find((one) => one.id === request.identity);
    if (!identity) throw new Refusal(404, 'no_such_identity');
    const { content } = request;
    if (content.type === 'media') throw new Refusal(400, 'not_offered');
    const version = before.version + 1;
    const message: Message = {
      id: placedBehind(identity, version),
      chat,
      version,
      at: this.now,
      origin: {
        from: 'operator',
        by,
        intent: request.intent_id,
        delivery: { state: 'queued', not_before: this.now, attempts: 0 },
      },
      content,
    };
    this.intents.set(request.intent_id, message.id);
    this.#change(
      chat,
      (old) => ({
        preview: previewOf(message),
        activity: Math.max(old.activity, this.now),
        read: old.inbound,
        assignment:
          old.assignment.is === 'assigned'
            ? old.assignment
            : { is: 'assigned', to: by, at: this.now, how: 'taken' },
        state: old.state.is === 'open' ? old.state : { is: 'open', since: this.now },
      }),
      [message],
    );
    return message;
  }

  comment(chat: string, { intent_id: intent, comment }: AddComment, by = this.me): Message {
    const known = this.intents.get(intent);
    if (known) return this.message(chat, known);
    const message = this.#behind(chat, { from: 'comment', by, intent }, { type: 'comment', comment });
    this.intents.set(intent, message.id);
    this.#change(chat, (old) => ({ activity: Math.max(old.activity, this.now) }), [message]);
    return message;
  }

  /** A look into a colleague's chat changes nothing. */
  read(chat: string, inbound: number, by = this.me): Chat {
    const old = this.chat(chat);
    const read = Math.min(inbound, old.inbound);
    const isTheirs = (holderOf(old) ?? by) === by;
    return read <= old.read || !isTheirs ? old : this.#change(chat, () => ({ read }));
  }

  move(chat: string, to: ListName, reason?: string, by = this.me): Chat {
    const old = this.chat(chat);
    if (old.state.is === to) return old;
    const why = reason === undefined ? {} : { reason };
    if (to === 'open')
      return this.#tell(chat, { is: 'reopened', by }, { state: { is: 'open', since: this.now } });
    const state = { is: 'closed' as const, by, at: this.now, ...why };
    return this.#tell(chat, { is: 'closed', by, ...why }, { state, read: old.inbound });
  }

  forward(chat: string, { to, holder, comment }: Forward, by = this.me): Chat {
    const old = this.chat(chat);
    const from = holderOf(old);
    if (old.state.is !== 'open') throw new Refusal(409, 'not_open');
    if (from === (to ?? undefined)) return old;
    if (from !== (holder ?? undefined)) {
      const since = old.assignment.is === 'assigned' ? old.assignment.at : old.assignment.since;
      throw new Refusal(409, 'held_by_other', { by: from ?? null, since });
    }
    const how = to === by ? ('taken' as const) : ('forwarded' as const);
    const assignment: Chat['assignment'] =
      to === null
        ? { is: 'unassigned', since: this.now, is_returned: true }
        : { is: 'assigned', to, at: this.now, how };
    const line: Line = {
      is: 'forwarded',
      by,
      ...(from ? { from } : {}),
      ...(to === null ? {} : { to }),
      ...(comment ? { comment } : {}),
    };
    return this.#tell(chat, line, { assignment });
  }

  snooze(chat: string, until: number | null, by = this.me): Chat {
    const old = { ...this.chat(chat) };
    delete old.snoozed_until;
    this.chats.set(chat, old);
    const change = until === null ? {} : { snoozed_until: until };
    return this.#tell(chat, { is: 'snoozed', by, ...(until === null ? {} : { until }) }, change);
  }

  /** Changes an operator, or adds one. */
  staff(operator: Operator): Operator {
    this.operators.set(operator.id, operator);
    this.onframe({ events: [{ type: 'operator_committed', operator }] });
    return operator;
  }

  change(id: OperatorId, change: Partial<Operator>): Operator {
    const operator = this.operators.get(id);
    if (!operator) throw new Refusal(404, 'no_such_operator');
    return this.staff({ ...operator, ...change, version: operator.version + 1 });
  }

  // ---- The courier ---------------------------------------------------------------------------------------------

  delivers(
    chat: string,
    id: MessageId,
    delivery: (Message['origin'] & { from: 'operator' })['delivery'],
  ): void {
    const message = this.message(chat, id);
    if (message.origin.from !== 'operator') throw new Error('only ours are delivered');
    this.#change(chat, () => ({}), [{ ...message, origin: { ...message.origin, delivery } }]);
  }

  addChannel(channel: Channel): void {
    this.channels.set(channel.id, channel);
    this.onframe({ events: [{ type: 'channel_committed', channel }] });
  }

  // ---- Questions -----------------------------------------------------------------------------------------------

  chat(id: string): Chat {
    const chat = this.chats.get(id);
    if (!chat) throw new Refusal(404, 'no_such_chat');
    return chat;
  }

  message(chat: string, id: MessageId): Message {
    const message = this.#messages.get(chat)?.get(id);
    if (!message) throw new Refusal(404, 'no_such_message');
    return message;
  }

  history(chat: string): Message[] {
    return inOrder(this.#messages.get(chat)?.values() ?? []);
  }

  rows(list: Selection): Chat[] {
    return [...this.chats.values()].filter((chat) => belongs(chat, list, this.me)).sort(byActivity);
  }

  counters(): Counters {
    const count = (state: ListName, selector: 'all' | 'unread' | 'my') => {
      const all = this.rows({ state, selector }).length;
      return { count: Math.min(all, COUNT_MAX), has_more: all > COUNT_MAX };
    };
    const of = (state: ListName) => ({
      all: count(state, 'all'),
      unread: count(state, 'unread'),
      my: count(state, 'my'),
    });
    return { open: of('open'), closed: of('closed') };
  }

  page(list: Selection, cursor?: string): ChatPage {
    const [activity = Infinity, id = ''] = cursor ? (JSON.parse(cursor) as [number, string]) : [];
    const isAfter = (chat: Chat) => chat.activity < activity || (chat.activity === activity && chat.id > id);
    const rows = this.rows(list).filter(isAfter);
    const chats = rows.slice(0, this.limits.chatsPerPage);
    const last = chats.at(-1);
    return rows.length > chats.length && last
      ? { chats, cursor: JSON.stringify([last.activity, last.id]) }
      : { chats };
  }

  messages(chat: string, before?: string): MessagePage {
    const all = this.history(chat).filter((message) => before === undefined || placeOf(message.id) < before);
    const messages = all.slice(-this.limits.messagesPerPage);
    return { messages, has_older: all.length > messages.length };
  }

  changes(chat: string, after: number): MessagePage {
    const all = this.history(chat);
    const newest = all.slice(-this.limits.messagesPerAnswer);
    const messages = newest.filter((message) => message.version > after);
    const first = newest[0];
    const isPart = newest.length < all.length && first !== undefined;
    return isPart ? { messages, has_older: true, from: placeOf(first.id) } : { messages, has_older: false };
  }

  // ---- Commits -------------------------------------------------------------------------------------------------

  /** Who gains and who loses an open chat. */
  #account(before: Chat | undefined, after: Chat): void {
    const holder = (chat: Chat | undefined) => (chat?.state.is === 'open' ? holderOf(chat) : undefined);
    const [from, to] = [holder(before), holder(after)];
    if (from === to) return;
    for (const [id, by] of [
      [from, -1],
      [to, 1],
    ] as const) {
      const operator = this.operators.get(id ?? '');
      if (operator) this.change(operator.id, { open_chats: operator.open_chats + by });
    }
  }

  #change(id: string, edit: (chat: Chat) => Partial<Chat>, messages: Message[] = []): Chat {
    const old = this.chat(id);
    const version = old.version + 1;
    const touched = messages.map((message) => ({ ...message, version }));
    return this.#commit({ ...old, ...edit(old), version }, touched);
  }

  /** Changes a chat and says so in its history. */
  #tell(chat: string, line: Line, change: Partial<Chat>): Chat {
    return this.#change(chat, () => change, [this.#behind(chat, { from: 'desk' }, { type: 'line', line })]);
  }

  /** A message of ours, not sent to anybody. */
  #behind(id: string, origin: Message['origin'], content: Message['content']): Message {
    const chat = this.chat(id);
    const identity = chat.identities[0];
    if (!identity) throw new Refusal(404, 'no_such_identity');
    const version = chat.version + 1;
    return { id: placedBehind(identity, version), chat: id, version, at: this.now, origin, content };
  }

  #commit(chat: Chat, messages: Message[]): Chat {
    this.#account(this.chats.get(chat.id), chat);
    this.chats.set(chat.id, chat);
    const rows = this.#messages.get(chat.id) ?? new Map<MessageId, Message>();
    for (const message of messages) rows.set(message.id, message);
    this.#messages.set(chat.id, rows);
    const event: Event = { type: 'chat_committed', chat, messages };
    this.onframe({ events: [event] });
    return chat;
  }
}

/** A place behind the newest one known of this address. */
function placedBehind(identity: Identity, version: number): MessageId {
  return `${identity.id}:${String(identity.position).padStart(20, '0')}-${String(version).padStart(10, '0')}`;
}

function previewOf(message: Message): Preview {
  const { origin, content } = message;
  const text = wordsOf(content).replace(/\s+/g, ' ').slice(0, 100);
  const from = 'by' in origin ? { is: 'operator' as const, id: origin.by } : { is: 'contact' as const };
  return { message: message.id, text, from, version: message.version };
}

function wordsOf(content: Message['content']): string {
  if (content.type === 'text') return content.text;
  if (content.type !== 'media') return content.type;
  const sign = content.media.files[0]?.kind === 'voice' ? '🎤' : '📷';
  return `${sign} ${content.media.caption ?? ''}`.trim();
}

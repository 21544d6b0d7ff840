// A desk in memory that obeys the server's rules: versions, order, idempotent sends, pages and frames.
//
// It stands in for the back end in the engine's property test and on the pages that run without one. It knows nothing
// of networks: whoever holds it decides what is lost, doubled or late.
import type {
  Channel,
  Chat,
  ChatPage,
  EarlierText,
  Event,
  Frame,
  IdentityId,
  Message,
  MessageId,
  MessagePage,
  Preview,
  SendMessage,
} from '../src/proto';
import { byActivity, type ListName } from '../src/sync/list';
import { inOrder, placeOf } from '../src/sync/order';

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

const LIMITS: Limits = { chatsPerPage: 50, messagesPerPage: 50, messagesPerAnswer: 200 };

export class World {
  now = 0;
  readonly chats = new Map<string, Chat>();
  readonly channels = new Map<string, Channel>();
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

  writes(identity: IdentityId, name: string, text: string, messenger = 'blue'): Message {
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
      content: { type: 'text', text },
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
    const isOther = preview.from.is === 'contact' || preview.from.id !== by;
    if (request.seen_version !== undefined && request.seen_version < preview.version && isOther) {
      throw new Refusal(409, 'newer_message', { by: null, version: before.version });
    }
    const identity = before.identities.find((one) => one.id === request.identity);
    if (!identity) throw new Refusal(404, 'no_such_identity');
    const version = before.version + 1;
    const place = `${String(identity.position).padStart(20, '0')}-${String(version).padStart(10, '0')}`;
    const message: Message = {
      id: `${identity.id}:${place}`,
      chat,
      version,
      at: this.now,
      origin: {
        from: 'operator',
        by,
        intent: request.intent_id,
        delivery: { state: 'queued', not_before: this.now, attempts: 0 },
      },
      content: request.content,
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

  read(chat: string, inbound: number): Chat {
    const old = this.chat(chat);
    const read = Math.min(inbound, old.inbound);
    return read <= old.read ? old : this.#change(chat, () => ({ read }));
  }

  move(chat: string, to: ListName): Chat {
    const old = this.chat(chat);
    if (old.state.is === to) return old;
    if (to === 'open') return this.#change(chat, () => ({ state: { is: 'open', since: this.now } }));
    return this.#change(chat, () => ({
      state: { is: 'closed', by: this.me, at: this.now },
      read: old.inbound,
    }));
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

  rows(list: ListName): Chat[] {
    return [...this.chats.values()].filter((chat) => chat.state.is === list).sort(byActivity);
  }

  page(list: ListName, cursor?: string): ChatPage {
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

  #change(id: string, edit: (chat: Chat) => Partial<Chat>, messages: Message[] = []): Chat {
    const old = this.chat(id);
    const version = old.version + 1;
    const touched = messages.map((message) => ({ ...message, version }));
    return this.#commit({ ...old, ...edit(old), version }, touched);
  }

  #commit(chat: Chat, messages: Message[]): Chat {
    this.chats.set(chat.id, chat);
    const rows = this.#messages.get(chat.id) ?? new Map<MessageId, Message>();
    for (const message of messages) rows.set(message.id, message);
    this.#messages.set(chat.id, rows);
    const event: Event = { type: 'chat_committed', chat, messages };
    this.onframe({ events: [event] });
    return chat;
  }
}

function previewOf(message: Message): Preview {
  const { origin, content } = message;
  const text = content.type === 'text' ? content.text.replace(/\s+/g, ' ').slice(0, 100) : content.type;
  const from = 'by' in origin ? { is: 'operator' as const, id: origin.by } : { is: 'contact' as const };
  return { message: message.id, text, from, version: message.version };
}

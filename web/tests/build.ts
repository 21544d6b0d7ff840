// Short ways to a chat, a message and an answer, for tests that care about one thing in them.
import type { Chat, Counters, Frame, Message, Operator } from '../src/proto';
import type { OutgoingAnswer } from '../src/sync/outbox';

export function chat(version: number, change: Partial<Chat> = {}): Chat {
  return {
    id: 'anna',
    version,
    state: { is: 'open', since: 0 },
    assignment: { is: 'unassigned', since: 0 },
    name: 'Anna',
    identities: [{ id: 'ch:1', messenger: 'blue', position: version }],
    activity: version,
    preview: { message: `ch:1:${place(version)}`, text: 'x', from: { is: 'contact' }, version },
    inbound: version,
    read: 0,
    ...change,
  };
}

export function place(position: number): string {
  return String(position).padStart(20, '0');
}

/** The message that came with the chat's version `version`, standing at `position`. */
export function message(version: number, change: Partial<Message> & { position?: number } = {}): Message {
  const { position = version, ...rest } = change;
  return {
    id: `ch:1:${place(position)}`,
    chat: 'anna',
    version,
    at: version,
    origin: { from: 'contact' },
    content: { type: 'text', text: `text ${version}` },
    ...rest,
  };
}

export function commit(version: number, change: Partial<Chat> = {}): Frame {
  return { events: [{ type: 'chat_committed', chat: chat(version, change), messages: [message(version)] }] };
}

export function outgoing(intent: string, at = 0): OutgoingAnswer {
  return { intent, chat: 'anna', identity: 'ch:1', text: intent, at };
}

/** Every list with `count` chats. */
export function counters(count: number): Counters {
  const counter = { count, has_more: false };
  const list = { all: counter, unread: counter, my: counter };
  return { open: list, closed: list };
}

export function operator(id: string, change: Partial<Operator> = {}): Operator {
  return {
    id,
    version: 1,
    name: id,
    email: `${id}@example.com`,
    role: 'operator',
    is_active: true,
    status: 'online',
    status_since: 0,
    status_reason: 'chosen',
    is_involved: true,
    chats_max: 10,
    open_chats: 0,
    last_assigned: 0,
    ...change,
  };
}

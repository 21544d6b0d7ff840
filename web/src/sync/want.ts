// What the engine asks of the network, and how its asking is counted.
//
// A want is data: whoever performs it hands the answer, or the failure, back to the engine together with the want.
import type {
  AddComment,
  Channels,
  Chat,
  ChatPage,
  ContactId,
  Counters,
  ErrorBody,
  IntentId,
  MarkRead,
  MessagePage,
  Operators,
  Order,
  SendMessage,
  Sent,
} from '../proto';
import { selectionKey, type ListName, type Selection } from './selection';

export type Want =
  | { kind: 'list'; list: Selection; cursor: string | undefined; epoch: number }
  | { kind: 'channels'; epoch: number }
  | { kind: 'operators'; epoch: number }
  | { kind: 'counters'; epoch: number }
  | { kind: 'chat'; chat: ContactId; asked: number; epoch: number }
  | { kind: 'newest'; chat: ContactId; window: number; epoch: number }
  | { kind: 'older'; chat: ContactId; before: Order; mends: number; window: number; epoch: number }
  | { kind: 'earlier'; chat: ContactId; cursor: string; window: number; epoch: number }
  | { kind: 'changes'; chat: ContactId; after: number; base: number; window: number; epoch: number }
  | { kind: 'send'; chat: ContactId; intent: IntentId; request: SendMessage }
  | { kind: 'comment'; chat: ContactId; intent: IntentId; request: AddComment }
  | { kind: 'read'; chat: ContactId; request: MarkRead }
  | { kind: 'move'; chat: ContactId; to: ListName; reason?: string };

/** What a want is answered with. */
export interface Answers {
  list: ChatPage;
  channels: Channels;
  operators: Operators;
  counters: Counters;
  chat: Chat;
  newest: MessagePage;
  older: MessagePage;
  earlier: MessagePage;
  changes: MessagePage;
  send: Sent;
  comment: Sent;
  read: Chat;
  move: Chat;
}

export type WantOf<K extends Want['kind']> = Extract<Want, { kind: K }>;

export type Answered = {
  [K in Want['kind']]: { kind: K; want: WantOf<K>; answer: Answers[K] };
}[Want['kind']];

/** Why there is no answer: the server said no, or nobody can know what it did. */
export type Failure =
  | { is: 'refused'; error: ErrorBody }
  /** `error`: the server answered, but only that it could not. */
  | { is: 'unreachable'; error?: ErrorBody };

/**
 * Wants with one key are never under way twice. Writes are ordered per chat; reads carry the epoch, so that one from
 * before an interruption does not hold up the one after it.
 */
export function keyOf(want: Want): string {
  switch (want.kind) {
    case 'list':
      return `list ${selectionKey(want.list)} ${want.epoch}`;
    case 'channels':
    case 'operators':
    case 'counters':
      return `${want.kind} ${want.epoch}`;
    case 'chat':
      return `chat ${want.chat} ${want.epoch}`;
    case 'newest':
    case 'changes':
      return `thread ${want.chat} ${want.window} ${want.epoch}`;
    case 'older':
    case 'earlier':
      return `older ${want.chat} ${want.window} ${want.epoch}`;
    case 'send':
    case 'comment':
      return writingKey(want.chat);
    case 'read':
    case 'move':
      return `${want.kind} ${want.chat}`;
  }
}

/** What was written in one chat goes in the order written, answers and comments alike. */
export function writingKey(chat: ContactId): string {
  return `send ${chat}`;
}

const WRITES = new Set<Want['kind']>(['send', 'comment', 'read', 'move']);

/** Whether the want only asks, so that it may be dropped and asked anew. */
export function isQuestion(want: Want): boolean {
  return !WRITES.has(want.kind);
}

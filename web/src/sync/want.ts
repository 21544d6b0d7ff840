// What the engine asks of the network, and how its asking is counted.
//
// A want is data: whoever performs it hands the answer, or the failure, back to the engine together with the want.
import type {
  Channels,
  Chat,
  ChatPage,
  ContactId,
  ErrorBody,
  IntentId,
  MarkRead,
  MessagePage,
  Order,
  SendMessage,
  Sent,
} from '../proto';
import type { ListName } from './list';

export type Want =
  | { kind: 'list'; list: ListName; cursor: string | undefined; epoch: number }
  | { kind: 'channels'; epoch: number }
  | { kind: 'chat'; chat: ContactId; asked: number; epoch: number }
  | { kind: 'newest'; chat: ContactId; window: number; epoch: number }
  | { kind: 'older'; chat: ContactId; before: Order; mends: number; window: number; epoch: number }
  | { kind: 'changes'; chat: ContactId; after: number; base: number; window: number; epoch: number }
  | { kind: 'send'; chat: ContactId; intent: IntentId; request: SendMessage }
  | { kind: 'read'; chat: ContactId; request: MarkRead }
  | { kind: 'move'; chat: ContactId; to: ListName };

/** What a want is answered with. */
export interface Answers {
  list: ChatPage;
  channels: Channels;
  chat: Chat;
  newest: MessagePage;
  older: MessagePage;
  changes: MessagePage;
  send: Sent;
  read: Chat;
  move: Chat;
}

export type Answered = {
  [K in Want['kind']]: { kind: K; want: Extract<Want, { kind: K }>; answer: Answers[K] };
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
      return `list ${want.list} ${want.epoch}`;
    case 'channels':
      return `channels ${want.epoch}`;
    case 'chat':
      return `chat ${want.chat} ${want.epoch}`;
    case 'newest':
    case 'changes':
      return `thread ${want.chat} ${want.window} ${want.epoch}`;
    case 'older':
      return `older ${want.chat} ${want.window} ${want.epoch}`;
    case 'send':
    case 'read':
    case 'move':
      return `${want.kind} ${want.chat}`;
  }
}

/** Whether the want only asks, so that it may be dropped and asked anew. */
export function isQuestion(want: Want): boolean {
  return want.kind !== 'send' && want.kind !== 'read' && want.kind !== 'move';
}

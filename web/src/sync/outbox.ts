// Answers and comments written here that the server has not confirmed yet.
//
// Each carries the intent id the client made for it, so it may be sent any number of times and still is one message.
// Per chat they go one after another, in the order written. One leaves the box by a 2xx or by a message that carries
// its intent; never by a timer.
import type {
  AddComment,
  ContactId,
  ErrorBody,
  IdentityId,
  IntentId,
  Location,
  MessageId,
  OperatorId,
  OutgoingFile,
  SendMessage,
  SharedContact,
  UnixMs,
} from '../proto';
import type { WantOf } from './want';

/** Text older than this is not sent without asking: the talk may have moved on. */
export const OLD_TEXT_MS = 15 * 60_000;

/** Our own refusal: the text waited longer than [`OLD_TEXT_MS`]. */
export const WAITED_TOO_LONG = 'waited_too_long';

interface Written {
  readonly intent: IntentId;
  readonly chat: ContactId;
  readonly text: string;
  /** When it was written, or last confirmed by the operator. */
  readonly at: UnixMs;
  /** Present once the server, or the clock, said no: the operator decides. */
  refusal?: ErrorBody;
}

/** Goes to the contact. */
export interface OutgoingAnswer extends Written {
  readonly identity: IdentityId;
  /** The chat's version the operator had in view; absent: send whatever happened. */
  readonly seen?: number;
  /** Files that were uploaded before; the text stands beside them. */
  readonly files?: readonly OutgoingAttachment[];
  /** Goes instead of a text. */
  readonly thing?: OutgoingThing;
  /** The message it answers, with the words of it. */
  readonly reply?: { readonly id: MessageId; readonly text: string };
}

/** A place, or somebody's name and number. */
export type OutgoingThing =
  | { readonly type: 'location'; readonly location: Location }
  | { readonly type: 'shared_contact'; readonly shared: SharedContact };

/** What an answer may have besides its text. */
export type Beside = Pick<OutgoingAnswer, 'files' | 'reply' | 'thing'>;

/** A file that was uploaded, and what it is called. */
export interface OutgoingAttachment extends OutgoingFile {
  readonly name: string;
}

/** Stays among colleagues: it has no address it could go to. */
export interface OutgoingComment extends Written {
  readonly mentions: readonly OperatorId[];
}

export type Outgoing = OutgoingAnswer | OutgoingComment;

export type Outbox = ReadonlyMap<IntentId, Outgoing>;

export function isComment(item: Outgoing): item is OutgoingComment {
  return !('identity' in item);
}

/** The body of the request that adds a comment. */
export function commentOf({ intent, text, mentions }: OutgoingComment): AddComment {
  const comment = mentions.length > 0 ? { text, mentions: [...mentions] } : { text };
  return { intent_id: intent, comment };
}

/** The body of the request that sends an answer. */
export function requestOf(item: OutgoingAnswer): SendMessage {
  const request: SendMessage = { intent_id: item.intent, identity: item.identity, content: contentOf(item) };
  if (item.reply) request.reply_to = item.reply.id;
  return item.seen === undefined ? request : { ...request, seen_version: item.seen };
}

function contentOf({ text, files, thing }: OutgoingAnswer): SendMessage['content'] {
  if (thing) return thing;
  if (!files) return { type: 'text', text };
  const named = files.map(({ upload, kind }) => ({ upload, kind }));
  return { type: 'media', files: named, ...(text === '' ? {} : { caption: text }) };
}

/** The requests that are due: the first of each chat. */
export function wants(outbox: Outbox): WantOf<'send' | 'comment'>[] {
  return heads(outbox).map((item) => {
    const about = { chat: item.chat, intent: item.intent };
    return isComment(item)
      ? { kind: 'comment', ...about, request: commentOf(item) }
      : { kind: 'send', ...about, request: requestOf(item) };
  });
}

/** What each chat should send next. */
export function heads(outbox: Outbox): Outgoing[] {
  const first = new Map<ContactId, Outgoing>();
  for (const item of outbox.values()) {
    if (!item.refusal && !first.has(item.chat)) first.set(item.chat, item);
  }
  return [...first.values()];
}

export function added(outbox: Outbox, item: Outgoing): Outbox {
  return outbox.has(item.intent) ? outbox : new Map(outbox).set(item.intent, item);
}

export function removed(outbox: Outbox, intent: IntentId): Outbox {
  if (!outbox.has(intent)) return outbox;
  const rest = new Map(outbox);
  rest.delete(intent);
  return rest;
}

export function refused(outbox: Outbox, intent: IntentId, refusal: ErrorBody): Outbox {
  const item = outbox.get(intent);
  return item ? new Map(outbox).set(intent, { ...item, refusal }) : outbox;
}

/** Another try by the operator: behind what is waiting already, and whatever happened in the chat since. */
export function retried(outbox: Outbox, intent: IntentId, now: UnixMs): Outbox {
  const item = outbox.get(intent);
  if (!item?.refusal) return outbox;
  const again = isComment(item) ? { ...item } : unseen(item);
  delete again.refusal;
  return new Map(removed(outbox, intent)).set(intent, { ...again, at: now });
}

function unseen({ seen: _seen, ...rest }: OutgoingAnswer): OutgoingAnswer {
  return rest;
}

/** Holds back what has waited too long, unless it is on its way this moment. */
export function heldBack(outbox: Outbox, now: UnixMs, isUnderWay: (item: Outgoing) => boolean): Outbox {
  let result = outbox;
  for (const item of outbox.values()) {
    // What stays among colleagues does not grow wrong by waiting.
    if (isComment(item) || item.refusal || now - item.at < OLD_TEXT_MS || isUnderWay(item)) continue;
    result = refused(result, item.intent, { code: WAITED_TOO_LONG, message: '', reference: '' });
  }
  return result;
}

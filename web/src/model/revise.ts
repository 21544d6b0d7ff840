// What may be done with a message at the contact's side, and for how long. Mirrors `rules::revise`; the server decides.
import type { Capabilities, Chat, Message, MessengerInfo, OperatorId, Window } from '../proto';

export type Ability =
  /** Until `closes`; null: for ever. */
  | { is: 'open'; closes: number | null }
  /** Was possible for so many hours. */
  | { is: 'late'; hours: number }
  /** Will be possible after so many hours. */
  | { is: 'early'; hours: number }
  | { is: 'never' };

export interface Abilities {
  edit: Ability;
  delete: Ability;
}

const NEVER: Ability = { is: 'never' };
const OPEN: Ability = { is: 'open', closes: null };
const HOUR_S = 3600;

/** What the messenger can do that a message of this chat went by; its address is its id without the place. */
export function capabilitiesOf(
  desk: { messenger(name: string | undefined): MessengerInfo | undefined },
  chat: Chat,
  message: Message,
): Capabilities | undefined {
  const address = message.id.slice(0, message.id.lastIndexOf(':'));
  const identity = chat.identities.find((one) => one.id === address);
  return desk.messenger(identity?.messenger)?.capabilities;
}

/** Whether a change of the message waits or is being made. */
export function isChanging(message: Message): boolean {
  return message.revision !== undefined && message.revision.progress.is !== 'refused';
}

/** Null: nothing is ever done with such a message. */
export function abilities(
  message: Message,
  capabilities: Capabilities | undefined,
  now: number,
): Abilities | null {
  const { origin, content } = message;
  const isNone = content.type === 'line' || content.type === 'comment';
  // A press is no message at the messenger.
  if (!capabilities || message.deleted || isNone || content.type === 'press') return null;
  if (isChanging(message)) return null;
  const kind = content.type === 'unsupported' ? content.kind : '';
  const sent = 'delivery' in origin && origin.delivery.state === 'accepted' ? origin.delivery.at : message.at;
  const ability = (window: Window | undefined) => within(window, kind, sent, now);
  switch (origin.from) {
    case 'contact':
      return offered({ edit: NEVER, delete: ability(capabilities.delete_theirs) });
    case 'outside':
      return offered({ edit: NEVER, delete: ability(capabilities.delete_own) });
    case 'operator':
    case 'automatic': {
      const { state } = origin.delivery;
      const mayEdit = origin.from === 'operator' && content.type === 'text';
      if (state === 'uncertain') return null;
      if (state === 'refused') return offered({ edit: NEVER, delete: OPEN });
      if (state !== 'accepted') return { edit: mayEdit ? OPEN : NEVER, delete: OPEN };
      const edit = mayEdit ? ability(capabilities.edit) : NEVER;
      return offered({ edit, delete: ability(capabilities.delete_own) });
    }
    default:
      return null;
  }
}

/** A menu in which nothing will ever be possible is none. */
function offered(both: Abilities): Abilities | null {
  return both.edit.is === 'never' && both.delete.is === 'never' ? null : both;
}

function within(window: Window | undefined, kind: string, sent: number, now: number): Ability {
  if (!window) return NEVER;
  const age = (now - sent) / 1000;
  if (window.for_s !== undefined && age >= window.for_s)
    return { is: 'late', hours: Math.round(window.for_s / HOUR_S) };
  const early = window.not_before_s?.[kind];
  if (early !== undefined && age < early) return { is: 'early', hours: Math.round(early / HOUR_S) };
  return { is: 'open', closes: window.for_s === undefined ? null : sent + window.for_s * 1000 };
}

/** The last answer of this operator that is still there; comments and lines are none. */
export function lastOwn(messages: readonly Message[], me: OperatorId): Message | undefined {
  return messages.findLast(({ origin, content, deleted }) => {
    const isAnswer = content.type !== 'comment' && content.type !== 'line' && !deleted;
    return isAnswer && origin.from === 'operator' && origin.by === me;
  });
}

/** Whole hours and minutes until `closes`. */
export function timeLeft(closes: number, now: number): { hours: number; minutes: number } {
  const minutes = Math.max(0, Math.floor((closes - now) / 60_000));
  return { hours: Math.floor(minutes / 60), minutes: minutes % 60 };
}

/** Whether an answer can name this message as what it answers: the contact has it, and the messenger shows such things. */
export function canReply(message: Message, capabilities: Capabilities | undefined): boolean {
  if (!capabilities?.has_replies || message.deleted || message.content.type === 'press') return false;
  const { origin } = message;
  if ('delivery' in origin) return origin.delivery.state === 'accepted';
  return origin.from === 'contact' || origin.from === 'outside';
}

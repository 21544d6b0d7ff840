// Which chats a list shows: open or closed ones, and of those all, the unread, one's own or a colleague's.
//
// A chat belongs to a list by what it is, so every event tells by itself which lists it enters and leaves.
import type { Chat, OperatorId } from '../proto';

export type ListName = Chat['state']['is'];

export const SELECTORS = ['all', 'unread', 'my', 'operator'] as const;
export type Selector = (typeof SELECTORS)[number];

export interface Selection {
  readonly state: ListName;
  readonly selector: Selector;
  /** Whose, with the selector `operator`. */
  readonly operator?: OperatorId;
}

export const OPEN: Selection = { state: 'open', selector: 'all' };

export function selectionKey({ state, selector, operator }: Selection): string {
  return `${state} ${selector} ${operator ?? ''}`;
}

/** The same list of the other state. */
export function inState(selection: Selection, state: ListName): Selection {
  return { ...selection, state };
}

/** Who is responsible for a chat; undefined: nobody. */
export function holderOf(chat: Chat): OperatorId | undefined {
  return chat.assignment.is === 'assigned' ? chat.assignment.to : undefined;
}

export function isUnread(chat: Chat): boolean {
  return chat.inbound > chat.read;
}

/** Whether `chat` stands in the list `selection` of the operator `me`. */
export function belongs(chat: Chat, { state, selector, operator }: Selection, me: OperatorId): boolean {
  if (chat.state.is !== state) return false;
  switch (selector) {
    case 'all':
      return true;
    case 'unread':
      return isUnread(chat);
    case 'my':
      return holderOf(chat) === me;
    case 'operator':
      return operator !== undefined && holderOf(chat) === operator;
  }
}

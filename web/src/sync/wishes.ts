// What the operator asked for and the server has not confirmed: shown at once, kept until there is an answer.
//
// The last wish wins: closing and taking it back at once leaves the chat open, whatever the first request does.
import type { Chat, ContactId } from '../proto';
import type { ListName } from './selection';
import type { WantOf } from './want';

interface Move {
  readonly to: ListName;
  readonly reason?: string;
}

export class Wishes {
  #reads = new Map<ContactId, number>();
  #moves = new Map<ContactId, Move>();

  /** The first `inbound` messages of the contact were seen; whether that is news. */
  read(chat: Chat, inbound: number): boolean {
    if (inbound <= Math.max(chat.read, this.#reads.get(chat.id) ?? 0)) return false;
    this.#reads.set(chat.id, inbound);
    return true;
  }

  /** Closing may name a `reason`. */
  move(id: ContactId, to: ListName, reason?: string): void {
    this.#moves.set(id, reason === undefined ? { to } : { to, reason });
  }

  /** The chat as it will be once the server agrees. */
  applied(chat: Chat): Chat {
    const read = Math.max(chat.read, Math.min(this.#reads.get(chat.id) ?? 0, chat.inbound));
    const to = this.#moves.get(chat.id)?.to ?? chat.state.is;
    if (read === chat.read && to === chat.state.is) return chat;
    return { ...chat, read, state: to === chat.state.is ? chat.state : moved(chat, to) };
  }

  /** The server answered; a newer wish for the same chat stays. */
  settle(want: WantOf<'read' | 'move'>): void {
    const { chat } = want;
    const move = this.#moves.get(chat);
    if (want.kind === 'move' && move?.to === want.to && move.reason === want.reason) this.#moves.delete(chat);
    if (want.kind === 'read' && this.#reads.get(chat) === want.request.inbound) this.#reads.delete(chat);
  }

  wants(): WantOf<'read' | 'move'>[] {
    return [
      ...[...this.#reads].map(([chat, inbound]) => ({ kind: 'read' as const, chat, request: { inbound } })),
      ...[...this.#moves].map(([chat, move]) => ({ kind: 'move' as const, chat, ...move })),
    ];
  }
}

function moved(chat: Chat, to: ListName): Chat['state'] {
  return to === 'open' ? { is: 'open', since: chat.activity } : { is: 'closed', by: '', at: chat.activity };
}

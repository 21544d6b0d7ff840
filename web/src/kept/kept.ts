// What this browser keeps for one operator over reloads: drafts and answers not confirmed yet.
//
// One entry per chat and per answer, so that two tabs never write over each other; sending an answer twice is harmless,
// its intent id makes it one. Storage may be full or forbidden: then the page works without it.
import type { ContactId, IntentId, OperatorId } from '../proto';
import type { Outgoing } from '../sync/outbox';

/** Answers and comments of one chat are written apart. */
export type DraftKind = 'answer' | 'comment';

export function draftKey(chat: ContactId, kind: DraftKind): string {
  return kind === 'answer' ? chat : `${chat}#comment`;
}

export class Kept {
  #drafts: string;
  #outbox: string;

  constructor(operator: OperatorId) {
    this.#drafts = `switchboard.${operator}.draft.`;
    this.#outbox = `switchboard.${operator}.outbox.`;
  }

  /** By [`draftKey`]. */
  drafts(): Map<string, string> {
    return new Map(entries(this.#drafts));
  }

  keepDraft(chat: ContactId, kind: DraftKind, text: string): void {
    write(this.#drafts + draftKey(chat, kind), text);
  }

  /** In the order written. */
  outbox(): Outgoing[] {
    const items = entries(this.#outbox).flatMap(([, text]) => {
      try {
        return [JSON.parse(text) as Outgoing];
      } catch {
        return [];
      }
    });
    return items.sort((a, b) => (a.intent < b.intent ? -1 : 1));
  }

  keepOutgoing(item: Outgoing): void {
    write(this.#outbox + item.intent, JSON.stringify(item));
  }

  dropOutgoing(intent: IntentId): void {
    write(this.#outbox + intent, '');
  }

  /** At sign-out nothing written here stays on the device. */
  clear(): void {
    for (const [key] of [...entries(this.#drafts, true), ...entries(this.#outbox, true)]) write(key, '');
  }
}

function entries(prefix: string, withPrefix = false): [string, string][] {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
    return keys.map((key) => [withPrefix ? key : key.slice(prefix.length), localStorage.getItem(key) ?? '']);
  } catch {
    return [];
  }
}

function write(key: string, text: string): void {
  try {
    if (text === '') localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {
    // Full or forbidden: the draft then lives as long as the page.
  }
}

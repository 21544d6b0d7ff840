// What this browser keeps for one operator over reloads: drafts and answers not confirmed yet.
//
// One entry per chat and per answer, so that two tabs never write over each other; sending an answer twice is harmless,
// its intent id makes it one. Storage may be full or forbidden: then the page works without it.
import type { ContactId, DraftKind, DraftReply, IntentId, OperatorId } from '../proto';
import type { Base, Words } from '../sync/drafts';
import type { Outgoing } from '../sync/outbox';

/** A draft as it lies here, with what the server last knew of it. */
export interface KeptDraft {
  chat: ContactId;
  kind: DraftKind;
  words: Words;
  base: Base;
}

/** What lies beside a draft's text: it changes seldom, the text with each stroke. */
export interface DraftBeside {
  reply: DraftReply | null;
  base: Base;
}

const NO_BESIDE: DraftBeside = { reply: null, base: { revision: 0, words: { text: '', reply: null } } };
const COMMENT = '#comment';

export function draftKey(chat: ContactId, kind: DraftKind): string {
  return kind === 'answer' ? chat : chat + COMMENT;
}

export class Kept {
  #drafts: string;
  #beside: string;
  #outbox: string;

  constructor(operator: OperatorId) {
    this.#drafts = `switchboard.${operator}.draft.`;
    this.#beside = `switchboard.${operator}.beside.`;
    this.#outbox = `switchboard.${operator}.outbox.`;
  }

  /** Also those that are empty here and not yet at the server. */
  allDrafts(): KeptDraft[] {
    const texts = new Map(entries(this.#drafts));
    const besides = new Map(entries(this.#beside));
    return [...new Set([...texts.keys(), ...besides.keys()])].map((key) => {
      const isComment = key.endsWith(COMMENT);
      const { reply, base } = besideOf(besides.get(key));
      return {
        chat: isComment ? key.slice(0, -COMMENT.length) : key,
        kind: isComment ? 'comment' : 'answer',
        words: { text: texts.get(key) ?? '', reply },
        base,
      };
    });
  }

  keepDraft(chat: ContactId, kind: DraftKind, text: string): void {
    write(this.#drafts + draftKey(chat, kind), text);
  }

  keepBeside(chat: ContactId, kind: DraftKind, beside: DraftBeside): void {
    const { reply, base } = beside;
    const isNothing = !reply && base.words.text === '' && !base.words.reply;
    write(this.#beside + draftKey(chat, kind), isNothing ? '' : JSON.stringify(beside));
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
    const all = [this.#drafts, this.#beside, this.#outbox].flatMap((prefix) => entries(prefix, true));
    for (const [key] of all) write(key, '');
  }
}

function besideOf(text: string | undefined): DraftBeside {
  try {
    return text === undefined ? NO_BESIDE : (JSON.parse(text) as DraftBeside);
  } catch {
    return NO_BESIDE;
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

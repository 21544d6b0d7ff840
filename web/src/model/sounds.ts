// What an operator is called to by a sound, and by which.
import { TONES, type Tone } from '../net/tones';
import type { Chat, Event, Message, OperatorId } from '../proto';
import { holderOf } from '../sync/selection';

/** What there are sounds for. */
export const KINDS = ['message', 'given', 'mention'] as const;
export type Kind = (typeof KINDS)[number];

export interface SoundChoice {
  readonly tones: Readonly<Record<Kind, Tone | 'none'>>;
  /** Percent. */
  readonly volume: number;
  /** Also while somebody looks at the desk. */
  readonly isAlways: boolean;
}

export const DEFAULT_SOUNDS: SoundChoice = {
  tones: { message: 'drop', given: 'chime', mention: 'bell' },
  volume: 60,
  isAlways: false,
};

/** What was kept, as far as it makes sense. */
export function readSounds(kept: unknown): SoundChoice {
  const { tones, volume, isAlways } = (kept ?? {}) as { [K in keyof SoundChoice]?: unknown };
  const given = (tones ?? {}) as Record<string, unknown>;
  const read = (kind: Kind) =>
    [...TONES, 'none' as const].find((one) => one === given[kind]) ?? DEFAULT_SOUNDS.tones[kind];
  return {
    tones: { message: read('message'), given: read('given'), mention: read('mention') },
    volume: typeof volume === 'number' && volume >= 0 && volume <= 100 ? volume : DEFAULT_SOUNDS.volume,
    isAlways: isAlways === true,
  };
}

/** How far one was told of a chat. */
export type Told = Pick<Chat, 'version' | 'inbound'>;

/**
 * What the operator `me` should hear of an event; the rarest kind wins. `told`: how far they were told of the chat before.
 * `known`: the chat as the desk knows it, which an answer to something else may have brought as it is now or later: that
 * makes no sound, so this may not keep one back.
 */
export function heardOf(
  event: Event,
  me: OperatorId,
  told: Told | undefined,
  known: Chat | undefined,
): Kind | null {
  if (event.type !== 'chat_committed') return null;
  const { chat, messages } = event;
  // Pushed twice.
  if (told && told.version >= chat.version) return null;
  const newest = known && known.version > chat.version ? known : chat;
  const news = messages.filter(({ version }) => version === chat.version);
  if (news.some((message) => isMention(message, me))) return 'mention';
  const isMine = holderOf(newest) === me;
  if (isMine && news.some((message) => isGiven(message, me))) return 'given';
  // Only what counts as written and was not read yet: an edit, a reaction or a file that is there at last is none.
  const before = known && known.version < chat.version ? known : told;
  const isMore = chat.inbound > newest.read && (!before || chat.inbound > before.inbound);
  const isWritten = news.some(({ origin, edited }) => origin.from === 'contact' && !edited);
  return isMine && isMore && isWritten ? 'message' : null;
}

function isMention({ content, origin }: Message, me: OperatorId): boolean {
  const isOthers = !('by' in origin) || origin.by !== me;
  return content.type === 'comment' && isOthers && (content.comment.mentions?.includes(me) ?? false);
}

/** By the desk or a colleague; what one takes oneself is no news. */
function isGiven({ content }: Message, me: OperatorId): boolean {
  if (content.type !== 'line') return false;
  const { line } = content;
  if (line.is === 'assigned') return line.to === me && line.how !== 'taken';
  return line.is === 'forwarded' && line.to === me && line.by !== me;
}

// What a row of the list says besides the last words: how long the contact has been waiting, and what did not arrive.
import { t } from '../i18n';
import type { Chat, FileKind } from '../proto';

/** A contact who waits for less is nothing to speak of. */
const FROM_MS = 5 * 60_000;

export interface Wait {
  readonly minutes: number;
  /** Longer than the workspace wants anybody to wait. */
  readonly isLate: boolean;
}

/** How long the contact of an open chat has been waiting for an answer; null: not long. `target` in minutes. */
export function waitOf(chat: Chat, target: number | undefined, now: number): Wait | null {
  const since = chat.state.is === 'open' ? chat.episode?.unanswered_since : undefined;
  if (since === undefined || now - since < FROM_MS) return null;
  const minutes = Math.floor((now - since) / 60_000);
  return { minutes, isLate: target !== undefined && minutes >= target };
}

/** What the desk writes for files that nobody said anything about. `domain::FileKind::sign` */
const SIGNS: Record<string, FileKind> = {
  '📷': 'photo',
  '🎬': 'video',
  '🎵': 'audio',
  '🎤': 'voice',
  '🖼': 'sticker',
  '📎': 'document',
};

/** The last words of a row; of files without any, what they are. */
export function lastWords({ preview: { text } }: Chat): string {
  const [, sign = '', more = ''] = /^(\p{Extended_Pictographic})( \+\d+)?$/u.exec(text) ?? [];
  const kind = SIGNS[sign];
  return kind ? `${sign} ${t.file.kinds[kind]}${more}` : text;
}

/** How the last message of a row failed; null: it did not, as far as is known. */
export function failedOf({ preview }: Chat): 'refused' | 'uncertain' | null {
  const { delivery } = preview;
  return delivery === 'refused' || delivery === 'uncertain' ? delivery : null;
}

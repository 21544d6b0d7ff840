// How people look: by the picture they show, else by initials on a colour that stays theirs.
import type { Chat, Operator } from '../proto';

/** Dark enough for white letters (at least 4.5:1). */
const COLORS = ['#b3446c', '#3467ad', '#3f7a3f', '#7d52b6', '#95601a', '#227772', '#a24a3b', '#56637a'];

/** Up to two letters, from the first and the last word. */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words.slice(0, 1);
  const letters = chosen.map((word) => /[\p{L}\p{N}]/u.exec(word ?? '')?.[0] ?? '');
  return letters.join('').toLocaleUpperCase() || '?';
}

export function colorOf(id: string): string {
  let sum = 0;
  for (const unit of id) sum = (sum * 31 + (unit.codePointAt(0) ?? 0)) >>> 0;
  return COLORS[sum % COLORS.length] ?? '#56637a';
}

/** Where a contact's picture is, likewise. */
export function faceOf(chat: Chat): string | undefined {
  return chat.avatar === undefined ? undefined : `/api/pictures/${encodeURIComponent(chat.avatar)}`;
}

/** Where an operator's picture is; another one has another address, so that it may be kept for ever. */
export function pictureOf(operator: Operator | undefined): string | undefined {
  if (operator?.avatar === undefined) return undefined;
  return `/api/operators/${encodeURIComponent(operator.id)}/avatar/${operator.avatar}`;
}

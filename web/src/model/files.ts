// Files of messages: where they are, how they are shown, and as what an operator's own may go.
import { numberText, t } from '../i18n';
import { chatPath } from '../net/perform';
import type { Capabilities, File as MessageFile, FileKind, Message } from '../proto';

/** A file of a message, as the browser asks for it. */
export function fileHref(message: Message, file: MessageFile, as: 'file' | 'preview' | 'download'): string {
  return chatPath(message.chat, `/messages/${encodeURIComponent(message.id)}/files/${file.number}?as=${as}`);
}

/** How a file is shown; `none`: only its name. */
export function shownAs(file: MessageFile): 'image' | 'film' | 'sound' | 'none' {
  const type = file.state.is === 'ready' ? (file.state.shown ?? '') : '';
  if (type.startsWith('image/')) return 'image';
  if (type.startsWith('video/')) return 'film';
  return type.startsWith('audio/') ? 'sound' : 'none';
}

/** Whether a file, or the place it will take, is a picture that can be cut to a tile. */
export function isTiled({ kind, state }: MessageFile): boolean {
  return ['photo', 'video', 'animation'].includes(kind) && state.is !== 'elsewhere';
}

/** A size in bytes, for people: `1.4 MB`. */
export function sizeWords(bytes: number): string {
  const { units } = t.file;
  const step = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), units.length - 1);
  const value = bytes / 1024 ** step;
  const digits = value >= 10 || step === 0 ? 0 : 1;
  return `${numberText(value, digits)} ${units[step] ?? ''}`;
}

/** A length of time in seconds, as players show it: `1:05`. */
export function lengthWords(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

const KINDS: Record<string, FileKind> = {
  'image/jpeg': 'photo',
  'image/png': 'photo',
  'image/webp': 'photo',
  'image/gif': 'animation',
  'video/mp4': 'video',
  'audio/mpeg': 'audio',
  'audio/mp4': 'audio',
  'audio/ogg': 'voice',
};

/** What a file is by its media type alone. */
export function kindByType(type: string): FileKind {
  return KINDS[type] ?? 'document';
}

/** Which files are taken, of what can be done. */
export type Taking = Pick<Capabilities, 'files'>;

/** As what a file can go to the contact; null: the messenger does not take it. What is too large for its kind may go as a document. */
export function kindFor(file: { type: string; size: number }, can: Taking | undefined): FileKind | null {
  const fits = (kind: FileKind) =>
    can?.files.some((rule) => rule.kind === kind && file.size <= rule.bytes_max);
  const natural = KINDS[file.type];
  if (natural && fits(natural)) return natural;
  return fits('document') ? 'document' : null;
}

/** The largest file of these kinds that the messenger brings, in bytes; 0: it brings none of them. */
export function largestOf(can: Capabilities, kinds: readonly FileKind[]): number {
  const rules = can.files.filter((rule) => kinds.includes(rule.kind));
  return Math.max(0, ...rules.map((rule) => rule.bytes_max));
}

export interface Attached {
  readonly upload: string;
  readonly kind: FileKind;
  readonly name: string;
}

/** The messages it takes to send these files, in order: what the messenger brings as one goes as one. */
export function messagesOf(files: readonly Attached[], can: Capabilities | undefined): Attached[][] {
  const together = (kind: FileKind) => can?.files.find((rule) => rule.kind === kind)?.together;
  const messages: Attached[][] = [];
  for (const file of files) {
    const last = messages.at(-1);
    const group = together(file.kind);
    const fits = last && group !== undefined && last.length < (can?.files_max ?? 1);
    if (fits && last.every((other) => together(other.kind) === group)) last.push(file);
    else messages.push([file]);
  }
  return messages;
}

/** Whether `text` can stand beside the first of these messages. */
export function fitsBeside(text: string, first: readonly Attached[], can: Capabilities | undefined): boolean {
  const takes = first.every((file) => can?.files.find((rule) => rule.kind === file.kind)?.has_caption);
  return takes && [...text].length <= (can?.caption_code_points_max ?? 0);
}

// Sounds of messages: voices and music, as the player takes them, and which one follows which.
import type { ContactId, File, FileKind, Message, MessageId } from '../proto';
import { fileHref, shownAs } from './files';
import { fileKey } from './gallery';

export interface Sound {
  readonly key: string;
  readonly src: string;
  readonly kind: FileKind;
  /** Absent: it was made here and is not sent yet. */
  readonly from?: { readonly chat: ContactId; readonly message: MessageId };
  /** Where it was made here: no need to load it. */
  readonly content?: Blob;
  /** What its sender calls it. */
  readonly name?: string | undefined;
  /** Where it is saved from. */
  readonly save?: string;
  readonly length_s?: number | undefined;
  readonly size?: number | undefined;
  /** How loud it is, from 0 to [`PEAK_MAX`]; empty or absent: nobody told. */
  readonly peaks?: readonly number[] | undefined;
}

/** `domain::file::PEAK_MAX` */
export const PEAK_MAX = 31;

export function soundOf(message: Message, file: File): Sound {
  return {
    key: fileKey(message, file),
    src: fileHref(message, file, 'file'),
    save: fileHref(message, file, 'download'),
    kind: file.kind,
    from: { chat: message.chat, message: message.id },
    // A voice's is the machine's.
    name: file.kind === 'voice' ? undefined : file.name,
    length_s: file.duration_s,
    size: file.size,
    peaks: file.peaks,
  };
}

/** The next sound of the same kind; null: it was the last one; undefined: it is none of these messages'. */
export function soundAfter(messages: readonly Message[], { key, kind }: Sound): Sound | null | undefined {
  const sounds = messages.flatMap((message) => {
    const { content, deleted } = message;
    if (content.type !== 'media' || deleted) return [];
    return content.media.files
      .filter((file) => shownAs(file) === 'sound')
      .map((file) => soundOf(message, file));
  });
  const at = sounds.findIndex((sound) => sound.key === key);
  if (at < 0) return undefined;
  return sounds.slice(at + 1).find((sound) => sound.kind === kind) ?? null;
}

// The pictures and films of a talk, in the order they were sent: what the viewer walks through.
import type { File, Message } from '../proto';
import { shownAs } from './files';

export interface Shot {
  readonly key: string;
  readonly message: Message;
  readonly file: File;
}

/** Names a file among all messages. */
export function fileKey(message: Message, file: File): string {
  return `${message.id} ${file.number}`;
}

/** Stickers are no pictures to be looked at closely; what was deleted shows only where it was. */
export function galleryOf(messages: readonly Message[]): Shot[] {
  return messages.flatMap((message) => {
    const { content, deleted } = message;
    if (content.type !== 'media' || deleted) return [];
    const seen = content.media.files.filter(
      (file) => file.kind !== 'sticker' && ['image', 'film'].includes(shownAs(file)),
    );
    return seen.map((file) => ({ key: fileKey(message, file), message, file }));
  });
}

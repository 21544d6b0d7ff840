// The saved replies as this client knows them.
import { ulid } from '../net/ulid';
import type { FileBrought, SavedReplies as Body, SavedReply, SaveReply } from '../proto';
import type { Attachments } from './attachments.svelte';
import type { Taking } from './files';
import { NamedList, perSession } from './named_list.svelte';

/** Files one saved reply may carry. `domain::saved_reply::SAVED_REPLY_FILES_MAX` */
export const SAVED_FILES_MAX = 10;

/** `domain::saved_reply::SAVED_REPLY_FILE_BYTES_MAX` */
const SAVED_FILE_BYTES_MAX = 20 * 1024 * 1024;

/** What a reply is kept with is any file that is not too large: to whom it goes, and by which messenger, shows when it is used. */
export const ANY_SAVED_FILE: Taking = {
  files: (['photo', 'animation', 'video', 'audio', 'voice', 'document'] as const).map((kind) => ({
    kind,
    bytes_max: SAVED_FILE_BYTES_MAX,
    has_caption: false,
  })),
};

export class SavedReplies extends NamedList<SavedReply, Body, SaveReply> {
  static of = perSession(
    (api) => new SavedReplies(api, { path: '/api/saved-replies', in: (body) => body.saved_replies }),
  );
  /** Chosen somewhere else than in the field, and not put there yet. */
  wanted = $state.raw<SavedReply | null>(null);

  /** Attaches the files of a reply: the desk copies them, no byte is brought again. */
  attach({ id, files }: SavedReply, to: Attachments, can: Taking | undefined): void {
    for (const file of files ?? []) {
      const about = { name: file.name, size: file.size, type: file.media_type ?? '' };
      const copy = `${this.path(id)}/files/${encodeURIComponent(file.id)}`;
      to.addBy(about, can, async (_, given) => {
        const brought = await this.api.call<FileBrought>('POST', copy, undefined, given);
        return brought.upload;
      });
    }
  }
}

/** For one that is added: kept over a try that failed. */
export function newId(): string {
  return ulid(Date.now());
}

// The saved replies as this client knows them. They change seldom: looked at again when somebody calls for them.
import type { Api } from '../net/http';
import { ulid } from '../net/ulid';
import type { Attachments } from './attachments.svelte';
import type { Taking } from './files';
import type { FileBrought, SavedReplies as Body, SavedReply, SaveReply } from '../proto';

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

/** What was looked at so long ago is looked at again. */
const FRESH_MS = 30_000;

/** One list for each signed-in session. */
const known = new WeakMap<Api, SavedReplies>();

export class SavedReplies {
  all = $state.raw<readonly SavedReply[]>([]);
  /** Whether the first answer has come. */
  isKnown = $state(false);
  /** Chosen somewhere else than in the field, and not put there yet. */
  wanted = $state.raw<SavedReply | null>(null);
  #api: Api;
  #asked = -Infinity;

  private constructor(api: Api) {
    this.#api = api;
  }

  static of(api: Api): SavedReplies {
    const here = known.get(api) ?? new SavedReplies(api);
    known.set(api, here);
    return here;
  }

  /** Looks unless that was done a moment ago; a failure leaves what is there, and the next call looks again. */
  async look(now = Date.now()): Promise<void> {
    if (now - this.#asked < FRESH_MS) return;
    this.#asked = now;
    try {
      this.all = (await this.#api.call<Body>('GET', '/api/saved-replies')).saved_replies;
      this.isKnown = true;
    } catch {
      this.#asked = -Infinity;
    }
  }

  /** Adds one under an id made by [`newId`], or changes the one of this version; the same again changes nothing more. */
  async save(id: string, body: SaveReply): Promise<void> {
    const saved = await this.#api.call<SavedReply>('PUT', path(id), body);
    this.#put([...this.all.filter((one) => one.id !== saved.id), saved]);
  }

  /** Attaches the files of a reply: the desk copies them, no byte is brought again. */
  attach({ id, files }: SavedReply, to: Attachments, can: Taking | undefined): void {
    for (const file of files ?? []) {
      const about = { name: file.name, size: file.size, type: file.media_type ?? '' };
      const copy = `${path(id)}/files/${encodeURIComponent(file.id)}`;
      to.addBy(about, can, async (_, given) => {
        const brought = await this.#api.call<FileBrought>('POST', copy, undefined, given);
        return brought.upload;
      });
    }
  }

  async remove(id: string): Promise<void> {
    await this.#api.call('DELETE', path(id));
    this.#put(this.all.filter((one) => one.id !== id));
  }

  #put(all: SavedReply[]): void {
    this.all = all.sort((a, b) => a.name.localeCompare(b.name));
  }
}

/** For one that is added: kept over a try that failed. */
export function newId(): string {
  return ulid(Date.now());
}

function path(id: string): string {
  return `/api/saved-replies/${encodeURIComponent(id)}`;
}

// Files an operator is about to send: brought to the desk while the words are still being written.
import { forget, upload, type Progress } from '../net/upload';
import { Failed, type Api } from '../net/http';
import type { ContactId, ErrorBody, FileKind, UploadId } from '../proto';
import { kindFor, type Attached, type Taking } from './files';

export type AttachmentState =
  | { is: 'coming'; done: number }
  | { is: 'here'; upload: string }
  | { is: 'refused'; error: ErrorBody | null };

/** What is known of a file: its bytes too, or only what stands of it at the desk. */
export type About = Pick<File, 'name' | 'size' | 'type'>;

/** Brings a file to the desk; what it is called there. */
export type Bring = (progress: Progress, given: AbortSignal) => Promise<UploadId>;

export interface Attachment {
  readonly id: number;
  readonly file: About;
  readonly kind: FileKind | null;
  readonly state: AttachmentState;
}

/** What waits in each chat, by the desk it was brought to. */
const waiting = new WeakMap<Api, Map<ContactId, Attachments>>();

export class Attachments {
  all = $state.raw<readonly Attachment[]>([]);
  #api: Api;
  #stops = new Map<number, AbortController>();
  #ways = new Map<number, Bring>();
  #next = 0;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Those of a chat: what was attached there and not sent yet is still there when the chat is opened again. */
  static of(api: Api, chat: ContactId): Attachments {
    const chats = waiting.get(api) ?? new Map<ContactId, Attachments>();
    waiting.set(api, chats);
    const found = chats.get(chat) ?? new Attachments(api);
    chats.set(chat, found);
    return found;
  }

  /** Whether in any chat something is attached that was not sent. */
  static areWaiting(api: Api): boolean {
    return [...(waiting.get(api)?.values() ?? [])].some(({ all }) => all.length > 0);
  }

  /** Whether every file is here, and there is one. */
  get areReady(): boolean {
    return this.all.length > 0 && this.all.every(({ state }) => state.is === 'here');
  }

  add(files: Iterable<File>, can: Taking | undefined): void {
    for (const file of files)
      this.addBy(file, can, (progress, given) => upload(this.#api, file, progress, given));
  }

  /** One that comes to the desk by a way of its own. */
  addBy(file: About, can: Taking | undefined, bring: Bring): void {
    const id = this.#next++;
    const kind = kindFor(file, can);
    const state: AttachmentState = kind ? { is: 'coming', done: 0 } : { is: 'refused', error: null };
    this.#ways.set(id, bring);
    this.all = [...this.all, { id, file, kind, state }];
    if (kind) void this.#bring(id);
  }

  again(id: number): void {
    if (this.all.find((one) => one.id === id)?.kind) void this.#bring(id);
  }

  remove(id: number): void {
    this.#stops.get(id)?.abort();
    const found = this.all.find((one) => one.id === id);
    if (found?.state.is === 'here') void forget(this.#api, found.state.upload);
    this.#ways.delete(id);
    this.all = this.all.filter((one) => one.id !== id);
  }

  /** Puts one into another place: they are sent in this order. */
  move(id: number, to: number): void {
    const found = this.all.find((one) => one.id === id);
    if (!found || to < 0 || to >= this.all.length) return;
    const rest = this.all.filter((one) => one !== found);
    this.all = [...rest.slice(0, to), found, ...rest.slice(to)];
  }

  /** What can be sent now; they are the message's from here on. */
  take(): Attached[] {
    const taken = this.all.flatMap(({ file, kind, state }) =>
      kind && state.is === 'here' ? [{ upload: state.upload, kind, name: file.name }] : [],
    );
    this.all = [];
    this.#ways.clear();
    return taken;
  }

  async #bring(id: number): Promise<void> {
    const bring = this.#ways.get(id);
    if (!bring) return;
    const stop = new AbortController();
    this.#stops.set(id, stop);
    this.#show(id, { is: 'coming', done: 0 });
    try {
      const brought = await bring((done) => this.#show(id, { is: 'coming', done }), stop.signal);
      if (stop.signal.aborted) void forget(this.#api, brought);
      else this.#show(id, { is: 'here', upload: brought });
    } catch (error) {
      const refusal = error instanceof Failed && error.failure.is === 'refused' ? error.failure.error : null;
      this.#show(id, { is: 'refused', error: refusal });
    } finally {
      this.#stops.delete(id);
    }
  }

  #show(id: number, state: AttachmentState): void {
    this.all = this.all.map((one) => (one.id === id ? { ...one, state } : one));
  }
}

// An export read to its end: the texts of its pages in a row are the file; what a contact sent and was sent lies beside it.
import type { Api } from '../net/http';
import { chatPath } from '../net/perform';
import type {
  BeginExport,
  ContactId,
  ExportBegun,
  ExportPage,
  File as MessageFile,
  MessageId,
} from '../proto';

export interface ExportedFile {
  name: string;
  content: Blob;
}

/** How far an export has come. */
export interface Exporting {
  /** Lines read so far. */
  readonly lines: number;
  /** Files loaded so far, and how many there are. */
  readonly files?: { readonly loaded: number; readonly all: number };
}

/** A file of the exported talk that the desk has. */
export interface Enclosed {
  readonly message: MessageId;
  readonly number: number;
  /** Where it lies in the archive. */
  readonly path: string;
}

/** Loads a file; throws if it cannot be had. */
export type Loader = (href: string, given: AbortSignal) => Promise<Response>;

/** What the archive says of files that could not be loaded. */
const MISSING = 'files-not-loaded.txt';

/** Of the list of all contacts. `onpage` hears how far it has come. */
export async function exportList(
  api: Api,
  onpage: (now: Exporting) => void,
  given: AbortSignal,
): Promise<ExportedFile> {
  const { text, type } = await read(api, {}, onpage, given);
  return { name: 'contacts.csv', content: new Blob(text, { type }) };
}

/** Of one contact: JSON lines, or an archive of these and of the files where there are any. */
export async function exportContact(
  api: Api,
  contact: ContactId,
  onpage: (now: Exporting) => void,
  given: AbortSignal,
  load: Loader = loadFile,
): Promise<ExportedFile> {
  const { text, type, lines } = await read(api, { contact }, onpage, given);
  const rows: ExportedFile = { name: `contact-${contact}.ndjson`, content: new Blob(text, { type }) };
  const files = enclosed(text.join(''));
  if (files.length === 0) return rows;

  const { downloadZip } = await import('client-zip');
  const missing: string[] = [];
  async function* parts() {
    yield { name: rows.name, input: rows.content };
    for (const [index, { message, number, path }] of files.entries()) {
      onpage({ lines, files: { loaded: index, all: files.length } });
      const href = chatPath(contact, `/messages/${encodeURIComponent(message)}/files/${number}?as=download`);
      try {
        yield { name: path, input: await load(href, given) };
      } catch {
        given.throwIfAborted();
        // One file that is gone must not keep the rest from whom it belongs to.
        missing.push(path);
      }
    }
    if (missing.length > 0) yield { name: MISSING, input: `${missing.join('\n')}\n` };
  }
  const content = await downloadZip(parts()).blob();
  given.throwIfAborted();
  return { name: `contact-${contact}.zip`, content };
}

async function read(
  api: Api,
  body: BeginExport,
  onpage: (now: Exporting) => void,
  given: AbortSignal,
): Promise<{ text: string[]; type: string; lines: number }> {
  const begun = await api.call<ExportBegun>('POST', '/api/exports', body);
  const path = `/api/exports/${encodeURIComponent(begun.export)}`;
  const text: string[] = [];
  let lines = 0;
  for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
    const query: string = cursor === undefined ? '' : `?${new URLSearchParams({ cursor })}`;
    const page: ExportPage = await api.call('GET', path + query, undefined, given);
    given.throwIfAborted();
    text.push(page.text);
    lines += page.text.split('\n').length - 1;
    onpage({ lines });
    cursor = page.cursor;
  }
  return { text, type: begun.media_type, lines };
}

/** A line of a contact's export, as far as it can name files. */
interface Row {
  kind: string;
  row: { id?: string; message?: string; content?: Content; text?: { content?: Content } };
}
interface Content {
  media?: { files?: MessageFile[] };
}

/** The files that lines of an export name, each once: a message that was changed has some of them twice. */
export function enclosed(text: string): Enclosed[] {
  const found = new Map<string, Enclosed>();
  for (const line of text.split('\n')) {
    if (!line.startsWith('{')) continue;
    const { kind, row } = JSON.parse(line) as Row;
    const isMessage = kind === 'message';
    const message = isMessage ? row.id : kind === 'earlier_text' ? row.message : undefined;
    const files = (isMessage ? row.content : row.text?.content)?.media?.files ?? [];
    for (const file of message === undefined ? [] : files) {
      if (message === undefined || file.state.is !== 'ready') continue;
      const path = `files/${plain(message)}/${file.number}-${plain(file.name ?? nameless(file))}`;
      found.set(path, { message, number: file.number, path });
    }
  }
  return [...found.values()];
}

/** What a file without a name is saved as. */
function nameless({ kind, state }: MessageFile): string {
  const type = state.is === 'ready' ? (state.shown?.split('/')[1] ?? '') : '';
  const ending = { jpeg: 'jpg', mpeg: 'mp3' }[type] ?? type;
  return ending === '' ? kind : `${kind}.${ending}`;
}

/** A name that is a name in every file system. */
function plain(name: string): string {
  return name.replace(/[\u0000-\u001F\u007F"*/:<>?\\|]/g, '_').replace(/^\.+|[. ]+$/g, '_');
}

async function loadFile(href: string, given: AbortSignal): Promise<Response> {
  const response = await fetch(href, { signal: given });
  if (!response.ok) throw new Error(`answered ${response.status}`);
  return response;
}

/** Hands a file to the browser's downloads. */
export function download({ name, content }: ExportedFile): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

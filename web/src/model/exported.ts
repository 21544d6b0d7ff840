// An export read to its end: the texts of its pages in a row are the file.
import type { Api } from '../net/http';
import type { BeginExport, ContactId, ExportBegun, ExportPage } from '../proto';

export interface ExportedFile {
  name: string;
  content: Blob;
}

/** Of one contact, or of the list of all. `onpage` hears how many lines there are by now. */
export async function readExport(
  api: Api,
  contact: ContactId | null,
  onpage: (lines: number) => void,
  given: AbortSignal,
): Promise<ExportedFile> {
  const body: BeginExport = contact === null ? {} : { contact };
  const begun = await api.call<ExportBegun>('POST', '/api/exports', body);
  const path = `/api/exports/${encodeURIComponent(begun.export)}`;
  const parts: string[] = [];
  let lines = 0;
  for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
    const query: string = cursor === undefined ? '' : `?${new URLSearchParams({ cursor })}`;
    const page: ExportPage = await api.call('GET', path + query, undefined, given);
    given.throwIfAborted();
    parts.push(page.text);
    lines += page.text.split('\n').length - 1;
    onpage(lines);
    cursor = page.cursor;
  }
  const name = contact === null ? 'contacts.csv' : `contact-${contact}.ndjson`;
  return { name, content: new Blob(parts, { type: begun.media_type }) };
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

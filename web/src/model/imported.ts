// Bringing in a list of contacts: a file of any length goes in pieces the server takes, and its answers speak of the file.
import { Failed, type Api } from '../net/http';
import type { ImportContacts, Imported, ImportedRow } from '../proto';

/** The server takes no more in one request. `api::contacts_csv` */
export const ROWS_MAX = 100;

/** A row with the line it begins in. */
interface CsvRow {
  text: string;
  line: number;
}

/** The rows of a file, the one with the names of its columns first. Only quotes decide where a row ends. */
export function rowsOf(file: string): CsvRow[] {
  const text = file.replace(/^\uFEFF/, '');
  const rows: CsvRow[] = [];
  let [from, line, begun, isQuoted] = [0, 1, 1, false];
  const put = (to: number) => {
    const row = text.slice(from, to).replace(/\r$/, '');
    if (row.trim() !== '') rows.push({ text: row, line: begun });
  };
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') isQuoted = !isQuoted;
    if (text[at] !== '\n') continue;
    line += 1;
    if (isQuoted) continue;
    put(at);
    [from, begun] = [at + 1, line];
  }
  put(text.length);
  return rows;
}

/** Pieces of at most [`ROWS_MAX`] rows, each with the names of the columns; `lines` leads from its lines to the file's. */
export function pieces(file: string): { csv: string; lines: ReadonlyMap<number, number> }[] {
  const [head, ...rows] = rowsOf(file);
  if (!head) return [];
  const made: { csv: string; lines: ReadonlyMap<number, number> }[] = [];
  // A file of nothing but columns is sent too: the server says what is wrong with them.
  for (let from = 0; from < Math.max(rows.length, 1); from += ROWS_MAX) {
    const some = rows.slice(from, from + ROWS_MAX);
    const lines = new Map<number, number>();
    let line = 1 + count(head.text);
    for (const row of some) {
      lines.set(line, row.line);
      line += count(row.text);
    }
    made.push({ csv: [head, ...some].map(({ text }) => `${text}\n`).join(''), lines });
  }
  return made;
}

/** How many lines a row takes. */
function count(row: string): number {
  return row.split('\n').length;
}

/** Brings a file in, or only says what would become of it. `onrows` hears of each piece. */
export async function bringIn(
  api: Api,
  file: string,
  isDry: boolean,
  onrows: (rows: readonly ImportedRow[]) => void,
  given: AbortSignal,
): Promise<void> {
  for (const { csv, lines } of pieces(file)) {
    given.throwIfAborted();
    const body: ImportContacts = { csv, dry_run: isDry };
    const { rows } = await api
      .call<Imported>('POST', '/api/contacts/import', body)
      .catch((error: unknown) => {
        throw ofFile(error, lines);
      });
    onrows(rows.map((row) => ({ ...row, line: lines.get(row.line) ?? row.line })));
  }
}

/** A refusal of a line of a piece is one of a line of the file. */
function ofFile(error: unknown, lines: ReadonlyMap<number, number>): unknown {
  if (!(error instanceof Failed) || error.failure.error?.code !== 'broken_row') return error;
  const { line } = error.failure.error.details as { line: number };
  const details = { line: lines.get(line) ?? line };
  return new Failed({ ...error.failure, error: { ...error.failure.error, details } });
}

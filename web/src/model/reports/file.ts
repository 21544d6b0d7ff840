// A table that the desk makes, taken as a file. A plain link would save the answer of a desk that refuses under a table's name.
import { Failed, type Api } from '../../net/http';
import { download } from '../exported';

/** Longer than the longest table takes. */
const PATIENCE_MS = 60_000;

/** Hands the table at `path` to the browser's downloads; throws [`Failed`]. */
export async function downloadFrom(api: Api, path: string): Promise<void> {
  const response = await fetch(path, { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => null);
  if (response?.ok) {
    const content = await response.blob().catch(() => null);
    if (!content) throw new Failed({ is: 'unreachable' });
    const told = response.headers.get('content-disposition') ?? '';
    const [, name = 'table.csv'] = /filename="([^"]+)"/.exec(told) ?? [];
    return download({ name, content });
  }
  // What is wrong is answered like any other question.
  await api.call('GET', path);
  throw new Failed({ is: 'unreachable' });
}

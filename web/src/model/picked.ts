// Which chats of a list are selected, and what became of what was done to them.
import { refusalWords, t } from '../i18n';
import type { Api } from '../net/http';
import type { Bulk, BulkAction, BulkDone, Chat, ContactId } from '../proto';

/** Most chats of one request. `api::bulk::CHATS_MAX` */
export const PICKED_MAX = 50;

export type Picked = ReadonlySet<ContactId>;

/** One more, or one less; the very same where there are enough. */
export function toggled(picked: Picked, id: ContactId): Picked {
  if (!picked.has(id) && picked.size >= PICKED_MAX) return picked;
  const next = new Set(picked);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** All from the row picked last to this one, as far as there may be more. */
export function stretched(
  picked: Picked,
  rows: readonly ContactId[],
  from: ContactId,
  to: ContactId,
): Picked {
  const ends = [rows.indexOf(from), rows.indexOf(to)].sort((a, b) => a - b);
  const [first = -1, last = -1] = ends;
  if (first < 0) return toggled(picked, to);
  const next = new Set(picked);
  for (const id of rows.slice(first, last + 1)) if (next.size < PICKED_MAX) next.add(id);
  return next;
}

export interface Result {
  chats: Chat[];
  /** Which were not done, and why, in words. */
  refused: { id: ContactId; words: string }[];
}

/** The same for each; one that is refused does not keep the others from being done. Throws [`Failed`]. */
export async function doToAll(api: Api, picked: Picked, action: BulkAction): Promise<Result> {
  const body: Bulk = { chats: [...picked], action };
  const { results } = await api.call<BulkDone>('POST', '/api/chats/bulk', body);
  return {
    chats: results.flatMap(({ chat }) => (chat ? [chat] : [])),
    refused: results.flatMap(({ id, error }) => (error ? [{ id, words: refusalWords(error) }] : [])),
  };
}

export function resultWords({ chats, refused }: Result): string {
  const parts = [
    chats.length > 0 ? t.bulk.done(chats.length) : '',
    refused.length > 0 ? t.bulk.refused(refused.length) : '',
  ];
  return parts.filter((part) => part !== '').join('. ');
}

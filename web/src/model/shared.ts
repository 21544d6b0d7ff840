// What another app shared with the desk: taken from where the worker put it (`worker/share.ts`), once.
import type { Capabilities } from '../proto';
import { Attachments } from './attachments.svelte';
import type { Desk } from './desk.svelte';

const SHELF = 'shared';
const WORDS = '/shared/words';

export interface Shared {
  readonly words: string;
  readonly files: readonly File[];
}

/** Whether the address says that something was shared. */
export function isShared(query: string): boolean {
  return new URLSearchParams(query).get('shared') === '1';
}

/** Null: there is nothing, or it was taken already. */
export async function takeShared(all: CacheStorage): Promise<Shared | null> {
  if (!(await all.has(SHELF))) return null;
  const shelf = await all.open(SHELF);
  const words = (await (await shelf.match(WORDS))?.text()) ?? '';
  const files: File[] = [];
  for (let at = 0; ; at++) {
    const kept = await shelf.match(`/shared/${at}`);
    if (!kept) break;
    const name = decodeURIComponent(kept.headers.get('x-name') ?? '');
    files.push(new File([await kept.blob()], name, { type: kept.headers.get('content-type') ?? '' }));
  }
  await all.delete(SHELF);
  return words === '' && files.length === 0 ? null : { words, files };
}

/** Puts it into the field of a chat that is not open, behind what stands there; whoever sends it sees it first. */
export function putInto(
  desk: Desk,
  chat: string,
  { words, files }: Shared,
  can: Capabilities | undefined,
): void {
  const before = desk.drafts.of(chat, 'answer');
  const text = before.text.trim() === '' ? words : `${before.text}\n${words}`;
  if (words !== '') desk.drafts.write(chat, 'answer', { ...before, text }, true);
  if (files.length > 0) Attachments.of(desk.api, chat).add(files, can);
}

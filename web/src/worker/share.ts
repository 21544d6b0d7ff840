// What other apps of the phone share with the desk: kept by the worker, since a page cannot see what was posted, and led
// to the page, which asks for whom it is. Nothing is sent by that.

/** Where the manifest has it posted to. */
export const SHARE = '/share';
/** `model/shared.ts` takes it from there. A worker is one file, so names stand in both. */
const SHELF = 'shared';
const WORDS = '/shared/words';
/** More are more than a message takes. */
const FILES_MAX = 10;

export async function share(request: Request, all: CacheStorage): Promise<Response> {
  const form = await request.formData();
  // What was shared before and not taken is given up.
  await all.delete(SHELF);
  const shelf = await all.open(SHELF);
  const words = ['title', 'text', 'url']
    .map((name) => form.get(name))
    .filter((one) => typeof one === 'string');
  await shelf.put(WORDS, new Response(said(words)));
  const files = form.getAll('files').filter((one) => one instanceof File);
  for (const [at, file] of files.slice(0, FILES_MAX).entries()) {
    const headers = { 'content-type': file.type, 'x-name': encodeURIComponent(file.name) };
    await shelf.put(`/shared/${at}`, new Response(file, { headers }));
  }
  return new Response(null, { status: 303, headers: { location: '/chats?shared=1' } });
}

/** A title or an address that stands in the text already is not said twice. */
function said(words: readonly string[]): string {
  const plain = words.map((one) => one.trim()).filter((one) => one !== '');
  return plain
    .filter((one, at) => !plain.some((other, place) => place !== at && has(other, one, place < at)))
    .join('\n');
}

function has(other: string, one: string, isBefore: boolean): boolean {
  return other === one ? isBefore : other.includes(one);
}

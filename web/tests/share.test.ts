// What another app shares: from the worker to the page, once.
import { describe, expect, it } from 'vitest';
import { isShared, takeShared } from '../src/model/shared';
import { share } from '../src/worker/share';

/** As much of a browser's caches as is used. */
function caches(): CacheStorage {
  const all = new Map<string, Map<string, Response>>();
  return {
    has: (name: string) => Promise.resolve(all.has(name)),
    delete: (name: string) => Promise.resolve(all.delete(name)),
    open: (name: string) => {
      const shelf = all.get(name) ?? new Map<string, Response>();
      all.set(name, shelf);
      return Promise.resolve({
        put: (key: string, answer: Response) => Promise.resolve(void shelf.set(key, answer)),
        match: (key: string) => Promise.resolve(shelf.get(key)),
      });
    },
  } as unknown as CacheStorage;
}

function posted(fields: Record<string, string>, files: File[] = []): Request {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  for (const file of files) body.append('files', file);
  return new Request('https://desk.example/share', { method: 'POST', body });
}

describe('what is shared', () => {
  it('comes to the page whole, and only once', async () => {
    const all = caches();
    const file = new File(['abc'], 'счёт 1.txt', { type: 'text/plain' });
    const answer = await share(posted({ title: '', text: 'Look', url: 'https://a.example' }, [file]), all);
    expect(answer.status).toBe(303);
    expect(isShared(new URL(answer.headers.get('location') ?? '', 'https://desk.example').search)).toBe(true);
    const taken = await takeShared(all);
    expect(taken?.words).toBe('Look\nhttps://a.example');
    expect(taken?.files.map(({ name, type, size }) => [name, type, size])).toEqual([
      ['счёт 1.txt', 'text/plain', 3],
    ]);
    expect(await takeShared(all)).toBe(null);
  });

  it('is not said twice', async () => {
    const words = async (fields: Record<string, string>) => {
      const all = caches();
      await share(posted(fields), all);
      return (await takeShared(all))?.words;
    };
    const url = 'https://a.example/b';
    expect(await words({ title: 'Shop', text: `See ${url}`, url })).toBe(`Shop\nSee ${url}`);
    expect(await words({ title: url, text: url, url })).toBe(url);
    expect(await words({ title: ' ', text: '' })).toBe(undefined);
  });

  it('takes the place of what was shared before', async () => {
    const all = caches();
    await share(posted({ text: 'one' }, [new File(['x'], 'x.png')]), all);
    await share(posted({ text: 'two' }), all);
    expect(await takeShared(all)).toEqual({ words: 'two', files: [] });
  });

  it('is at most ten files', async () => {
    const all = caches();
    const files = Array.from({ length: 12 }, (_, n) => new File(['x'], `${n}.png`));
    await share(posted({}, files), all);
    expect((await takeShared(all))?.files).toHaveLength(10);
  });
});

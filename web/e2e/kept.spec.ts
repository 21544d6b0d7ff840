// What the browser keeps: a page that opens without a network, one socket for all tabs, answers that wait and go once,
// and nothing after signing out.
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { signIn } from './at';
import { expectAccessible, photograph, watch } from './page';
import { Customer, hasProgram, Stack } from './stack';

test.skip(!hasProgram());

const stack = new Stack();

test.beforeAll(() => stack.start());
test.afterAll(() => stack.end());

/** Sockets this page opened so far. */
function sockets(page: Page): string[] {
  const opened: string[] = [];
  page.on('websocket', (socket) => opened.push(socket.url()));
  return opened;
}

/** Waits until the page's worker has what the page is made of. */
async function isWorkerReady(page: Page): Promise<void> {
  const look = async () => {
    const assets = await (await caches.open('assets')).keys();
    const page = await (await caches.open('pages')).match('/');
    return assets.length > 2 && page !== undefined;
  };
  await expect.poll(() => page.evaluate(look)).toBe(true);
}

/** Waits until a chat with this name lies in the browser's store. */
async function isKept(page: Page, name: string): Promise<void> {
  const look = async () => {
    const names: unknown[] = [];
    for (const { name: base } of await indexedDB.databases()) {
      const open = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(base ?? '');
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(new Error('not opened'));
      });
      const values = await new Promise<unknown[]>((resolve) => {
        const asked = open.transaction('kept').objectStore('kept').getAll();
        asked.onsuccess = () => resolve(asked.result);
      });
      open.close();
      names.push(...values.map((value) => (value as { name?: string } | null)?.name));
    }
    return names;
  };
  await expect.poll(() => page.evaluate(look)).toContain(name);
}

const hold = (context: BrowserContext) =>
  context.route('**/api/**', () => new Promise<void>(() => undefined));

test('a page that is loaded again shows the desk before the server has answered', async ({
  page,
  context,
}) => {
  const problems = watch(page);
  const anna = new Customer(stack, '700960', 'Anna Berg');
  await anna.arrives();
  await anna.writes('Is it ready?');
  await signIn(page, stack);
  await page.getByTestId('chats').getByText('Anna Berg').click();
  await expect(page.getByRole('log').getByText('Is it ready?')).toBeVisible();
  await isKept(page, 'Anna Berg');

  // Who is signed in is asked for; everything else never comes.
  await hold(context);
  await context.route('**/api/session', (route) => route.continue());
  await page.reload();
  await expect(page.getByTestId('chats').getByText('Anna Berg')).toBeVisible();
  await expect(page.getByRole('log').getByText('Is it ready?')).toBeVisible();
  await context.unrouteAll({ behavior: 'ignoreErrors' });
  expect(problems).toEqual([]);
});

test('without a network the page opens, and what is written there goes once when there is one', async ({
  page,
  context,
}) => {
  const boris = new Customer(stack, '700961', 'Boris Kern');
  await boris.arrives();
  await boris.writes('Are you there?');
  await signIn(page, stack);
  await page.getByTestId('chats').getByText('Boris Kern').click();
  await expect(page.getByRole('log').getByText('Are you there?')).toBeVisible();
  await isWorkerReady(page);
  await isKept(page, 'Boris Kern');

  await context.setOffline(true);
  await page.reload();
  await expect(page.getByRole('log').getByText('Are you there?')).toBeVisible();
  const field = page.getByRole('textbox', { name: 'Answer' });
  await field.fill('Yes, just offline.');
  await field.press('Enter');
  await expect(page.getByRole('log').getByText('Yes, just offline.')).toBeVisible();
  await photograph(page, 'kept-offline');
  await expectAccessible(page);
  await page.reload();
  await expect(page.getByRole('log').getByText('Yes, just offline.')).toBeVisible();

  await context.setOffline(false);
  await expect.poll(() => boris.received()).toEqual(['Yes, just offline.']);
  await expect(page.locator('[data-delivery="accepted"]')).toHaveCount(1);
});

test('all tabs share one socket, and the next one takes it over', async ({ page, context }) => {
  const cleo = new Customer(stack, '700962', 'Cleo Lang');
  await cleo.arrives();
  await cleo.writes('one');
  const first = sockets(page);
  await signIn(page, stack);
  await expect.poll(() => first.length).toBe(1);
  const other = await context.newPage();
  const second = sockets(other);
  await other.goto(stack.url);
  const rows = other.getByTestId('chats');
  await expect(rows.getByText('one')).toBeVisible();
  await cleo.writes('two');
  await expect(rows.getByText('two')).toBeVisible();
  await expect(page.getByTestId('chats').getByText('two')).toBeVisible();
  expect(second).toEqual([]);

  await page.close();
  await expect.poll(() => second.length).toBe(1);
  await cleo.writes('three');
  await expect(rows.getByText('three')).toBeVisible();
});

test('nothing of the customers stays in the browser after signing out', async ({ page }) => {
  await signIn(page, stack);
  await isKept(page, 'Anna Berg');
  await page.getByRole('button', { name: 'Account of owner' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await expect.poll(() => page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
  const left = await page.evaluate(() =>
    Object.keys(localStorage).filter((key) => key.includes('signed-in')),
  );
  expect(left).toEqual([]);
});

test('a newer client is offered, and reloading keeps what was written', async ({ page }) => {
  await page.clock.install();
  await signIn(page, stack);
  await page.getByTestId('chats').getByText('Anna Berg').click();
  const field = page.getByRole('textbox', { name: 'Answer' });
  await field.fill('half a sentence');
  await page.clock.fastForward('16:00');
  await expect(page.getByText('A new version of Switchboard')).toHaveCount(0);

  await page.route(`${stack.url}/`, async (route) => {
    const answer = await route.fetch();
    const text = (await answer.text()).replace(
      /(<script type="module"[^>]* src="\/assets\/)[^"]+/,
      '$1newer.js',
    );
    await route.fulfill({ response: answer, body: text });
  });
  await page.clock.fastForward('16:00');
  await expect(page.getByText('A new version of Switchboard')).toBeVisible();
  await photograph(page, 'newer-release');
  await expectAccessible(page);
  await page.unrouteAll();
  await page.getByRole('button', { name: 'Reload' }).click();
  await expect(field).toHaveValue('half a sentence');
});

test('the client can be installed', async ({ page }) => {
  await page.goto(stack.url);
  const manifest = (await (await page.request.get(`${stack.url}/manifest.webmanifest`)).json()) as {
    icons: { src: string; sizes: string; type: string }[];
  };
  for (const { src, sizes, type } of manifest.icons) {
    const answer = await page.request.get(stack.url + src);
    expect([answer.status(), answer.headers()['content-type']], src).toEqual([200, type]);
    if (type !== 'image/png') continue;
    const size = await page.evaluate(async (url) => {
      const picture = new Image();
      picture.src = url;
      await picture.decode();
      return `${picture.naturalWidth}x${picture.naturalHeight}`;
    }, src);
    expect(size).toBe(sizes);
  }
});

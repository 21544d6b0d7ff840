// How soon the desk can be used: cold on a slow network and processor, again from the cache, and what it asks for.
import type { Browser, Page } from '@playwright/test';
import { signIn } from '../e2e/at';
import { Customer, type Stack } from '../e2e/stack';
import { play } from '../fake/scene';
import { openPage, overFastNetwork, overSlow4G, slow, SLOWDOWN, type Measured } from './browser';
import { BenchDesk } from './desk';
import { found } from './people';
import { median, type Table } from './table';

const ROUNDS = 3;
const RETURNS = 5;
/** What comes later than this after the first rows is not part of the start. */
const START_MS = 3000;
/** By then the worker is there and a browser has kept what it loaded and was told. */
const KEPT_MS = 4000;

export async function measureStart(browser: Browser, table: Table): Promise<void> {
  const desk = new BenchDesk();
  found(desk.world, Date.now());
  play(desk.world, Date.now());
  await desk.start();
  const [painted, usable, again]: number[][] = [[], [], []];
  for (let round = 0; round < ROUNDS; round++) {
    const measured = await openPage(browser);
    const { page } = measured;
    await overSlow4G(measured);
    await slow(measured, SLOWDOWN);
    await page.goto(desk.url, { waitUntil: 'commit' });
    usable?.push(await page.evaluate(() => window.probe.firstRow()));
    painted?.push(
      await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN),
    );
    await overFastNetwork(measured);
    await slow(measured, 1);
    for (let time = 0; time < RETURNS; time++) {
      await page.goto(desk.url, { waitUntil: 'commit' });
      again?.push(await page.evaluate(() => window.probe.firstRow()));
    }
    await page.context().close();
  }
  desk.end();
  table.add('first contentful paint, slow 4G and slow processor', median(painted ?? []), 'ms', 2000, 2500);
  table.add('chats can be used, slow 4G and slow processor', median(usable ?? []), 'ms', 2500, 3500);
  table.add('chats can be used, at a repeated visit', median(again ?? []), 'ms', 400, 800);
}

/** Over the real stack, with one chat in the list: by a browser that has nothing, and by one that was here before. */
export async function countRequests(browser: Browser, stack: Stack, table: Table): Promise<void> {
  const customer = new Customer(stack, '900', 'Requests');
  await customer.arrives();
  await customer.writes('hello');
  const measured = await openPage(browser);
  const { page } = measured;
  await signIn(page, stack);
  const cookies = await page.context().cookies();
  await page.locator('a[data-chat]').first().waitFor();
  await page.waitForTimeout(KEPT_MS);
  const again = await countOne(measured, () => page.reload({ waitUntil: 'commit' }));
  await page.context().close();

  const fresh = await openPage(browser);
  await fresh.page.context().addCookies(cookies);
  const first = await countOne(fresh, () => fresh.page.goto(stack.url, { waitUntil: 'commit' }));
  await fresh.page.context().close();

  table.add('requests at the start', again.size, 'requests', 4, 8, true);
  table.add('requests at the very first start', first.size, 'requests', 4, 19, true);
  table.note(`Asked of the server at the start: ${[...again.values()].join(', ')}`);
  table.note(`At the very first: ${[...first.values()].join(', ')}`);
}

const firstRow = (page: Page) => page.evaluate(() => window.probe.firstRow());

/** What a start asks of the server: what the browser or its worker had already is not among them. */
async function countOne({ page, cdp }: Measured, go: () => Promise<unknown>): Promise<Map<string, string>> {
  const asked = new Map<string, string>();
  await cdp.send('Network.enable');
  cdp.on('Network.requestWillBeSent', ({ requestId, request }) => {
    if (request.url.startsWith('http'))
      asked.set(requestId, `${request.method} ${new URL(request.url).pathname}`);
  });
  cdp.on('Network.requestServedFromCache', ({ requestId }) => asked.delete(requestId));
  cdp.on('Network.responseReceived', ({ requestId, response }) => {
    const { fromDiskCache, serviceWorkerResponseSource } = response;
    if (fromDiskCache || serviceWorkerResponseSource === 'cache-storage') asked.delete(requestId);
  });
  await go();
  await firstRow(page);
  await page.waitForTimeout(START_MS);
  return asked;
}

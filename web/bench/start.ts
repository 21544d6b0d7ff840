// How soon the desk can be used: cold on a slow network and processor, again from the cache, and what it asks for.
import type { Browser } from '@playwright/test';
import { signIn } from '../e2e/at';
import { Customer, type Stack } from '../e2e/stack';
import { play } from '../fake/scene';
import { openPage, overFastNetwork, overSlow4G, slow, SLOWDOWN } from './browser';
import { BenchDesk } from './desk';
import { found } from './people';
import { median, type Table } from './table';

const ROUNDS = 3;
const RETURNS = 5;
/** What comes later than this after the first rows is not part of the start. */
const START_MS = 3000;

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

/** Over the real stack, with one chat in the list. */
export async function countRequests(browser: Browser, stack: Stack, table: Table): Promise<void> {
  const customer = new Customer(stack, '900', 'Requests');
  await customer.arrives();
  await customer.writes('hello');
  const { page } = await openPage(browser);
  await signIn(page, stack);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
  page.on('websocket', () => asked.push('socket'));
  await page.reload({ waitUntil: 'commit' });
  await page.evaluate(() => window.probe.firstRow());
  await page.waitForTimeout(START_MS);
  await page.context().close();
  const requests = asked.filter((one) => one !== 'socket').length;
  table.add('requests at the start', requests, 'requests', 4, 8, true);
  table.note(`Asked for at the start: ${asked.join(', ')}`);
}

// A desk with 10,000 open chats, one of which has 20,000 messages: keys, sending, changing chats, scrolling, memory.
import { expect, type Browser } from '@playwright/test';
import { seeded } from '../fake/random';
import { heap, openPage, slow, SLOWDOWN, type Measured } from './browser';
import { BenchDesk } from './desk';
import { personOf, populate, sentence } from './people';
import { percentile, type Table } from './table';

const PEOPLE = 10_000;
const LONG = 20_000;
const TALKATIVE = 30;
/** As many chats as are kept besides the open one. */
const VISITED = 20;
const SCROLL_MS = 6000;
const KEY_PAUSE_MS = 60;
/** Shorter than this no duration of a key is told. */
const KEY_MS = 16;

export async function measureLarge(browser: Browser, table: Table): Promise<void> {
  // Pages are larger than the server's, so that loading everything does not take all day.
  const desk = new BenchDesk({ chatsPerPage: 1000, messagesPerPage: 1000, messagesPerAnswer: 200 });
  populate(desk.world, Date.now(), { people: PEOPLE, talkative: TALKATIVE, talk: 150, long: LONG });
  await desk.start();
  const measured = await openPage(browser);
  try {
    await measured.page.goto(desk.url);
    await measured.page.evaluate(() => window.probe.firstRow());
    await loadChats(measured);
    table.add('heap with 10,000 chats', await heap(measured), 'MB', 25, 60);
    await openChat(measured, 2);
    const nodes = await measured.page.evaluate(() => document.querySelectorAll('*').length);
    table.add('nodes of the inbox with a chat open', nodes, 'nodes', 1500, 3000, true);
    await slow(measured, SLOWDOWN);
    await measureKeys(measured, table);
    await measureSwitching(measured, table);
    await measureNews(measured, desk, table);
    await slow(measured, 1);
    await loadMessages(measured);
    table.add('heap with 20,000 messages besides', await heap(measured), 'MB', 50, 100);
    await measureScrolling(measured, table);
  } finally {
    await measured.page.context().close();
    desk.end();
  }
}

async function openChat({ page }: Measured, number: number): Promise<number> {
  const { chat, name } = personOf(number);
  await page
    .getByTestId('chats')
    .evaluate((list, top) => (list.scrollTop = top), Math.max(0, number - 4) * 64);
  await page.locator(`a[data-chat="${chat}"]`).waitFor();
  return page.evaluate(([id, who]) => window.probe.open(id, who), [chat, name] as const);
}

/** Scrolls the list to its end until all are there. */
async function loadChats({ page }: Measured): Promise<void> {
  const list = page.getByTestId('chats');
  await expect(async () => {
    const height = await list.evaluate((one) => {
      one.scrollTop = one.scrollHeight;
      return one.scrollHeight;
    });
    expect(height).toBeGreaterThan((PEOPLE - 1) * 64);
  }).toPass({ timeout: 60_000, intervals: [50] });
  await list.evaluate((one) => (one.scrollTop = 0));
}

async function loadMessages(measured: Measured): Promise<void> {
  const { page } = measured;
  await openChat(measured, 1);
  const log = page.getByRole('log');
  await log.focus();
  await expect(async () => {
    await page.keyboard.press('Home');
    await expect(log.locator('[data-key="start"]')).toBeVisible({ timeout: 200 });
  }).toPass({ timeout: 60_000, intervals: [50] });
}

async function measureKeys({ page }: Measured, table: Table): Promise<void> {
  const typed = async (text: string) => {
    await page.evaluate(() => window.probe.watchKeys());
    await page.keyboard.type(text, { delay: KEY_PAUSE_MS });
    await page.waitForTimeout(1000);
    const told = await page.evaluate(() => window.probe.keys());
    return [...told, ...Array.from({ length: Math.max(0, text.length - told.length) }, () => KEY_MS)];
  };
  await page.getByRole('combobox').first().click();
  const search = await typed('person 48 order arrives person 77');
  await page.keyboard.press('Escape');
  const field = page.locator('form textarea');
  await field.click();
  const writing = await typed('The parcel is already in your city, the courier will call today.');
  table.add('a key in the search field, p98, slow processor', percentile(search, 0.98), 'ms', 100, 200);
  table.add('a key in the field for answers, p98, slow processor', percentile(writing, 0.98), 'ms', 100, 200);
  const sent: number[] = [];
  for (let time = 0; time < 10; time++) {
    const text = `Number ${time} of the bench`;
    await field.fill(text);
    const shown = page.evaluate((what) => window.probe.sent(what), text);
    await page.waitForTimeout(150);
    await page.keyboard.press('Enter');
    sent.push(await shown);
    await page.waitForTimeout(400);
  }
  table.add('own message seen after Enter, median, slow processor', percentile(sent, 0.5), 'ms', 50, 100);
}

async function measureSwitching(measured: Measured, table: Table): Promise<void> {
  const durations: number[] = [];
  for (const round of [1, 2, 3]) {
    for (let number = 2; number < 2 + VISITED; number++) {
      const ms = await openChat(measured, number);
      if (round > 1) durations.push(ms);
      await measured.page.waitForTimeout(round === 1 ? 300 : 150);
    }
  }
  table.add('changing the chat, p50, slow processor', percentile(durations, 0.5), 'ms', 120, 300);
  table.add('changing the chat, p95, slow processor', percentile(durations, 0.95), 'ms', 250, 300);
}

/** A customer of the open chat writes. */
async function measureNews({ page }: Measured, desk: BenchDesk, table: Table): Promise<void> {
  const { identity, name } = personOf(1 + VISITED);
  const random = seeded(3);
  const durations: number[] = [];
  for (let time = 0; time < 20; time++) {
    const text = `news ${time}: ${sentence(random)}`;
    const shown = page.evaluate((what) => window.probe.received(what), text);
    await page.waitForTimeout(100);
    desk.world.now = Date.now();
    desk.world.writes(identity, name, text);
    durations.push(await shown);
  }
  table.add(
    'frame to picture among 10,000 chats, median, slow processor',
    percentile(durations, 0.5),
    'ms',
    30,
    100,
  );
}

async function measureScrolling(measured: Measured, table: Table): Promise<void> {
  const { page } = measured;
  await page.mouse.move(800, 450);
  const scroll = async (what: 'length' | 'blank') => {
    const frames = page.evaluate(([ms, one]) => window.probe.frames(ms, one), [SCROLL_MS, what] as const);
    const end = Date.now() + SCROLL_MS;
    for (let turn = 0; Date.now() < end; turn++) {
      await page.mouse.wheel(0, turn % 120 < 80 ? 240 : -240);
      await page.waitForTimeout(8);
    }
    return frames;
  };
  const lengths = await scroll('length');
  table.add('a frame while scrolling 20,000 messages, p50', percentile(lengths, 0.5), 'ms', 17, 34);
  table.add('a frame while scrolling 20,000 messages, p95', percentile(lengths, 0.95), 'ms', 17, 34);
  table.add('a frame while scrolling 20,000 messages, p99', percentile(lengths, 0.99), 'ms', 17, 34);
  table.add('frames longer than 34 ms', lengths.filter((ms) => ms > 34).length, `of ${lengths.length}`, 0, 3);
  const blank = await scroll('blank');
  // The rows cover the view but for the room at the list's ends.
  const bare = blank.filter((px) => px > 40).length;
  table.add('frames with a blank part', bare, `of ${blank.length}`, 0, 0, true);
}

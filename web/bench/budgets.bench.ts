// The client's budgets, measured: one table of figures beside their targets and limits.
//
// Only what is the same on every machine (sizes, drift, blank frames, nodes, requests) decides how the run ends.
import { expect, test, type Browser } from '@playwright/test';
import { CHANGES, drift, openAndScrollUp } from '../e2e/drifts';
import { hasProgram, Stack } from '../e2e/stack';
import { CHUNK_BYTES, SCRIPT_BYTES, STYLE_BYTES, weights } from '../tests/weight';
import { faults, launch, openPage } from './browser';
import { BenchDesk } from './desk';
import { measureLarge } from './large';
import { measureRealNews } from './news';
import { measureShift } from './shift';
import { countRequests, measureStart } from './start';
import { Table } from './table';

function measureSizes(table: Table): void {
  const { script, style, chunk } = weights();
  const kb = (bytes: number) => bytes / 1000;
  const add = (name: string, bytes: number, most: { target: number; limit: number }) =>
    table.add(name, kb(bytes), 'KB', kb(most.target), kb(most.limit), true);
  add('scripts before the desk is usable', script, SCRIPT_BYTES);
  add('styles before the desk is usable', style, STYLE_BYTES);
  add('largest script loaded later', chunk, CHUNK_BYTES);
}

async function measureDrift(browser: Browser, table: Table): Promise<void> {
  const desk = new BenchDesk();
  await desk.start();
  const { page } = await openPage(browser);
  await openAndScrollUp(page, desk.url);
  let worst = 0;
  for (const change of Object.values(CHANGES)) worst = Math.max(worst, await drift(page, change));
  table.add('drift of the row being read, worst of eight changes', worst, 'px', 0, 1, true);
  await page.context().close();
  desk.end();
}

async function overTheStack(browser: Browser, table: Table): Promise<void> {
  const stack = new Stack();
  await stack.start();
  try {
    await countRequests(browser, stack, table);
    await measureRealNews(browser, stack, table);
  } finally {
    await stack.end();
  }
}

test('the budgets of the client', async () => {
  test.setTimeout(20 * 60_000);
  expect(hasProgram(), 'the one-machine program is built').toBe(true);
  const table = new Table();
  const browser = await launch();
  const only = process.env.BENCH_ONLY ?? '';
  const parts: Record<string, () => Promise<void> | void> = {
    sizes: () => measureSizes(table),
    start: () => measureStart(browser, table),
    stack: () => overTheStack(browser, table),
    drift: () => measureDrift(browser, table),
    large: () => measureLarge(browser, table),
    shift: () => measureShift(browser, table),
  };
  for (const [name, measure] of Object.entries(parts)) {
    if (only !== '' && !only.split(',').includes(name)) {
      table.note(`Left out by BENCH_ONLY: ${name}`);
      continue;
    }
    console.log(name);
    await measure();
    // Going on would measure the notice of it.
    if (faults.length > 0) break;
  }
  await browser.close();
  console.log(`\n${table}\n`);
  expect(faults).toEqual([]);
  expect(table.broken()).toEqual([]);
});

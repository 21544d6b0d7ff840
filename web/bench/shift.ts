// Eight hours at the desk in a few minutes: 50,000 events through the client as fast as it takes them, and an operator who
// reads, writes and answers meanwhile. Memory must not grow, nor the desk get slower.
import type { Browser } from '@playwright/test';
import { busyMs, heap, openPage, type Measured } from './browser';
import { BenchDesk } from './desk';
import { Crowd, MARKER } from './crowd';
import { populate } from './people';
import type { Table } from './table';

export const EVENTS = Number(process.env.BENCH_EVENTS ?? 50_000);
const BATCH = 100;
const HEAP_EVERY = 5_000;
/** How much longer an event may take at the end than at the beginning. */
const SLOWER_MAX = 1.5;

export async function measureShift(browser: Browser, table: Table, events = EVENTS): Promise<void> {
  const desk = new BenchDesk();
  populate(desk.world, Date.now(), { people: 600, talkative: 40, talk: 60, long: 300 });
  await desk.start();
  const measured = await openPage(browser);
  try {
    await measured.page.goto(desk.url);
    await measured.page.evaluate(() => window.probe.firstRow());
    const { heaps, busy } = await work(measured, new Crowd(desk), events);
    const tenth = (at: number) => busy.slice((at * busy.length) / 10, ((at + 1) * busy.length) / 10);
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const growth = (heaps.at(-1) ?? NaN) - (heaps[0] ?? NaN);
    table.note(`Heap every ${HEAP_EVERY} events, MB: ${heaps.map((mb) => mb.toFixed(1)).join(' ')}`);
    table.add('growth of the heap over a shift', growth, 'MB', 20, 20, true);
    const [early, late] = [mean(tenth(1)), mean(tenth(9))];
    table.note(
      `Busy per 1,000 events: ${early.toFixed(0)} ms at the beginning, ${late.toFixed(0)} ms at the end`,
    );
    table.add('an event at the end of a shift', late / early, 'times the beginning', 1.2, SLOWER_MAX, true);
  } finally {
    await measured.page.context().close();
    desk.end();
  }
}

async function work(measured: Measured, crowd: Crowd, events: number) {
  const heaps: number[] = [];
  const busy: number[] = [];
  let before = await busyMs(measured);
  for (let done = 0; done < events;) {
    for (let left = BATCH - 1; left > 0; left--) crowd.act();
    const marker = crowd.mark();
    done += BATCH;
    await operate(measured, done / BATCH, marker);
    if (done % 1000 === 0) {
      const now = await busyMs(measured);
      busy.push(now - before);
      if (done % HEAP_EVERY === 0) {
        heaps.push(await heap(measured));
        console.log(`  ${done} events, ${heaps.at(-1)?.toFixed(1)} MB`);
      }
      before = await busyMs(measured);
    }
  }
  return { heaps, busy };
}

/** Waits until everything up to the marker is shown, then goes to a chat and writes there. */
async function operate({ page }: Measured, turn: number, marker: string): Promise<void> {
  await page.evaluate(
    async ([mark, at, spared]) => {
      const list = document.querySelector('[data-testid="chats"]');
      await window.probe.until(() => list?.textContent.includes(mark) ?? false);
      const all = [...(list?.querySelectorAll<HTMLElement>('a[data-chat]') ?? [])];
      const rows = all.filter((row) => row.dataset.chat !== spared);
      rows[(at * 7) % Math.min(rows.length, 12)]?.click();
      await window.probe.until(() => document.querySelector('form textarea') !== null);
      const field = document.querySelector<HTMLTextAreaElement>('form textarea');
      if (!field) return;
      field.value = `Answer ${at}`;
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
      if (at % 2 === 0) return;
      await window.probe.until(
        () => !field.form?.querySelector<HTMLButtonElement>('[type="submit"]')?.disabled,
      );
      field.form?.requestSubmit();
    },
    [marker, turn, MARKER.chat] as const,
  );
}

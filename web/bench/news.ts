// How long a message takes from the frame that brings it to the picture that shows it, over the real stack.
import type { Browser } from '@playwright/test';
import { signIn } from '../e2e/at';
import { Customer, type Stack } from '../e2e/stack';
import { openPage } from './browser';
import { percentile, type Table } from './table';

export async function measureRealNews(browser: Browser, stack: Stack, table: Table): Promise<void> {
  const customer = new Customer(stack, '901', 'Newsy');
  await customer.arrives();
  await customer.writes('first');
  const { page } = await openPage(browser);
  await signIn(page, stack);
  await page.getByTestId('chats').getByText('Newsy').click();
  await page.getByRole('log').getByText('first').waitFor();
  const [durations, ways]: number[][] = [[], []];
  for (let time = 0; time < 20; time++) {
    const text = `news ${time} of a customer`;
    const shown = page.evaluate((what) => window.probe.received(what), text);
    const start = performance.now();
    await customer.writes(text);
    durations?.push(await shown);
    ways?.push(performance.now() - start);
  }
  await page.context().close();
  table.add('frame to picture, median', percentile(durations ?? [], 0.5), 'ms', 30, 100);
  table.note(
    `From the customer's message to the operator's picture, over the whole stack: ${percentile(ways ?? [], 0.5).toFixed(0)} ms`,
  );
}

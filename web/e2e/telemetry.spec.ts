// How a page fares at the real desk: a fault shows a code to read out, the desk hears of it without a word of the talk, and
// how long a change took to come back by the socket is told as the page is left.
import { expect, test, type Page } from '@playwright/test';
import { inspect, signIn } from './at';
import { Customer, hasProgram, Stack } from './stack';

test.skip(!hasProgram());

const stack = new Stack();

test.beforeAll(() => stack.start());
test.afterAll(() => stack.end());

const heard = (page: Page) =>
  page.waitForResponse((response) => new URL(response.url()).pathname === '/api/telemetry', {
    timeout: 15_000,
  });

test('a fault shows a code that the desk hears too, and nothing that was written', async ({ page }) => {
  await signIn(page, stack);

  const told = heard(page);
  await page.evaluate(() => {
    setTimeout(() => {
      throw new TypeError('Vera wrote hello');
    });
    void Promise.reject(new RangeError('and so did Boris'));
  });

  const note = page.getByRole('alert').filter({ hasText: 'Something went wrong in this page' });
  await expect(note).toBeVisible();
  await inspect(page, 'fault');
  const code = (await note.textContent())?.match(/E-[2-9A-Z]{5}/)?.[0];
  const response = await told;
  expect(response.status()).toBe(204);
  const body = response.request().postDataJSON() as {
    release: string;
    faults: { code: string; kind: string }[];
  };
  expect(body.release).toMatch(/^assets\/.+\.js$/);
  expect(body.faults.map(({ kind }) => kind).sort()).toEqual(['RangeError', 'TypeError']);
  expect(body.faults.map((fault) => fault.code)).toContain(code);
  expect(JSON.stringify(body)).not.toMatch(/Vera|Boris|hello/);

  await note.getByRole('button', { name: 'Dismiss' }).click();
  await expect(note).toBeHidden();
});

test('how long an answer took to come back is told as the page is left', async ({ page }) => {
  const anna = new Customer(stack, '700961', 'Anna Petrova');
  await anna.arrives();
  await anna.writes('Good afternoon!');
  await signIn(page, stack);
  await page.getByTestId('chats').getByText('Anna Petrova').click();
  await page.getByRole('textbox').last().fill('Good afternoon, Anna!');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('log').locator('[data-delivery="accepted"]')).toHaveCount(1);

  const told = heard(page);
  await page.evaluate(() => dispatchEvent(new Event('pagehide')));

  const response = await told;
  expect(response.status()).toBe(204);
  const body = response.request().postDataJSON() as { lag: { count: number; max_ms: number }; faults: [] };
  expect(body.lag.count).toBe(1);
  expect(body.lag.max_ms).toBeGreaterThanOrEqual(0);
  expect(body.faults).toEqual([]);
});

// The row being read does not move, whatever happens above, below or inside the list of messages.
import { expect, test } from '@playwright/test';
import { CHANGES, drift, openAndScrollUp } from './drifts';
import { watch } from './page';

/** How far a list is from its end, in px. */
const fromEnd = (list: HTMLElement) => Math.round(list.scrollHeight - list.scrollTop - list.clientHeight);

/** What goes wrong on the page of the test. */
let problems: string[] = [];

test.beforeEach(({ page }) => {
  problems = watch(page);
});
test.afterEach(() => expect(problems).toEqual([]));

test('the row being read stays where it is', async ({ page }) => {
  await openAndScrollUp(page);
  const worst: Record<string, number> = {};
  for (const [name, change] of Object.entries(CHANGES)) worst[name] = Math.round(await drift(page, change));
  expect(worst).toEqual(Object.fromEntries(Object.keys(CHANGES).map((name) => [name, 0])));
});

test('at the end the view follows, also when room is taken away and given back', async ({ page }) => {
  await page.goto('/fixtures.html');
  await expect(page.locator('[data-key="row-599"]')).toBeInViewport();
  await page.evaluate(() => window.fixture.append('the newest'));
  await expect(page.getByText('the newest')).toBeInViewport({ ratio: 1 });
  for (const height of [500, 900, 500, 800]) {
    await page.setViewportSize({ width: 1440, height });
    await expect.poll(() => page.getByRole('log').evaluate(fromEnd), `${height} px high`).toBe(0);
  }
});

test('opening loads nothing older; scrolling up does, without end', async ({ page }) => {
  await page.goto('/fixtures.html');
  // The words come first, then the rows.
  await page.waitForFunction(() => 'fixture' in window);
  await page.evaluate(() => window.fixture.setPaging(true));
  await page.waitForTimeout(300);
  expect(await page.evaluate(() => window.fixture.indexOf('row-0'))).toBe(0);
  await page.getByRole('log').focus();
  await page.keyboard.press('Home');
  await expect.poll(() => page.evaluate(() => window.fixture.indexOf('row-0'))).toBeGreaterThan(0);
});

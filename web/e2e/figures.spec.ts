// Reports under an operator's hands, on a desk without a back end: what a press leads to, and the way back from it.
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible, photograph, watch } from './page';

async function open(page: Page, number: '11' | '12'): Promise<void> {
  await page.goto(`/drawings.html#${number}`);
  await expect(page.locator('html')).toHaveAttribute('data-drawn', number, { timeout: 15_000 });
}

test('a bar, a day of the table and a row lead to their chats, and back', async ({ page }) => {
  const problems = watch(page);
  await open(page, '11');
  await page.locator('main svg g.bar').nth(4).click();
  const list = page.getByRole('dialog');
  await expect(list).toContainText('Closed chats: Thursday, November 5, 2026');
  await expect(list.getByRole('link')).toHaveText(['Anna Petrova', 'Erased contact']);
  await expect(list).toContainText('1 h 30 min');
  await photograph(page, 'figures-chats');
  await expectAccessible(page);
  await page.goBack();
  await expect(list).toHaveCount(0);

  await page.getByRole('button', { name: 'Show as table' }).click();
  await photograph(page, 'figures-days');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Saturday, November 28, 2026' }).click();
  await expect(page).toHaveURL(/chats=2026-11-28/);
  await page.keyboard.press('Escape');
  await expect(page).not.toHaveURL(/chats=/);

  await page.getByRole('region', { name: 'By operator' }).getByRole('row').nth(2).click();
  await expect(page.getByRole('dialog', { name: 'Closed chats of Maria Kim' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { name: 'Further figures' }).scrollIntoViewIfNeeded();
  await photograph(page, 'figures-further');
  expect(problems).toEqual([]);
});

test('formulas, the period and the filters are reached by keys', async ({ page }) => {
  const problems = watch(page);
  await open(page, '11');
  await page.getByRole('button', { name: 'How it comes about: Time to close, median' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toContainText('Half of the talks took less.');
  await photograph(page, 'figures-how');
  await expectAccessible(page);
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: /^Period/ }).focus();
  await page.keyboard.press('Enter');
  const period = page.getByRole('dialog', { name: 'Period' });
  await period.getByLabel('First day').fill('2026-02-10');
  await period.getByLabel('Last day').fill('2026-02-01');
  await period.getByLabel('Last day').press('Enter');
  await expect(period.getByRole('alert')).toHaveText('The first day comes after the last.');
  await photograph(page, 'figures-period');
  await expectAccessible(page);
  await period.getByLabel('Last day').fill('2026-02-12');
  await period.getByLabel('Last day').press('Enter');
  await expect(page).toHaveURL(/from=2026-02-10&to=2026-02-12/);

  await page.getByRole('button', { name: 'All operators' }).click();
  const operators = page.getByRole('dialog', { name: 'Operators' });
  await operators.getByRole('checkbox', { name: 'Oleg Lis' }).check();
  await operators.getByRole('checkbox', { name: 'Sara Dahl' }).check();
  await photograph(page, 'figures-operators');
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: '2 operators' })).toBeVisible();
  await expect(page).toHaveURL(/operators=oleg,sara/);
  await page.goBack();
  await expect(page).toHaveURL(/operators=oleg(&|#|$)/);

  await page.getByRole('button', { name: 'Any tag' }).click();
  await page.getByRole('dialog', { name: 'Tag' }).getByRole('combobox').fill('VIP');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/tag=VIP/);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'CSV' }).click();
  const files = page.getByRole('dialog', { name: 'Download for a spreadsheet' });
  await expect(files.getByRole('link', { name: 'By operator' })).toHaveAttribute(
    'href',
    '/api/reports/closed-chats.csv?from=2026-02-10&to=2026-02-12&operators=oleg&tag=VIP',
  );
  await photograph(page, 'figures-files');
  expect(problems).toEqual([]);
});

test('a day is a line in words, and a table', async ({ page }) => {
  const problems = watch(page);
  await open(page, '12');
  await expect(page.getByRole('img', { name: /^Timur Aliev/ })).toHaveAccessibleName(
    'Timur Aliev: Online 00:00–02:00, Offline 02:00–16:00, Online 16:00–19:00, Break 19:00–20:00, Online 20:00–24:00',
  );
  await page.getByRole('button', { name: 'Show as table' }).click();
  const table = page.getByRole('region', { name: 'Friday, November 27' });
  await expect(table.getByRole('row')).toHaveCount(24);
  await expect(table).toContainText('connection lost');
  await photograph(page, 'figures-intervals');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'The day before' }).click();
  await expect(page.getByRole('heading', { name: 'Thursday, November 26' })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'Friday, November 27' })).toBeVisible();
  await page.getByRole('heading', { name: 'Totals' }).scrollIntoViewIfNeeded();
  await photograph(page, 'figures-totals');
  expect(problems).toEqual([]);
});

test('on paper there are only the figures', async ({ page }) => {
  await open(page, '11');
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await expect(page.getByRole('navigation', { name: 'Sections' })).toBeHidden();
  await expect(page.getByRole('button', { name: 'CSV' })).toBeHidden();
  await expect(page.getByText('Nov 1 – 28, 2026 · Europe/Sofia').last()).toBeVisible();
  await page.screenshot({ path: 'test-results/looks/figures-paper.png', fullPage: true });
});

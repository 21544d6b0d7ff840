// Reports at the real desk: what was closed shows as figures that lead to the very chats, and times in status as lines.
import { expect, test, type Browser, type Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { inspect, signIn } from './at';
import { expectAccessible, photograph, watch } from './page';
import { Customer, hasProgram, Stack } from './stack';

test.skip(!hasProgram());
test.describe.configure({ mode: 'serial' });

const stack = new Stack();
const PHONE = { width: 390, height: 844 };

test.beforeAll(() => stack.start());
test.afterAll(() => stack.end());

const anna = new Customer(stack, '700981', 'Anna Berg');
const berta = new Customer(stack, '700982', 'Berta');
const report = (page: Page) => page.getByRole('main');
const figure = (page: Page, name: string) =>
  report(page)
    .locator('dl > div')
    .filter({ has: page.locator('dt').getByText(name, { exact: true }) })
    .locator('dd');

async function answerAndClose(page: Page, name: string, text: string): Promise<void> {
  await page.getByTestId('chats').getByText(name).click();
  await page.getByRole('textbox', { name: 'Your answer' }).fill(text);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('log').locator('[data-delivery="accepted"]')).toHaveCount(1);
  await page.getByRole('button', { name: 'Close chat' }).click();
  await expect(page.getByRole('button', { name: 'Reopen' })).toBeVisible();
}

/** What is downloaded while `act` goes on. */
async function downloaded(page: Page, act: () => Promise<void>): Promise<{ name: string; text: string }> {
  const waiting = page.waitForEvent('download');
  await act();
  const download = await waiting;
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
}

async function choose(page: Page, status: string): Promise<void> {
  await page.getByRole('button', { name: /^Account of/ }).click();
  const me = page.getByRole('dialog');
  await me.getByRole('button', { name: new RegExp(`^${status}`) }).click();
  await expect(me.getByText(`${status} since`)).toBeVisible();
  await page.keyboard.press('Escape');
}

test('what was closed is counted, and each figure leads to its chats', async ({ page }) => {
  const problems = watch(page);
  for (const one of [anna, berta]) {
    await one.arrives();
    await one.writes('Good afternoon!');
  }
  await signIn(page, stack);
  await answerAndClose(page, 'Anna Berg', 'Good afternoon, Anna!');
  await answerAndClose(page, 'Berta', 'Good afternoon, Berta!');
  await anna.writes('One more thing');
  await expect(page.getByTestId('chats').getByText('Anna Berg')).toBeVisible();

  await page.getByRole('link', { name: 'Reports' }).click();
  await expect(page.getByRole('heading', { name: 'Reports', level: 1 })).toBeVisible();
  await expect(figure(page, 'Closed chats')).toContainText('2');
  await expect(figure(page, 'Reopened within 24 h')).toContainText('50%');
  await expect(page).toHaveURL(/\/reports\/closed-chats\?from=\d{4}-\d\d-01&to=\d{4}-\d\d-\d\d$/);
  await inspect(page, 'report-closed');

  // The formula stands beside the number, and keys reach it.
  await page.getByRole('button', { name: 'How it comes about: Closed chats' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'How it comes about: Closed chats' })).toContainText(
    'A chat closed three times counts three times.',
  );
  await photograph(page, 'report-how');
  await expectAccessible(page);
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Show as table' }).click();
  const days = page.getByRole('region', { name: 'Closed per day' });
  await expect(days.getByRole('button')).toHaveCount(1);
  await days.getByRole('button').click();
  await expect(page.getByRole('dialog').getByRole('link')).toHaveText(['Berta', 'Anna Berg']);
  await page.goBack();
  await expect(page.getByRole('dialog')).toHaveCount(0);

  const table = page.getByRole('region', { name: 'By operator' });
  await table.getByRole('row').nth(1).click();
  const list = page.getByRole('dialog', { name: /^Closed chats of/ });
  await expect(list.getByRole('link')).toHaveText(['Berta', 'Anna Berg']);
  await inspect(page, 'report-chats');
  await list.getByRole('link', { name: 'Berta' }).click();
  await expect(page.getByRole('log')).toContainText('Good afternoon, Berta!');
  await page.goBack();
  await expect(list).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(list).toHaveCount(0);
  expect(problems).toEqual([]);
});

test('what is chosen stands in the address, and the files hold the same', async ({ page }) => {
  const problems = watch(page);
  await signIn(page, stack);
  await page.keyboard.press('Shift+R');
  await expect(figure(page, 'Closed chats')).toContainText('2');

  await page.getByRole('button', { name: /^Period/ }).click();
  const period = page.getByRole('dialog', { name: 'Period' });
  await photograph(page, 'report-period');
  await period.getByLabel('First day').fill('2026-02-10');
  await period.getByLabel('Last day').fill('2026-02-01');
  await period.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(period.getByRole('alert')).toHaveText('The first day comes after the last.');
  await period.getByRole('button', { name: 'Yesterday' }).click();
  await expect(page.getByRole('heading', { name: 'No chat was closed then' })).toBeVisible();
  await photograph(page, 'report-empty');
  await expectAccessible(page);
  await page.goBack();
  await expect(figure(page, 'Closed chats')).toContainText('2');

  await page.getByRole('button', { name: 'Last responsible' }).click();
  await expect(page).toHaveURL(/by=holder/);
  await expect(page.getByRole('button', { name: 'Last responsible' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await page.getByRole('button', { name: 'All channels' }).click();
  const channels = page.getByRole('dialog', { name: 'Channels' });
  await channels.getByRole('checkbox').last().check();
  await expect(page).toHaveURL(/channels=/);
  await page.keyboard.press('Escape');
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  const shown = await figure(page, 'Closed chats').locator('span').first().innerText();
  await page.reload();
  await expect(figure(page, 'Closed chats').locator('span').first()).toHaveText(shown);
  await expect(page.getByRole('button', { name: 'All channels' })).toHaveCount(0);

  await page.goto(
    page
      .url()
      .replace(/&channels=[^&]*/, '')
      .replace('&by=holder', ''),
  );
  await expect(figure(page, 'Closed chats')).toContainText('2');
  await page.getByRole('button', { name: 'CSV' }).click();
  const rows = await downloaded(page, () => page.getByRole('link', { name: 'By operator' }).click());
  expect(rows.name).toMatch(/\.csv$/);
  const lines = rows.text.split('\r\n').filter(Boolean);
  expect(rows.text).toMatch(/^\uFEFF/);
  // A heading, the only operator, the total, and that of the period before.
  expect(lines).toHaveLength(4);
  expect(lines[0]).toContain('closed');
  await page.getByRole('button', { name: 'CSV' }).click();
  const chats = await downloaded(page, () => page.getByRole('link', { name: 'Every closed chat' }).click());
  expect(chats.text).toContain('Berta');
  expect(chats.text.split('\r\n').filter(Boolean)).toHaveLength(3);
  expect(problems).toEqual([]);
});

test('times in status are lines, words and sums', async ({ page }) => {
  const problems = watch(page);
  await signIn(page, stack);
  for (const status of ['Busy', 'Break', 'Online']) await choose(page, status);

  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').fill('time in status');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/reports\/operator-time\?from=/);
  const line = report(page).getByRole('img');
  await expect(line).toHaveAttribute('aria-label', /Offline .*Busy .*Break .*Online/);
  await expect(figure(page, 'Online, all operators')).toContainText(/\d/);
  await inspect(page, 'report-time');

  await page.getByRole('button', { name: 'Show as table' }).click();
  const body = report(page).locator('section').first().locator('tbody');
  await expect(body).toContainText('Busy');
  await expect(body).toContainText('Break');
  await expect(body.getByText('chosen').first()).toBeVisible();
  await photograph(page, 'report-time-table');
  await expectAccessible(page);

  await page.getByRole('button', { name: 'CSV' }).click();
  const file = await downloaded(page, () =>
    page.getByRole('link', { name: 'Every stretch of time' }).click(),
  );
  expect(file.text).toMatch(/busy/i);

  // What is refused is said, not saved as a table.
  let saved = 0;
  page.on('download', () => saved++);
  const busy = { status: 503, json: { code: 'too_busy', message: 'not now', reference: 'r' } };
  await page.route(/intervals\.csv/, (route) => route.fulfill(busy));
  await page.getByRole('button', { name: 'CSV' }).click();
  await page.getByRole('link', { name: 'Every stretch of time' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Too many people' })).toBeVisible();
  expect(saved).toBe(0);
  expect(problems).toEqual([]);
});

test('on a phone the reports are in the bar, and the way back is the browser’s', async ({ page }) => {
  const problems = watch(page);
  await page.setViewportSize(PHONE);
  await signIn(page, stack);
  await page.getByRole('link', { name: 'Reports' }).click();
  await expect(figure(page, 'Closed chats')).toContainText('2');
  const scrolls = () =>
    page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  expect(await scrolls()).toBe(false);
  await inspect(page, 'report-closed-phone');
  await page.getByRole('link', { name: 'Time in status' }).click();
  await expect(figure(page, 'Online, all operators')).toContainText(/\d/);
  expect(await scrolls()).toBe(false);
  await inspect(page, 'report-time-phone');
  await page.goBack();
  await expect(figure(page, 'Closed chats')).toContainText('2');
  await page.getByRole('link', { name: /^Chats/ }).click();
  await expect(page.getByTestId('chats').getByText('Anna Berg')).toBeVisible();
  expect(problems).toEqual([]);
});

async function colleague(page: Page, browser: Browser): Promise<Page> {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByLabel('Invite by e-mail address').fill('oleg@example.com');
  await page.getByRole('dialog').getByRole('button', { name: 'Invite' }).click();
  const link = await page.getByTestId('join-link').innerText();
  const other = await (await browser.newContext()).newPage();
  await other.goto(link);
  await other.getByLabel('Your name').fill('Oleg Lis');
  await other.getByLabel('Choose a password').fill('rivers in the spring');
  await other.getByRole('button', { name: 'Join' }).click();
  await expect(other.getByRole('button', { name: 'Open', exact: true })).toBeVisible();
  return other;
}

test('an operator sees their own figures, and is told so', async ({ page, browser }) => {
  await signIn(page, stack);
  const oleg = await colleague(page, browser);
  await oleg.getByRole('link', { name: 'Reports' }).click();
  await expect(oleg.getByText('You see your own figures. Admins see those of everybody.')).toBeVisible();
  await expect(figure(oleg, 'Closed chats')).toContainText('0');
  await expect(oleg.getByRole('button', { name: 'All operators' })).toHaveCount(0);
  await photograph(oleg, 'report-own');
  await expectAccessible(oleg);
  // Others by name: the server says no, and the page says so.
  const { id } = await page.evaluate(async () => {
    const { operators } = (await (await fetch('/api/operators')).json()) as {
      operators: { id: string; role: string }[];
    };
    return operators.find(({ role }) => role === 'owner') ?? { id: '' };
  });
  await oleg.goto(`${oleg.url()}&operators=${id}`);
  await expect(oleg.getByRole('alert')).toContainText('Your role does not allow this.');
  await photograph(oleg, 'report-refused');
  await expectAccessible(oleg);
  await oleg.context().close();
});

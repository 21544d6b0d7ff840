// Everything by typing, and a whole day without the mouse, at the real desk.
import { expect, test, type Page } from '@playwright/test';
import { inspect, signIn } from './at';
import { pressRussian, writeInTurn } from './keys';
import { expectAccessible, photograph, watch } from './page';
import { Customer, hasProgram, PROGRAM, Stack } from './stack';

if (!hasProgram() && process.env.CI === 'true') {
  throw new Error(`the program is missing at ${PROGRAM}; build it first`);
}
test.skip(!hasProgram());

const stack = new Stack();
const ada = new Customer(stack, '702001', 'Ada');
const ben = new Customer(stack, '702002', 'Ben');
const clara = new Customer(stack, '702003', 'Clara Lund');

test.beforeAll(async () => {
  await stack.start();
  for (const one of [clara, ben, ada]) await one.arrives();
  await writeInTurn([clara, ben, ada], (name) => `Hello from ${name}`);
});
test.afterAll(() => stack.end());

const log = (page: Page) => page.getByRole('log');
const field = (page: Page) => page.getByRole('textbox', { name: 'Your answer' });
const palette = (page: Page) => page.getByRole('dialog', { name: 'Commands' });
const option = (page: Page, name: string | RegExp) => palette(page).getByRole('option', { name });
const chosen = (page: Page) => palette(page).getByRole('option', { selected: true });
const opened = (page: Page, name: string) =>
  expect(page.getByRole('heading', { name, level: 2 })).toBeVisible();

async function begin(page: Page): Promise<void> {
  await signIn(page, stack);
  await expect(page.getByTestId('chats').locator('[data-index="0"]')).toBeVisible();
}

test('commands and contacts are found by typing, done by Enter, and left by Esc', async ({ page }) => {
  const problems = watch(page);
  await begin(page);
  await page.keyboard.press('j');
  await opened(page, 'Ada');
  await page.keyboard.press('r');
  await field(page).fill('half a thought');
  await page.keyboard.press('Control+k');
  await expect(palette(page).getByRole('combobox')).toBeFocused();
  // Enter alone closes nothing.
  await expect(chosen(page)).toHaveText(/^\s*Write an answer/);
  await inspect(page, 'palette-all');
  await page.keyboard.type('cl');
  await expect(palette(page).getByRole('option')).toHaveCount(4);
  await expect(chosen(page)).toHaveText(/Close the chat and open the next one\s*Shift\+E$/);
  await expect(option(page, /^Clara Lund/)).toBeVisible();
  await expect(option(page, 'Reopen the chat')).toHaveCount(0);
  await inspect(page, 'palette');
  await page.keyboard.press('Escape');
  await expect(palette(page)).toBeHidden();
  await expect(field(page)).toBeFocused();
  await expect(field(page)).toHaveValue('half a thought');

  await pressRussian(page, 'KeyK', { ctrl: true });
  await page.keyboard.type('closed');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/state=closed/);
  await opened(page, 'Ada');
  // Enter was meant for the palette, however late that came.
  await expect(field(page)).toHaveValue('half a thought');

  await page.keyboard.press('Control+k');
  await page.keyboard.type('lund');
  await expect(option(page, /^Clara Lund/)).toBeVisible();
  await expect(palette(page).getByRole('status')).toHaveText('1 entry to choose from');
  await page.keyboard.press('Enter');
  await opened(page, 'Clara Lund');

  await page.keyboard.press('Control+k');
  await page.keyboard.type('busy');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^Account of .* Busy$/ })).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('nothing at all like this');
  await expect(palette(page).getByText('Nothing of this name')).toBeVisible();
  await photograph(page, 'palette-nothing');
  await palette(page).getByRole('combobox').fill('log');
  await option(page, 'Log of changes').click();
  await expect(page.getByRole('dialog')).toBeVisible();
  expect(problems).toEqual([]);
});

test('what may not be done is not offered', async ({ page }) => {
  await begin(page);
  await page.keyboard.press('Control+k');
  await expect(palette(page).getByRole('group', { name: 'This chat' })).toHaveCount(0);
  await page.keyboard.type('close');
  await expect(palette(page).getByRole('option')).toHaveText(['Show closed chats', /Report: Closed chats/]);
  await expectAccessible(page);
});

test('a whole day by keyboard alone', async ({ page }) => {
  const problems = watch(page);
  await writeInTurn([clara, ben, ada], (name) => `One more thing, says ${name}`);
  await begin(page);
  // Her row may show what was begun in the story before: drafts are at the desk.
  await expect(page.getByTestId('chats').locator('[data-index="0"]')).toContainText('Ada');

  // The next unread one is answered, closed, and the next one is there.
  await page.keyboard.press('u');
  await opened(page, 'Ada');
  await page.keyboard.press('r');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('It is on its way.');
  await page.keyboard.press('Enter');
  await expect.poll(() => ada.received()).toContain('It is on its way.');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+E');
  await opened(page, 'Ben');
  await expect(log(page)).toBeFocused();

  // It is for somebody else: back to the queue, with a word.
  await page.keyboard.press('t');
  const forward = page.getByRole('dialog', { name: 'Forward the chat to…' });
  await expect(forward.getByRole('radio').first()).toBeFocused();
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Ben asks about the invoice');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(forward.getByRole('button', { name: 'Forward' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(forward).toBeHidden();
  await expect(log(page)).toContainText('Ben asks about the invoice');
  await expect(log(page)).toBeFocused();

  // A contact from long ago, by name, and a comment for colleagues.
  await page.keyboard.press('Control+k');
  await page.keyboard.type('ada');
  await expect(option(page, /^Ada/)).toBeVisible();
  await page.keyboard.press('ArrowUp');
  await expect(chosen(page)).toHaveText(/Ada/);
  await page.keyboard.press('Enter');
  await opened(page, 'Ada');
  await page.keyboard.press('Escape');
  await page.keyboard.press('c');
  await page.keyboard.type('Done for today');
  await page.keyboard.press('Enter');
  await expect(log(page).getByText('Done for today')).toBeVisible();
  expect(problems).toEqual([]);
});

test('the palette fits a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await begin(page);
  await page.keyboard.press('Control+k');
  await expect(palette(page)).toBeVisible();
  await photograph(page, 'phone-palette');
  await expectAccessible(page);
});

test('a colleague’s chats are a command away, and Esc leads back', async ({ page }) => {
  const problems = watch(page);
  await page.goto('/fake.html');
  await expect(page.getByTestId('chats').locator('[data-index="0"]')).toBeVisible();
  await page.keyboard.press('Control+k');
  await palette(page).getByRole('combobox').fill('chats oleg');
  await expect(palette(page).getByRole('option')).toHaveText(['Show chats of Oleg Lis']);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Viewing chats of Oleg Lis')).toBeVisible();
  await page.keyboard.press('j');
  await expect(log(page)).toBeFocused();
  const open = page.url();
  await page.keyboard.press('Escape');
  await expect(page.getByText('Viewing chats of Oleg Lis')).toBeHidden();
  // One Esc is one step: the chat is still open.
  expect(new URL(page.url()).pathname).toBe(new URL(open).pathname);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { name: 'No chat is open' })).toBeVisible();

  await page.keyboard.press('Control+k');
  await palette(page).getByRole('combobox').fill('dark');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  expect(problems).toEqual([]);
});

// Work by keyboard at the real desk: single keys in any alphabet, their help, and changing them.
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
const ada = new Customer(stack, '701001', 'Ada');
const ben = new Customer(stack, '701002', 'Ben');
const cleo = new Customer(stack, '701003', 'Cleo');

test.beforeAll(async () => {
  await stack.start();
  for (const one of [cleo, ben, ada]) await one.arrives();
  await writeInTurn([cleo, ben, ada], (name) => `Hello from ${name}`);
});
test.afterAll(() => stack.end());

const list = (page: Page) => page.getByTestId('chats');
const log = (page: Page) => page.getByRole('log');
const field = (page: Page) => page.getByRole('textbox', { name: 'Your answer' });
const opened = (page: Page, name: string) =>
  expect(page.getByRole('heading', { name, level: 2 })).toBeVisible();

test('keys lead through the chats, into the field and back', async ({ page }) => {
  const problems = watch(page);
  await signIn(page, stack);
  await expect(list(page).locator('[data-index="2"]')).toContainText('Cleo');

  await page.keyboard.press('j');
  await opened(page, 'Ada');
  await expect(log(page)).toBeFocused();
  await page.keyboard.press('j');
  await opened(page, 'Ben');
  // Whoever leaves a chat before it counts as read comes back to it.
  await expect(page.getByRole('link', { name: /1 chat with unread/ })).toBeVisible();
  await page.keyboard.press('k');
  await opened(page, 'Ada');
  await page.keyboard.press('u');
  await opened(page, 'Cleo');
  await expect(log(page)).toBeFocused();
  await page.keyboard.press('u');
  await expect(page.getByText('Nothing more to read here')).toBeVisible();
  await opened(page, 'Cleo');

  await page.keyboard.press('c');
  await expect(page.getByRole('textbox', { name: 'Your comment' })).toBeFocused();
  await page.keyboard.type('just jokes, unread');
  await expect(page.getByRole('textbox', { name: 'Your comment' })).toHaveValue('just jokes, unread');
  await page.keyboard.press('Escape');
  await expect(log(page)).toBeFocused();
  await page.keyboard.press('r');
  await expect(field(page)).toBeFocused();
  await expect(field(page)).toHaveValue('');
  await page.keyboard.type('Good day!');
  await page.keyboard.press('Enter');
  await expect.poll(() => cleo.received()).toEqual(['Good day!']);

  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('textbox', { name: 'New text' })).toHaveValue('Good day!');
  await page.getByRole('textbox', { name: 'New text' }).fill('Good evening!');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => cleo.received()).toEqual(['Good evening!']);
  await expect(field(page)).toBeFocused();

  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await expect(page.getByRole('combobox', { name: 'Search contacts and messages' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(log(page)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { name: 'No chat is open' })).toBeVisible();
  await expect(list(page).getByRole('link', { name: /^Cleo/ })).toBeFocused();
  // By the pointer one comes to write.
  await list(page).getByText('Cleo').click();
  await expect(field(page)).toBeFocused();
  expect(problems).toEqual([]);
});

test('a key does what its button does: forward, unite, close and open the next', async ({ page }) => {
  await cleo.writes('Me again');
  await signIn(page, stack);
  await expect(list(page).locator('[data-index="0"]')).toContainText('Me again');
  await page.keyboard.press('j');
  await opened(page, 'Cleo');
  // What opens now gives the focus back to where it is.
  await expect(log(page)).toBeFocused();
  await expect(page.getByRole('button', { name: 'Close chat' })).toHaveAttribute('aria-keyshortcuts', 'E');
  await expect(page.getByRole('button', { name: 'Forward', exact: true })).toHaveAttribute(
    'title',
    'Forward (T)',
  );
  await page.keyboard.press('t');
  const forward = page.getByRole('dialog', { name: 'Forward the chat to…' });
  await expect(forward).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(log(page)).toBeFocused();
  await page.keyboard.press('m');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('j');
  await opened(page, 'Cleo');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(log(page)).toBeFocused();

  await page.keyboard.press('Shift+E');
  await opened(page, 'Ada');
  await expect(page.getByText('Chat with Cleo closed')).toBeVisible();
  await expect(log(page)).toBeFocused();
  await page.keyboard.press('e');
  await expect(page.getByRole('button', { name: 'Reopen' })).toBeVisible();
  await opened(page, 'Ada');
  await page.keyboard.press('e');
  await opened(page, 'Ada');
});

test('keys work by their place where another alphabet is chosen', async ({ page }) => {
  await writeInTurn([cleo, ben, ada], (name) => `Здравствуйте, это ${name}`);
  await signIn(page, stack);
  await expect(list(page).locator('[data-index="0"]')).toContainText('Здравствуйте, это Ada');
  await pressRussian(page, 'KeyJ');
  await opened(page, 'Ada');
  await expect(log(page)).toBeFocused();
  await pressRussian(page, 'KeyJ');
  await opened(page, 'Ben');
  await pressRussian(page, 'KeyK');
  await opened(page, 'Ada');
  await pressRussian(page, 'KeyR');
  await expect(field(page)).toBeFocused();
  await pressRussian(page, 'KeyJ');
  await expect(field(page)).toHaveValue('о');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Escape');
  await pressRussian(page, 'KeyE', { shift: true });
  await opened(page, 'Ben');
  await pressRussian(page, 'Slash');
  await expect(page.getByRole('combobox', { name: 'Search contacts and messages' })).toBeFocused();
});

test('the keys in force are shown, changed with words for conflicts, and switched off', async ({
  page,
  context,
}) => {
  const problems = watch(page);
  await signIn(page, stack);
  await expect(list(page).locator('[data-index="0"]')).toBeVisible();
  await page.keyboard.press('Shift+Slash');
  const help = page.getByRole('dialog', { name: 'Keys' });
  await expect(help).toContainText('Close the chat and open the next one');
  await inspect(page, 'keys-help');
  await help.getByRole('button', { name: 'Change the keys' }).click();
  const dialog = page.getByRole('dialog', { name: 'Preferences' });
  await dialog.getByRole('button', { name: 'Next chat: J. Press to change' }).click();
  await inspect(page, 'keys-change');
  await page.keyboard.press('e');
  await expect(dialog.getByRole('alert')).toHaveText(
    'E already does “Close the chat”. Choose another key, or change that first.',
  );
  await expect(dialog.getByRole('alert')).toBeInViewport();
  await photograph(page, 'keys-conflict');
  await page.keyboard.press('F5');
  await expect(dialog.getByRole('alert')).toContainText('This key cannot be used.');
  await pressRussian(page, 'KeyN');
  await expect(dialog.getByRole('button', { name: 'Next chat: N. Press to change' })).toBeFocused();
  await dialog.getByRole('button', { name: 'Next unread chat: U. Press to change' }).click();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await page.keyboard.press('j');
  await expect(page.getByRole('heading', { name: 'No chat is open' })).toBeVisible();

  // Another tab follows, and a reload keeps it.
  const other = await context.newPage();
  await other.goto(stack.url);
  await other.getByRole('button', { name: /^Account of/ }).click();
  await other.getByRole('button', { name: 'Preferences' }).click();
  await expect(other.getByRole('button', { name: 'Next chat: N. Press to change' })).toBeVisible();
  await other.getByRole('switch', { name: /^Single keys/ }).click();
  await other.close();
  await page.keyboard.press('n');
  await page.keyboard.press('Shift+Slash');
  await expect(page.getByRole('heading', { name: 'No chat is open' })).toBeVisible();
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.reload();
  await list(page).getByRole('link').first().click();
  await expect(page.getByRole('button', { name: 'Close chat' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Close chat' })).not.toHaveAttribute('aria-keyshortcuts');
  expect(problems).toEqual([]);
});

test('on a phone the preferences fit', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, stack);
  await page.getByRole('button', { name: /^Account of/ }).click();
  await photograph(page, 'phone-me');
  await page.getByRole('button', { name: 'Preferences' }).click();
  await expect(page.getByRole('dialog', { name: 'Preferences' })).toBeVisible();
  await photograph(page, 'phone-preferences');
  await expectAccessible(page);
});

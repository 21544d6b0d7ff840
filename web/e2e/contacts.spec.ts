// Contacts at the real desk: found while typing, their cards, and one contact made of two.
import { expect, test, type Page } from '@playwright/test';
import { inspect, signIn } from './at';
import { photograph, watch } from './page';
import { Customer, hasProgram, Stack } from './stack';

test.skip(!hasProgram());

const stack = new Stack();

test.beforeAll(async () => {
  await stack.start();
  for (const [person, name] of [
    ['700700', 'Anna Petrova'],
    ['700701', 'Анна Ёлкина'],
    ['700702', 'Boris Anin'],
  ] as const) {
    const customer = new Customer(stack, person, name);
    await customer.arrives();
    await customer.writes('Good day!');
  }
});
test.afterAll(() => stack.end());

test('a contact is found while typing, also in a closed chat, by keys alone', async ({ page }) => {
  const problems = watch(page);
  await signIn(page, stack);
  await page.getByTestId('chats').getByText('Anna Petrova').click();
  await page.getByRole('button', { name: 'Close chat' }).click();
  await expect(page.getByTestId('chats').getByText('Anna Petrova')).toHaveCount(0);

  await page.keyboard.press('/');
  const field = page.getByRole('combobox', { name: 'Search contacts and messages' });
  await expect(field).toBeFocused();
  await page.keyboard.type('an');
  const found = page.getByRole('listbox', { name: 'Found' });
  await expect(found.getByRole('option')).toHaveCount(2);
  await expect(found.getByRole('option', { name: /Anna Petrova/ })).toContainText('Closed');
  await inspect(page, 'search');
  await page.keyboard.press('ArrowDown');
  await expect(found.getByRole('option', { selected: true })).toHaveCount(1);
  await page.keyboard.type('na');
  await expect(found.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Anna Petrova', level: 2 })).toBeVisible();
  await expect(field).toHaveValue('');

  await field.fill('елк');
  await expect(found.getByRole('option', { name: /Анна Ёлкина/ })).toBeVisible();
  await field.fill('nobody of this name');
  await expect(page.getByText('Nothing found', { exact: true }).last()).toBeVisible();
  await inspect(page, 'search-nobody');
  await page.keyboard.press('Escape');
  await expect(field).toHaveValue('');
  await expect(page.getByTestId('chats').getByText('Boris Anin')).toBeVisible();
  expect(problems).toEqual([]);
});

const card = (page: Page) => page.getByRole('complementary', { name: 'Contact card' });

async function open(page: Page, name: string): Promise<void> {
  await page.getByTestId('chats').getByText(name).first().click();
  await expect(page.getByRole('heading', { name, level: 2 }).first()).toBeVisible();
}

/** Fills the open editor and saves. */
async function write(page: Page, button: string, text: string): Promise<void> {
  await card(page).getByRole('button', { name: button, exact: true }).click();
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

test('the card is changed in place, and two operators do not overwrite each other', async ({
  page,
  browser,
}) => {
  const problems = watch(page);
  await signIn(page, stack);
  await open(page, 'Анна Ёлкина');
  await page.getByRole('button', { name: 'Show the contact card' }).click();
  await write(page, 'Add: Phone', '8 916');
  await expect(card(page).getByRole('alert').filter({ hasText: /\w/ })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('+7 916 123-45-67');
  await page.keyboard.press('Enter');
  await expect(card(page).getByText('+79161234567', { exact: true })).toBeVisible();
  await write(page, 'Change: User ID', '48213');
  await expect(card(page).getByText('48213', { exact: true })).toBeVisible();
  await write(page, 'Add: Tag', 'VIP');
  await expect(card(page).getByRole('button', { name: 'Remove VIP' })).toBeVisible();

  await card(page).getByRole('button', { name: 'Add: Variables' }).click();
  await card(page).getByLabel('Name', { exact: true }).fill('ordered');
  await card(page).getByLabel('Type').selectOption('Date');
  await card(page).getByLabel('Value').fill('2026-11-20');
  await card(page).getByRole('button', { name: 'Save', exact: true }).click();
  await expect(card(page).getByText('2026-11-20')).toBeVisible();

  await card(page).getByRole('button', { name: 'Add: Note' }).click();
  await page.keyboard.type('Call after 18:00');
  await page.keyboard.press('Control+Enter');
  await expect(card(page).locator('[data-note]')).toContainText('Call after 18:00');

  const other = await (await browser.newContext({ viewport: { width: 1100, height: 800 } })).newPage();
  await signIn(other, stack);
  await open(other, 'Анна Ёлкина');
  await other.getByRole('button', { name: 'Show the contact card' }).click();
  await expect(card(other).locator('[data-note]')).toContainText('Call after 18:00');
  await card(page).getByRole('button', { name: 'Change: First name' }).click();
  await page.keyboard.type('Anna');
  await write(other, 'Change: First name', 'Anya');
  await expect(card(other).getByText('Anya', { exact: true })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(card(page).getByRole('alert').filter({ hasText: 'it is now Anya' })).toBeVisible();
  await expect(card(page).getByLabel('First name', { exact: true })).toHaveValue('Anna');
  await inspect(page, 'card-newer');
  await page.keyboard.press('Enter');
  await expect(card(other).getByText('Anna', { exact: true })).toBeVisible();

  await card(page).getByText('History', { exact: true }).click();
  await expect(card(page).getByText('by you').first()).toBeVisible();
  await inspect(page, 'card');
  await inspect(other, 'card-drawer');
  await other.keyboard.press('Escape');
  await expect(card(other)).toHaveCount(0);
  expect(problems).toEqual([]);
});

test('the window of equal contacts opens by itself, two become one, and two again', async ({ page }) => {
  const problems = watch(page);
  const writers = ['700710', '700711'].map((person) => new Customer(stack, person, `Vera ${person}`));
  for (const writer of writers) {
    await writer.arrives();
    await writer.writes(`I am ${writer.person}`);
  }
  await signIn(page, stack);
  for (const writer of writers) {
    await open(page, writer.name);
    if (writer === writers[0]) await page.getByRole('button', { name: 'Show the contact card' }).click();
    await write(page, 'Add: Phone', '+380 44 123 45 67');
  }
  const dialog = page.getByRole('dialog', { name: 'Unite contacts' });
  await expect(dialog).toContainText('This window opened by itself', { timeout: 20_000 });
  await expect(dialog.getByRole('radio')).toHaveCount(1);
  await inspect(page, 'unite-find');
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await dialog
    .getByRole('group', { name: /Which to keep/ })
    .first()
    .getByRole('radio')
    .nth(1)
    .check();
  await inspect(page, 'unite-check');
  await dialog.getByRole('button', { name: 'Unite', exact: true }).click();
  await expect(dialog).toHaveCount(0);
  const log = page.getByRole('log');
  for (const writer of writers) await expect(log.getByText(`I am ${writer.person}`)).toBeVisible();
  await expect(page.getByTestId('chats').getByText(/^Vera/)).toHaveCount(1);
  await expect(card(page).getByRole('button', { name: /^Undo/ })).toBeVisible();
  await inspect(page, 'united');

  // Who writes by both addresses while another chat is open: the one that answers go through is the last, the other says what came.
  const theirs = page.getByTestId('chats').getByText(/^Vera/);
  await open(page, 'Boris Anin');
  for (const [at, words] of ['Is it here?', 'Hello?'].entries()) {
    await writers[at]?.writes(words);
    await expect(theirs.locator('xpath=ancestor::a')).toContainText(words);
  }
  await theirs.click();
  await expect(log.getByText('Is it here?')).toBeVisible();
  const addresses = page.getByRole('list', { name: 'Where this contact writes from' });
  await expect(addresses.getByRole('button', { pressed: false })).toContainText('1 unread message');
  await expect(addresses.getByRole('button', { pressed: true })).not.toContainText('unread');
  await expect(log.locator('[data-message]').filter({ hasText: 'Hello?' }).locator('[data-way]')).toHaveCount(
    1,
  );
  await photograph(page, 'unread-by-address');

  await card(page).getByRole('button', { name: /^Undo/ }).click();
  await expect(page.getByTestId('chats').getByText(/^Vera/)).toHaveCount(2);
  await expect(log.getByText('I am 700710')).toHaveCount(0);
  await page.reload();
  await expect(dialog).toBeVisible();
  await dialog.getByRole('button', { name: /^Not the same person/ }).click();
  await expect(dialog.getByText('Nobody like this contact was found')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.reload();
  await expect(log.getByText('I am 700711')).toBeVisible();
  await expect(dialog).toHaveCount(0);
  expect(problems).toEqual([]);
});

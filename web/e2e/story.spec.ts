// The whole path, for real: a customer writes, the operator answers, the program dies, and nothing is lost or doubled.
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible, photograph, watch } from './page';
import { Customer, EMAIL, hasProgram, PASSWORD, PROGRAM, Stack } from './stack';

if (!hasProgram()) {
  if (process.env.CI === 'true') throw new Error(`the program is missing at ${PROGRAM}; build it first`);
  console.log(
    `the program is missing at ${PROGRAM}: the story is skipped (set SWITCHBOARD_BIN, or CI=true to fail)`,
  );
}
test.skip(!hasProgram());

const stack = new Stack();

test.beforeAll(() => stack.start());
test.afterAll(() => stack.end());

async function signIn(page: Page): Promise<void> {
  await page.goto(stack.url);
  await page.getByLabel('E-mail').fill(EMAIL);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('button', { name: 'Open', exact: true })).toBeVisible();
}

async function answers(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox').fill(text);
  await page.keyboard.press('Enter');
}

test('a customer writes, the operator answers, the customer reads it', async ({ page }) => {
  const problems = watch(page);
  await page.goto(stack.url);
  await expect(page.getByLabel('Password')).toBeVisible();
  await expectAccessible(page);
  await photograph(page, 'story-sign-in');
  await signIn(page);
  await expect(page.getByRole('heading', { name: 'No open chats' })).toBeVisible();

  const anna = new Customer(stack, '700100', 'Anna Petrova');
  await anna.arrives();
  await anna.writes('Is anybody there?');
  await page.getByTestId('chats').getByText('Anna Petrova').click();
  const log = page.getByRole('log');
  await expect(log.getByText('Is anybody there?')).toBeVisible();
  // A count that was under way while the message came may include it twice, until it is asked for again: `COUNT_EVERY_MS`.
  await expect(page).toHaveTitle('Switchboard', { timeout: 25_000 });

  await answers(page, 'Yes, good afternoon!');
  await expect.poll(() => anna.received()).toEqual(['Yes, good afternoon!']);
  await expect(log.locator('[data-delivery="accepted"]')).toHaveCount(1);

  await page.getByRole('textbox').fill('How can I help?');
  await page.getByRole('button', { name: 'Send' }).dblclick();
  await expect(log.locator('[data-delivery="accepted"]')).toHaveCount(2);
  expect(await anna.received()).toEqual(['Yes, good afternoon!', 'How can I help?']);

  await photograph(page, 'story-inbox');
  await expectAccessible(page);
  await page.reload();
  await expect(log.getByText('Is anybody there?')).toBeVisible();
  await expect(log.getByText('How can I help?')).toHaveCount(1);
  expect(problems).toEqual([]);
});

test('an answer is changed and deleted at the customer’s side', async ({ page }) => {
  await signIn(page);
  const olga = new Customer(stack, '700150', 'Olga Weber');
  await olga.arrives();
  await olga.writes('When do you open?');
  await page.getByTestId('chats').getByText('Olga Weber').click();
  const log = page.getByRole('log');
  await answers(page, 'We open at eigth.');
  await expect.poll(() => olga.received()).toEqual(['We open at eigth.']);

  const answer = log.locator('[data-message]', { hasText: 'We open at eigth.' });
  await answer.getByRole('button', { name: 'What can be done with this message' }).click();
  await expect(page.getByRole('button', { name: 'Delete' })).toContainText(/4[78] h \d+ min left/);
  await photograph(page, 'story-message-menu');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByLabel('New text').fill('We open at eight.');
  await photograph(page, 'story-edit');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => olga.received()).toEqual(['We open at eight.']);
  await expect(log.getByText('We open at eight.')).toBeVisible();
  await log.getByRole('button', { name: 'edited' }).click();
  await expect(page.getByRole('dialog')).toContainText('changed by you');
  await page.keyboard.press('Escape');

  const changed = log.locator('[data-message]', { hasText: 'We open at eight.' });
  await changed.getByRole('button', { name: 'What can be done with this message' }).click();
  await page.getByRole('button', { name: 'Delete' }).click();
  await photograph(page, 'story-delete');
  await page.getByRole('button', { name: 'Delete for everybody' }).click();
  await expect.poll(() => olga.received()).toEqual([]);
  await expect(log.locator('[data-deleted]')).toContainText('Deleted by you');
  await expect(page.getByTestId('chats').getByText('Deleted')).toBeVisible();
  await log.getByText('Show what it said').click();
  await expect(log.getByText('We open at eight.')).toBeVisible();
  await photograph(page, 'story-tombstone');
  await expectAccessible(page);
  await page.reload();
  await expect(log.locator('[data-deleted]')).toHaveCount(1);
});

test('a customer shares a place and a friend, which are shown for what they are', async ({ page }) => {
  const ivan = new Customer(stack, '700160', 'Ivan Koval');
  await ivan.arrives();
  await ivan.writes('Where shall I pick it up?');
  await page.goto(`${stack.url}/pretend`);
  await page.getByText('Ivan Koval').click();
  await page.getByRole('button', { name: 'Share a place' }).click();
  await page.getByRole('button', { name: 'Share a contact' }).click();
  await expect(page.getByRole('log')).toContainText('Olga Weber');
  await expectAccessible(page);

  await signIn(page);
  await page.getByTestId('chats').getByText('Ivan Koval').click();
  const log = page.getByRole('log');
  await expect(log.getByText('Corner Shop')).toBeVisible();
  await expect(log.getByRole('link', { name: 'Show on a map' })).toHaveAttribute('href', /openstreetmap/);
  await expect(log.getByRole('link', { name: '+49301234567' })).toHaveAttribute('href', 'tel:+49301234567');
  await photograph(page, 'story-shared');
  await expectAccessible(page);
});

test('the program is killed: what was written meanwhile arrives once, in order', async ({ page }) => {
  await signIn(page);
  const boris = new Customer(stack, '700200', 'Boris');
  await boris.arrives();
  await boris.writes('Before the power cut');
  await page.getByTestId('chats').getByText('Boris').click();
  const log = page.getByRole('log');
  await answers(page, 'Before');
  await expect(log.locator('[data-delivery="accepted"]')).toHaveCount(1);

  await stack.kill();
  await answers(page, 'In the dark, one');
  await answers(page, 'In the dark, two');
  await expect(log.getByText('waiting for connection')).toHaveCount(2);
  await expect(page.getByRole('button', { name: 'Try now' })).toBeVisible();
  await photograph(page, 'story-offline');

  await stack.start();
  const all = ['Before', 'In the dark, one', 'In the dark, two'];
  await expect.poll(() => boris.received(), { timeout: 45_000 }).toEqual(all);
  await expect(log.locator('[data-delivery="accepted"]')).toHaveCount(3);
  await expect(log.getByText('waiting for connection')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Try now' })).toHaveCount(0, { timeout: 35_000 });

  await boris.writes('Light again!');
  await expect(log.getByText('Light again!')).toBeVisible();
  await page.reload();
  await expect(log.getByText('In the dark, one')).toHaveCount(1);
  expect(await boris.received()).toEqual(all);
});

test('the page of pretend customers and the desk talk to each other', async ({ page, context }) => {
  await signIn(page);
  const phone = await context.newPage();
  const problems = watch(phone);
  await phone.goto(`${stack.url}/pretend`);
  await phone.getByLabel('New person').fill('Vera');
  await phone.keyboard.press('Enter');
  const field = phone.getByRole('textbox', { name: 'Write as this person…' });
  await field.fill('Hello form the phone');
  await field.press('Enter');
  await page.getByTestId('chats').getByText('Vera').click();
  await expect(page.getByRole('log').getByText('Hello form the phone')).toBeVisible();

  await phone.getByRole('button', { name: 'Edit' }).click();
  await field.fill('Hello from the phone');
  await field.press('Enter');
  await expect(page.getByRole('log').getByText('Hello from the phone')).toBeVisible();
  await page.getByRole('button', { name: 'edited' }).click();
  await expect(page.getByRole('dialog')).toContainText('Hello form the phone');
  await page.keyboard.press('Escape');

  await answers(page, 'Hello Vera');
  await expect(phone.getByRole('log').getByText('Hello Vera')).toBeVisible();
  await photograph(phone, 'story-pretend');
  await expectAccessible(phone);
  expect(problems).toEqual([]);
});

test('closing is kept, and a new message opens the chat again', async ({ page }) => {
  await signIn(page);
  const dora = new Customer(stack, '700300', 'Dora');
  await dora.arrives();
  await dora.writes('Thank you!');
  await page.getByTestId('chats').getByText('Dora').click();
  await page.getByRole('button', { name: 'Close chat' }).click();
  await expect(page.getByTestId('chats').getByText('Dora')).toHaveCount(0);
  await page.getByRole('button', { name: 'Closed' }).click();
  await expect(page.getByTestId('chats').getByText('Dora')).toBeVisible();
  await dora.writes('One more thing');
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(page.getByTestId('chats').getByText('One more thing')).toBeVisible();
});

test('an admin connects one more channel by its token', async ({ page, context }) => {
  await signIn(page);
  const phone = await context.newPage();
  await phone.goto(`${stack.url}/pretend`);
  await phone.getByLabel('New bot or community').fill('Second Shop');
  await phone.keyboard.press('Enter');
  const token = await phone.getByRole('code').innerText();

  await page.getByRole('button', { name: 'Channels' }).click();
  const dialog = page.getByRole('dialog');
  // Each pretend messenger has a business at the start.
  await expect(dialog.getByText('Works')).toHaveCount(2);
  await page.getByLabel('Access token').fill('not a token');
  await page.getByRole('button', { name: 'Add' }).click();
  await expect(dialog.getByRole('alert')).toHaveText('This is not a token a messenger gives.');
  await page.getByLabel('Access token').fill(token);
  await page.getByRole('button', { name: 'Add' }).click();
  await expect(dialog.getByText('Works')).toHaveCount(3);

  // A token the messenger does not know; the right one brings the channel back.
  const last = dialog.getByRole('listitem').last();
  await last.getByRole('button', { name: 'Replace the token' }).click();
  await last.getByLabel('New token of the same bot or community').fill(`${token}x`);
  await last.getByRole('button', { name: 'Replace', exact: true }).click();
  await expect(last.getByText('Needs attention')).toBeVisible();
  await photograph(page, 'story-channels');
  await expectAccessible(page);
  await last.getByRole('button', { name: 'Replace the token' }).click();
  await last.getByLabel('New token of the same bot or community').fill(token);
  await last.getByRole('button', { name: 'Replace', exact: true }).click();
  await expect(dialog.getByText('Works')).toHaveCount(3);
});

test('an operator comes Online, is given the chat that waits, comments, passes it back and takes it', async ({
  page,
}) => {
  const problems = watch(page);
  await signIn(page);
  const eva = new Customer(stack, '700400', 'Eva');
  await eva.arrives();
  await eva.writes('Who is there?');
  await page.getByTestId('chats').getByText('Eva').click();
  const header = page.locator('main header');

  await page.getByRole('button', { name: /^Account of/ }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Online/ })
    .click();
  await expect(page.getByRole('dialog').getByText('Online since')).toBeVisible();
  await page.keyboard.press('Escape');
  const log = page.getByRole('log');
  await expect(header.getByRole('button', { name: 'You have this chat' })).toBeVisible({ timeout: 20_000 });
  await expect(log.getByText('Given to you')).toBeVisible();
  await header.getByRole('button', { name: 'You have this chat' }).click();
  await expect(page.getByRole('dialog')).toContainText('Given to you by the desk');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Comment' }).first().click();
  await answers(page, 'She asked last week too');
  await expect(log.locator('[data-comment]').getByText('She asked last week too')).toBeVisible();
  expect(await eva.received()).toEqual([]);

  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: /^Busy/ }).click();
  await expect(page.getByRole('dialog').getByText('Busy since')).toBeVisible();
  await page.keyboard.press('Escape');
  await header.getByRole('button', { name: 'Forward' }).click();
  await page.getByText('Back to the queue').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Forward' }).click();
  await expect(log.getByText('Put back into the queue by you')).toBeVisible();
  await header.getByRole('button', { name: 'Take' }).click();
  await expect(log.getByText('Taken by you')).toBeVisible();

  await header.getByRole('button', { name: 'Close chat' }).click();
  await expect(log.getByText('Closed by you')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(log.getByText('Opened again by you')).toBeVisible();
  await page.getByRole('button', { name: /^My/ }).click();
  await expect(page.getByTestId('chats').getByText('Eva')).toBeVisible();
  await photograph(page, 'story-rules');
  await expectAccessible(page);
  expect(problems).toEqual([]);
});

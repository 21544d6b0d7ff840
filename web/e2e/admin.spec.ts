// What admins and operators look after at the real desk: several chats at once, accounts, sessions, the log.
import { expect, test } from '@playwright/test';
import { inspect, signIn } from './at';
import { watch } from './page';
import { Customer, EMAIL, hasProgram, PASSWORD, Stack } from './stack';

test.skip(!hasProgram());

const stack = new Stack();

test.beforeAll(() => stack.start());
test.afterAll(() => stack.end());

test('several chats are tagged, forwarded and closed at once, each with its own result', async ({ page }) => {
  const problems = watch(page);
  for (const person of ['700801', '700802', '700803']) {
    const customer = new Customer(stack, person, `Buyer ${person}`);
    await customer.arrives();
    await customer.writes('Hello');
  }
  await signIn(page, stack);
  const list = page.getByTestId('chats');
  await expect(list.getByText(/^Buyer/)).toHaveCount(3);
  await page.getByRole('button', { name: 'Select several chats' }).click();
  // Who wrote within one second stand in any order.
  await list.getByRole('checkbox').first().check();
  await list
    .getByRole('checkbox')
    .last()
    .click({ modifiers: ['Shift'] });
  const bar = page.getByRole('region', { name: 'Selected chats' });
  await expect(bar.getByRole('status')).toHaveText('3 selected');
  await inspect(page, 'bulk');
  await bar.getByRole('button', { name: 'Tag' }).click();
  await page.getByLabel('Tag to put on').fill('spring');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Done for 3 chats')).toBeVisible();
  await expect(bar.getByRole('status')).toHaveText('Nothing is selected yet');

  await list.getByRole('checkbox', { name: 'Select Buyer 700803' }).check();
  await list.getByRole('checkbox', { name: 'Select Buyer 700802' }).check();
  await bar.getByRole('button', { name: 'Close', exact: true }).click();
  await expect(list.getByText(/^Buyer/)).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(bar).toHaveCount(0);
  await page.getByRole('button', { name: 'Closed', exact: true }).click();
  await page.getByRole('button', { name: 'Select several chats' }).click();
  await list.getByRole('checkbox', { name: 'Select Buyer 700803' }).check();
  await bar.getByRole('button', { name: 'Forward' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'owner' }).click();
  await expect(bar.getByRole('alert')).toContainText('Buyer 700803: The chat is closed by now.');
  await inspect(page, 'bulk-refused');
  expect(problems).toEqual([]);
});

test('an operator is changed, gets a new password by a link, is switched off; the log tells it', async ({
  page,
  browser,
}) => {
  const problems = watch(page);
  await signIn(page, stack);
  await page.getByRole('button', { name: 'Settings' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Invite by e-mail address').fill('oleg@example.com');
  await dialog.getByRole('button', { name: 'Invite', exact: true }).click();
  const oleg = await (await browser.newContext()).newPage();
  await oleg.goto(await dialog.getByTestId('join-link').innerText());
  await oleg.getByLabel('Your name').fill('Oleg Lis');
  await oleg.getByLabel('Choose a password').fill('rivers in the spring');
  await oleg.getByRole('button', { name: 'Join' }).click();
  await expect(oleg.getByRole('button', { name: 'Open', exact: true })).toBeVisible();

  await dialog.getByRole('button', { name: 'Change Oleg Lis' }).click();
  await dialog.getByLabel('Open chats at most').fill('3');
  await dialog.getByRole('button', { name: 'Save', exact: true }).first().click();
  await expect(dialog.getByText('0 of 3 open')).toBeVisible();
  await dialog.getByRole('button', { name: 'Change Oleg Lis' }).click();
  await dialog.getByRole('button', { name: 'Link for a new password' }).click();
  const link = await dialog.getByTestId('once-link').innerText();
  await inspect(page, 'operator');

  const phone = await (await browser.newContext()).newPage();
  await phone.goto(link);
  await phone.getByLabel('New password').fill('mountains in the autumn');
  await inspect(phone, 'reset');
  await phone.getByRole('button', { name: 'Save the password' }).click();
  await phone.getByRole('button', { name: 'To the sign-in' }).click();
  await phone.getByLabel('E-mail').fill('oleg@example.com');
  await phone.getByLabel('Password').fill('mountains in the autumn');
  await phone.getByRole('button', { name: 'Sign in' }).click();
  await expect(phone.getByRole('button', { name: 'Open', exact: true })).toBeVisible();

  await dialog.getByRole('button', { name: 'Switch off' }).click();
  await expect(dialog.getByText('their open chats go back to the queue')).toBeVisible();
  await dialog.getByRole('button', { name: 'Switch off' }).click();
  await expect(dialog.getByText('Switched off')).toBeVisible();

  await dialog.getByRole('button', { name: 'Log of changes' }).click();
  const log = page.getByRole('dialog', { name: 'Log of changes' });
  await log.getByLabel('Of what').selectOption('Operators');
  await expect(log.getByRole('row').nth(1)).toContainText('operator');
  await inspect(page, 'audit');
  await page.keyboard.press('Escape');
  expect(problems).toEqual([]);
});

test('the desk gets hours, a message for the night, and waiting times; a second admin sees them at once', async ({
  page,
  browser,
}) => {
  const problems = watch(page);
  await signIn(page, stack);
  const other = await (await browser.newContext()).newPage();
  await signIn(other, stack);
  await other.getByRole('button', { name: 'Settings' }).click();
  await other.getByLabel('Message outside the working hours').fill('Half of a sentence');
  await page.getByRole('button', { name: 'Settings' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name of the workspace').fill('Lamps & Sons');
  await dialog.getByLabel('Time zone').selectOption('Europe/Berlin');
  await dialog.getByLabel('Busy after minutes of doing nothing').fill('15');
  await dialog.getByLabel('The desk is open at certain hours only').check();
  await dialog.getByLabel('Saturday').fill('10-14, 13-15');
  await expect(dialog.getByText('Write hours like', { exact: false })).toBeVisible();
  await dialog.getByLabel('Saturday').fill('10-14');
  await dialog.getByLabel('Message outside the working hours').fill('We are back in the morning.');
  await inspect(page, 'settings-desk');
  await dialog.getByRole('button', { name: 'Save the desk’s settings' }).click();
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await expect(dialog.getByLabel('Saturday')).toHaveValue('10:00–14:00');
  await expect(other.getByLabel('Name of the workspace')).toHaveValue('Lamps & Sons');
  await expect(other.getByLabel('Busy after minutes of doing nothing')).toHaveValue('15');
  await expect(other.getByLabel('Message outside the working hours')).toHaveValue('Half of a sentence');
  await dialog.getByLabel('Busy after minutes of doing nothing').fill('');
  await dialog.getByLabel('The desk is open at certain hours only').uncheck();
  await dialog.getByRole('button', { name: 'Save the desk’s settings' }).click();
  await expect(other.getByLabel('Busy after minutes of doing nothing')).toHaveValue('');
  expect(problems).toEqual([]);
});

test('one’s own sessions are seen and ended, and the password is changed', async ({ page, browser }) => {
  const problems = watch(page);
  const other = await (await browser.newContext()).newPage();
  await signIn(other, stack);
  await signIn(page, stack);
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('button', { name: 'Account and security' }).click();
  const dialog = page.getByRole('dialog', { name: 'Account and security' });
  await expect(dialog.getByText('This browser')).toHaveCount(1);
  const before = await dialog.getByRole('button', { name: /^Sign out there/ }).count();
  expect(before).toBeGreaterThan(0);
  await inspect(page, 'account');
  await dialog.getByLabel('Password so far').fill('not this one, surely');
  await dialog.getByLabel('New password').fill(`${PASSWORD} and more`);
  await dialog.getByRole('button', { name: 'Change the password' }).click();
  await expect(dialog.getByRole('alert')).toContainText('The e-mail or the password is wrong.');
  await dialog.getByLabel('Password so far').fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Change the password' }).click();
  await expect(page.getByText('The password is changed; other browsers are signed out.')).toBeVisible();
  await expect(dialog.getByRole('button', { name: /^Sign out there/ })).toHaveCount(0);
  await other.reload();
  await expect(other.getByLabel('E-mail')).toHaveValue('');
  await other.getByLabel('E-mail').fill(EMAIL);
  await other.getByLabel('Password').fill(`${PASSWORD} and more`);
  await other.getByRole('button', { name: 'Sign in' }).click();
  await expect(other.getByRole('button', { name: 'Open', exact: true })).toBeVisible();
  expect(problems).toEqual([]);
});

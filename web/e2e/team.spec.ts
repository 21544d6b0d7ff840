// Two operators at the real desk: one invites the other, and they hand a customer's chat to each other.
import { expect, test, type Browser, type Page } from '@playwright/test';
import { expectAccessible, photograph, watch } from './page';
import { Customer, EMAIL, hasProgram, PASSWORD, Stack } from './stack';

test.skip(!hasProgram());

const stack = new Stack();

test.beforeAll(() => stack.start());
test.afterAll(() => stack.end());

/** Distribution, the stream and two browsers on a busy machine. */
const PATIENCE_MS = 20_000;

async function signIn(page: Page): Promise<void> {
  await page.goto(stack.url);
  await page.getByLabel('E-mail').fill(EMAIL);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('button', { name: 'Open', exact: true })).toBeVisible();
}

async function invite(page: Page, email: string): Promise<string> {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByLabel('Invite by e-mail address').fill(email);
  await page.getByRole('dialog').getByRole('button', { name: 'Invite' }).click();
  const link = await page.getByTestId('join-link').innerText();
  await page.keyboard.press('Escape');
  return link;
}

async function join(browser: Browser, link: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(link);
  await page.getByLabel('Your name').fill('Oleg Lis');
  await page.getByLabel('Choose a password').fill('short');
  await photograph(page, 'story-join');
  await expectAccessible(page);
  await page.getByLabel('Choose a password').fill('rivers in the spring');
  await page.getByRole('button', { name: 'Join' }).click();
  await expect(page.getByRole('button', { name: 'Open', exact: true })).toBeVisible();
  return page;
}

async function choose(page: Page, status: string): Promise<void> {
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: new RegExp(`^${status}`) })
    .click();
  await expect(page.getByRole('dialog').getByText(`${status} since`)).toBeVisible();
  await page.keyboard.press('Escape');
}

const header = (page: Page) => page.locator('main header');
const log = (page: Page) => page.getByRole('log');

test('an invited colleague is given a chat, passes it on with a comment, and both see the same', async ({
  page,
  browser,
}) => {
  const problems = watch(page);
  await signIn(page);
  const oleg = await join(browser, await invite(page, 'oleg@example.com'));
  await choose(oleg, 'Online');

  const eva = new Customer(stack, '700500', 'Eva');
  await eva.arrives();
  await eva.writes('Who is there?');
  await oleg.getByTestId('chats').getByText('Eva').click();
  await expect(header(oleg).getByRole('button', { name: 'You have this chat' })).toBeVisible({
    timeout: PATIENCE_MS,
  });
  await expect(log(oleg).getByText('Given to you')).toBeVisible();
  await header(oleg).getByRole('button', { name: 'You have this chat' }).click();
  await expect(oleg.getByRole('dialog')).toContainText('Given to you by the desk');
  await oleg.keyboard.press('Escape');

  await page.getByRole('button', { name: /^Others/ }).click();
  await expect(page.getByRole('dialog').getByRole('button', { name: /Oleg Lis/ })).toContainText('1 open');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Oleg Lis/ })
    .click();
  await expect(page.getByText('Viewing chats of Oleg Lis')).toBeVisible();
  await page.getByTestId('chats').getByText('Eva').click();
  await expect(log(page).getByText('Given to Oleg Lis')).toBeVisible();
  await photograph(page, 'story-viewing');

  await oleg.getByRole('button', { name: 'Comment' }).first().click();
  await oleg.getByRole('textbox').fill('She asked last week too');
  await oleg.keyboard.press('Enter');
  await expect(log(page).getByText('She asked last week too')).toBeVisible();

  await header(oleg).getByRole('button', { name: 'Forward' }).click();
  const panel = oleg.getByRole('dialog', { name: 'Forward the chat to…' });
  await panel.getByText('owner', { exact: true }).click();
  await panel.getByRole('textbox', { name: 'Comment' }).fill('Wants a discount');
  await panel.getByRole('button', { name: 'Forward' }).click();
  await expect(log(page).getByText('Wants a discount')).toBeVisible();
  await expect(header(page).getByRole('button', { name: 'You have this chat' })).toBeVisible();
  await expect(page.getByTestId('chats').getByText('Eva')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^My/ }).click();
  await expect(page.getByTestId('chats').getByText('Eva')).toBeVisible();

  await page.getByRole('textbox').fill('Hello Eva, ten percent.');
  await page.keyboard.press('Enter');
  await expect.poll(() => eva.received()).toEqual(['Hello Eva, ten percent.']);
  await expect(log(oleg).getByText('Hello Eva, ten percent.')).toBeVisible();
  await photograph(oleg, 'story-team');
  await expectAccessible(oleg);
  expect(problems).toEqual([]);
});

test('closing for a reason is told to both, and can be undone', async ({ page, browser }) => {
  await signIn(page);
  const dora = new Customer(stack, '700600', 'Dora');
  await dora.arrives();
  await dora.writes('Thank you!');
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByLabel('Reasons for closing').fill('solved\nspam');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.keyboard.press('Escape');
  await page.getByTestId('chats').getByText('Dora').click();
  await header(page).getByRole('button', { name: 'Close chat' }).click();
  await page.getByRole('button', { name: 'solved' }).click();
  await expect(log(page).getByText('Closed by you: solved')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(log(page).getByText('Opened again by you')).toBeVisible();

  const other = await (await browser.newContext()).newPage();
  await other.goto(`${stack.url}/join#used.secret`);
  await other.getByLabel('Your name').fill('Mallory');
  await other.getByLabel('Choose a password').fill('a long enough one');
  await other.getByRole('button', { name: 'Join' }).click();
  await expect(other.getByRole('alert')).toContainText('This invitation is used');
});

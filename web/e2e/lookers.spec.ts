// Two operators in one chat see each other's faces there, and see each other go.
import { expect, test, type Browser, type Page } from '@playwright/test';
import { inspect, signIn } from './at';
import { watch } from './page';
import { Customer, hasProgram, Stack } from './stack';

test.skip(!hasProgram());

const stack = new Stack();

test.beforeAll(() => stack.start());
test.afterAll(() => stack.end());

/** Somebody new, in a browser of their own. */
async function joins(page: Page, browser: Browser): Promise<Page> {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByLabel('Invite by e-mail address').fill('oleg@example.com');
  await page.getByRole('dialog').getByRole('button', { name: 'Invite' }).click();
  const link = await page.getByTestId('join-link').innerText();
  await page.keyboard.press('Escape');
  const other = await (await browser.newContext()).newPage();
  await other.goto(link);
  await other.getByLabel('Your name').fill('Oleg Lis');
  await other.getByLabel('Choose a password').fill('rivers in the spring');
  await other.getByRole('button', { name: 'Join' }).click();
  await expect(other.getByRole('button', { name: 'Open', exact: true })).toBeVisible();
  return other;
}

async function isOnline(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Online/ })
    .click();
  await expect(page.getByRole('dialog').getByText('Online since')).toBeVisible();
  await page.keyboard.press('Escape');
}

test('the faces of colleagues who have the chat open stand in its header, and go with them', async ({
  page,
  browser,
}) => {
  const problems = watch(page);
  const [eva, max] = [new Customer(stack, '701501', 'Eva'), new Customer(stack, '701502', 'Max')];
  for (const one of [eva, max]) {
    await one.arrives();
    await one.writes('Who is there?');
  }
  await signIn(page, stack);
  const oleg = await joins(page, browser);
  for (const one of [page, oleg]) await isOnline(one);
  const faces = (at: Page) => at.getByRole('list', { name: 'Also looking at this chat' });

  await page.getByTestId('chats').getByText('Eva').click();
  await expect(page.getByRole('log').getByText('Who is there?')).toBeVisible();
  await expect(faces(page)).toBeHidden();
  await oleg.getByTestId('chats').getByText('Eva').click();

  await expect(faces(page).getByText('Oleg Lis')).toBeAttached();
  await expect(faces(oleg).getByRole('listitem')).toHaveCount(1);
  await inspect(page, 'lookers');
  await page.setViewportSize({ width: 390, height: 844 });
  await inspect(page, 'lookers-phone');
  await page.setViewportSize({ width: 1280, height: 720 });

  await oleg.getByTestId('chats').getByText('Max').click();
  await expect(faces(page)).toBeHidden();
  await oleg.getByTestId('chats').getByText('Eva').click();
  await expect(faces(page)).toBeVisible();
  // A browser that is closed says nothing any more.
  await oleg.context().close();
  await expect(faces(page)).toBeHidden({ timeout: 65_000 });
  expect(problems).toEqual([]);
});

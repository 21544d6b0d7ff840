// One operator at two devices: what is begun at one goes on at the other, and is sent once.
import { expect, test, type Browser, type Page } from '@playwright/test';
import { inspect, signIn } from './at';
import { watch } from './page';
import { Customer, hasProgram, Stack } from './stack';

test.skip(!hasProgram());

const stack = new Stack();

test.beforeAll(() => stack.start());
test.afterAll(() => stack.end());

const answer = (page: Page) => page.getByRole('textbox', { name: 'Your answer' });
const rows = (page: Page) => page.getByTestId('chats');

async function otherDevice(browser: Browser): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await signIn(page, stack);
  return page;
}

test('a draft goes on at the other device, is offered where somebody writes, and is gone once it is sent', async ({
  page,
  browser,
}) => {
  const problems = watch(page);
  const greta = new Customer(stack, '701401', 'Greta Holm');
  await greta.arrives();
  await greta.writes('Do you have it in blue?');
  await signIn(page, stack);
  const other = await otherDevice(browser);
  await rows(page).getByText('Greta Holm').click();
  await answer(page).fill('Dear Greta, we');

  await expect(rows(other).getByText('Draft:')).toBeVisible();
  await expect(rows(other).getByText('Dear Greta, we')).toBeVisible();
  await rows(other).getByText('Greta Holm').click();
  await expect(answer(other)).toHaveValue('Dear Greta, we');
  await answer(other).fill('Dear Greta, we have it in blue and green.');

  // The caret stands in the first one: nothing moves under it.
  const offer = page.getByText('Changed on your other device:');
  await expect(offer).toBeVisible();
  await expect(answer(page)).toHaveValue('Dear Greta, we');
  await inspect(page, 'draft-offer');
  await page.setViewportSize({ width: 390, height: 844 });
  await inspect(page, 'draft-offer-phone');
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.getByRole('button', { name: 'Take over' }).click();
  await expect(answer(page)).toHaveValue('Dear Greta, we have it in blue and green.');
  await expect(answer(page)).toBeFocused();
  await expect(offer).toBeHidden();

  await other.getByRole('button', { name: 'Comment', exact: true }).click();
  await page.keyboard.press('Enter');
  await expect.poll(() => greta.received()).toEqual(['Dear Greta, we have it in blue and green.']);
  await other.getByRole('button', { name: 'Answer', exact: true }).click();
  await expect(answer(other)).toHaveValue('');
  expect(problems).toEqual([]);
});

test('a draft begun without a network keeps what it answers and goes out when there is one', async ({
  page,
  context,
  browser,
}) => {
  const hans = new Customer(stack, '701402', 'Hans Berg');
  await hans.arrives();
  await hans.writes('Until when are you open?');
  await signIn(page, stack);
  await rows(page).getByText('Hans Berg').click();
  const message = page.getByRole('log').getByText('Until when are you open?');
  await expect(message).toBeVisible();
  await context.setOffline(true);
  await message.hover();
  await page.getByRole('button', { name: 'What can be done with this message' }).first().click();
  await page.getByRole('button', { name: 'Reply' }).click();
  await answer(page).fill('Until six');
  await context.setOffline(false);
  await page.reload();
  await expect(answer(page)).toHaveValue('Until six');

  const other = await otherDevice(browser);
  await expect(rows(other).getByText('Until six')).toBeVisible();
  await rows(other).getByText('Hans Berg').click();
  await expect(other.getByRole('button', { name: 'Do not answer this message' })).toBeVisible();
  await other.getByRole('button', { name: 'Send' }).click();
  await expect.poll(() => hans.received()).toEqual(['Until six']);
  await page.goto(stack.url);
  await expect(rows(page).getByText('Draft:')).toBeHidden();
});

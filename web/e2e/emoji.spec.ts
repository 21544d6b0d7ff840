// Emoji in an answer: found by name or by walking, put where the caret stands, all by keyboard.
import { expect, test } from '@playwright/test';
import { inspect, signIn } from './at';
import { watch } from './page';
import { Customer, hasProgram, Stack } from './stack';

test.skip(!hasProgram());

const stack = new Stack();
const anna = new Customer(stack, '701400', 'Anna Petrova');

test.beforeAll(async () => {
  await stack.start();
  await anna.arrives();
  await anna.writes('Done?');
});
test.afterAll(() => stack.end());

test('an emoji is found by its name and put where the caret stands', async ({ page }) => {
  const problems = watch(page);
  const foreign: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(stack.url)) foreign.push(request.url());
  });
  await signIn(page, stack);
  await page.getByTestId('chats').getByText('Anna Petrova').click();
  const field = page.getByRole('textbox', { name: 'Your answer' });
  await field.fill('Done, bye');
  await field.evaluate((node: HTMLTextAreaElement) => node.setSelectionRange(5, 5));
  await page.getByRole('button', { name: 'Emoji', exact: true }).focus();
  await page.keyboard.press('Enter');
  const panel = page.getByRole('dialog', { name: 'Emoji' });
  const search = panel.getByRole('searchbox', { name: 'Search emoji' });
  await expect(search).toBeFocused();
  await expect(panel.getByRole('button', { name: 'grinning face', exact: true })).toBeVisible();
  await inspect(page, 'emoji');
  await page.keyboard.type('thumbs u');
  await expect(panel.getByRole('status')).toHaveText(/^Found: \d+$/);
  await page.keyboard.press('Enter');
  await expect(panel).toBeHidden();
  await expect(field).toBeFocused();
  await expect(field).toHaveValue(/^Done,👍\ufe0f? bye$/u);
  await page.keyboard.type('!');
  await expect(field).toHaveValue(/^Done,👍\ufe0f?! bye$/u);

  // Walking: into the grid, two on, one row down and up again.
  await page.getByRole('button', { name: 'Emoji', exact: true }).click();
  await expect(panel.getByRole('button', { name: 'Used last' })).toHaveAttribute('aria-pressed', 'true');
  await expect(panel.locator('[data-emoji]').getByRole('button')).toHaveCount(1);
  await panel.getByRole('button', { name: 'Smileys' }).click();
  await search.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await expect(panel.getByRole('button', { name: 'grinning face with big eyes' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(field).toHaveValue(/^Done,👍\ufe0f?!😃 bye$/u);
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await anna.received()).join()).toMatch(/^Done,👍\ufe0f?!😃 bye$/u);
  expect(foreign).toEqual([]);
  expect(problems).toEqual([]);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test('the emoji fit', async ({ page }) => {
    await signIn(page, stack);
    await page.getByTestId('chats').getByText('Anna Petrova').click();
    await page.getByRole('button', { name: 'Emoji', exact: true }).tap();
    await expect(page.getByRole('button', { name: 'grinning face', exact: true })).toBeVisible();
    await inspect(page, 'emoji-phone');
    await page.getByRole('button', { name: 'Flags' }).tap();
    await page.getByRole('button', { name: 'chequered flag' }).tap();
    await expect(page.getByRole('textbox', { name: 'Your answer' })).toHaveValue('🏁');
  });
});

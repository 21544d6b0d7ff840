// With which key one sends: asked beside the first answer, told under the field, changed at any time.
import { expect, test, type Page } from '@playwright/test';
import { inspect, signIn } from './at';
import { photograph, watch } from './page';
import { Customer, hasProgram, PROGRAM, Stack } from './stack';

if (!hasProgram() && process.env.CI === 'true') {
  throw new Error(`the program is missing at ${PROGRAM}; build it first`);
}
test.skip(!hasProgram());

const stack = new Stack();
const ada = new Customer(stack, '703001', 'Ada');

test.beforeAll(async () => {
  await stack.start();
  await ada.arrives();
  await ada.writes('Hello?');
});
test.afterAll(() => stack.end());

const field = (page: Page) => page.getByRole('textbox', { name: 'Your answer' });

test('the key that sends is asked for once, and the hint tells the truth', async ({ page }) => {
  const problems = watch(page);
  await signIn(page, stack);
  await page.getByTestId('chats').getByText('Ada').click();
  const ask = page.getByRole('group', { name: 'Send with' });
  await expect(page.getByText('Enter to send', { exact: true })).toBeVisible();
  await expect(ask).toHaveCount(0);
  await field(page).fill('The first');
  await page.keyboard.press('Enter');
  await expect.poll(() => ada.received()).toEqual(['The first']);
  await expect(ask).toBeVisible();
  await expect(field(page)).toBeFocused();
  await field(page).fill('The second, half');
  await inspect(page, 'enter-asked');
  await ask.getByRole('button', { name: 'Ctrl+Enter' }).click();
  await expect(ask).toHaveCount(0);
  await expect(field(page)).toBeFocused();
  await expect(field(page)).toHaveValue('The second, half');
  await expect(page.getByText('Ctrl+Enter to send').first()).toBeVisible();

  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.keyboard.type('and whole');
  await expect(field(page)).toHaveValue('The second, half\nand whole');
  expect(await ada.received()).toEqual(['The first']);
  await page.keyboard.press('Control+Enter');
  await expect.poll(() => ada.received()).toEqual(['The first', 'The second, half\nand whole']);

  await page.reload();
  await expect(page.getByText('Ctrl+Enter to send', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('button', { name: 'Preferences' }).click();
  await expect(page.getByRole('radio', { name: /^Ctrl\+Enter sends/ })).toBeChecked();
  await page.getByRole('radio', { name: /^Enter sends/ }).check();
  await photograph(page, 'enter-preferences');
  await page.keyboard.press('Escape');
  await expect(page.getByText('Shift+Enter for a new line')).toBeVisible();
  await field(page).fill('The third');
  await page.keyboard.press('Enter');
  await expect.poll(() => ada.received()).toHaveLength(3);
  await expect(ask).toHaveCount(0);
  expect(problems).toEqual([]);
});

// A messenger this client never heard of: everything it shows of it comes as data.
import { expect, test } from '@playwright/test';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expectAccessible, photograph, watch } from './page';
import { Customer, EMAIL, PASSWORD, PROGRAM, Stack } from './stack';

/** Built beside the program: the same desk with one made-up messenger more. */
const THIRD = join(dirname(PROGRAM), 'third');

if (!existsSync(THIRD) && process.env.CI === 'true') throw new Error(`missing: ${THIRD}; build it first`);
test.skip(!existsSync(THIRD));

const stack = new Stack(THIRD);

test.beforeAll(() => stack.start());
test.afterAll(() => stack.end());

test('a made-up messenger is shown, answered and offered as what it can', async ({ page }) => {
  const problems = watch(page);
  await page.goto(stack.url);
  await page.getByLabel('E-mail').fill(EMAIL);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  const anna = new Customer(stack, 'anna-1', 'Anna Afar', 'pager');
  await anna.arrives();
  await anna.writes('Do you read this?');

  await page.getByTestId('chats').getByText('Anna Afar').click();
  await expect(page.getByRole('log').getByText('Do you read this?')).toBeVisible();
  await expect(page.getByText('PG', { exact: true }).first()).toBeVisible();
  await page.getByRole('textbox').fill('We do');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('log').locator('[data-delivery="accepted"]')).toHaveCount(1);
  expect(await anna.received()).toEqual(['We do']);

  await page.getByRole('textbox').fill('x'.repeat(301));
  await photograph(page, 'third-messenger');
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('log').locator('[data-delivery]')).toHaveCount(1);
  expect(problems).toEqual([]);
});

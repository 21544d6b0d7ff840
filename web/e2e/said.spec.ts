// What was said long ago, found by its words: the way there, around there, and back to the newest.
import { expect, test } from '@playwright/test';
import { inspect, signIn } from './at';
import { watch } from './page';
import { Customer, hasProgram, Stack } from './stack';

test.skip(!hasProgram());

const stack = new Stack();
const COUNT = 170;

test.beforeAll(async () => {
  await stack.start();
  const customer = new Customer(stack, '700800', 'Greta Lind');
  await customer.arrives();
  for (let number = 1; number <= COUNT; number++) {
    const text =
      number === 40 ? 'The blue teapot arrived broken, order 5521' : `This is my message number ${number}`;
    await customer.writes(text);
  }
});
test.afterAll(() => stack.end());

test('a message is found by its words and shown in its place, from where one scrolls to the newest', async ({
  page,
}) => {
  const problems = watch(page);
  await signIn(page, stack);
  const log = page.getByTestId('messages');
  const field = page.getByRole('combobox', { name: 'Search contacts and messages' });
  const hit = page.getByRole('option', { name: /teapot/ });
  await expect(async () => {
    await field.fill('');
    await field.fill('teapot broke');
    await expect(hit).toBeVisible({ timeout: 1000 });
  }).toPass();
  await inspect(page, 'said-found');
  await page.keyboard.press('Enter');

  await expect(page).toHaveURL(/at=/);
  const found = log.locator('[aria-current=true]');
  await expect(found).toBeInViewport();
  await expect(found).toContainText('The blue teapot arrived broken');
  await expect(log.getByText('message number 41', { exact: false })).toBeInViewport();
  await inspect(page, 'said-there');
  await page.waitForTimeout(300);
  const stays = await found.boundingBox();
  await page.waitForTimeout(300);
  expect(await found.boundingBox()).toEqual(stays);

  // Every message between there and the newest passes by, once.
  const seen = new Set<number>();
  await expect(async () => {
    for (const text of await log.locator('[data-message]').allInnerTexts()) {
      const number = /number (\d+)/.exec(text)?.[1];
      if (number !== undefined) seen.add(Number(number));
    }
    await log.evaluate((node) => (node.scrollTop += 250));
    expect(seen.has(COUNT)).toBe(true);
  }).toPass({ intervals: [60] });
  expect([...seen].filter((number) => number > 40).sort((a, b) => a - b)).toEqual(
    Array.from({ length: COUNT - 40 }, (_, index) => 41 + index),
  );

  await page.reload();
  await expect(found).toBeInViewport();
  await page.getByRole('button', { name: /latest/i }).click();
  await expect(log.getByText(`message number ${COUNT}`)).toBeInViewport();
  await expect(page).not.toHaveURL(/at=/);
  await page.goBack();
  await expect(found).toBeInViewport();
  expect(problems).toEqual([]);
});

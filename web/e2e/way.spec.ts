// Finding one's way in a talk: from an answer to what it answers, and which day it is while scrolling.
import { expect, test } from '@playwright/test';
import { inspect, signIn } from './at';
import { photograph, watch } from './page';
import { Customer, hasProgram, Stack } from './stack';

test.skip(!hasProgram());

const stack = new Stack();
const anna = new Customer(stack, '701500', 'Anna Petrova');

test.beforeAll(async () => {
  await stack.start();
  await anna.arrives();
  await anna.writes('Is the blue one left?');
});
test.afterAll(() => stack.end());

test('an answer leads to the message it answers, near and far', async ({ page }) => {
  const problems = watch(page);
  await signIn(page, stack);
  await page.getByTestId('chats').getByText('Anna Petrova').click();
  const log = page.getByRole('log');
  await log.getByRole('button', { name: 'What can be done with this message' }).click();
  await page.getByRole('button', { name: 'Reply' }).click();
  for (let number = 1; number <= 60; number++) await anna.writes(`And a word more, number ${number}`);
  await expect(log.getByText('number 60')).toBeVisible();
  await page.getByRole('textbox', { name: 'Your answer' }).fill('One is left');
  await page.keyboard.press('Enter');
  // Somebody else wrote meanwhile.
  const anyway = log.getByRole('button', { name: 'Send anyway' });
  const accepted = log.locator('[data-delivery="accepted"]');
  await expect(accepted.or(anyway).first()).toBeVisible();
  if (await anyway.isVisible()) await anyway.click();
  await expect(accepted).toHaveCount(1);

  const quote = log.getByRole('button', { name: 'Answers: Is the blue one left?' });
  await quote.focus();
  await page.keyboard.press('Enter');
  const found = log.locator('[aria-current=true]');
  await expect(found).toContainText('Is the blue one left?');
  await expect(found).toBeInViewport();
  await expect(page).not.toHaveURL(/at=/);
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Is the blue one left?');
  await inspect(page, 'answered');
  await expect(found).toHaveCount(0);

  // Loaded anew, the question is not there any more: it is fetched.
  await page.reload();
  await quote.click();
  await expect(page).toHaveURL(/at=/);
  await expect(found).toContainText('Is the blue one left?');
  await expect(found).toBeInViewport();
  await page.getByRole('button', { name: /latest/i }).click();
  await expect(quote).toBeInViewport();
  expect(problems).toEqual([]);
});

test('while one scrolls, the day stands on top', async ({ page }) => {
  const problems = watch(page);
  await page.goto('/fake.html');
  await page.getByTestId('chats').getByText('Anna Petrova').first().click();
  const log = page.getByRole('log');
  await expect(log).toContainText('When will it arrive?');
  const day = page.locator('[data-day]');
  await log.hover();
  await expect(async () => {
    await page.mouse.wheel(0, -300);
    await expect(day).toBeVisible({ timeout: 200 });
  }).toPass();
  await expect(day).toHaveText(/\S/);
  await photograph(page, 'sticky-day');
  await expect(day).toBeHidden();
  expect(problems).toEqual([]);
});

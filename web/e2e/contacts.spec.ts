// Contacts at the real desk: found while typing.
import { expect, test } from '@playwright/test';
import { inspect, signIn } from './at';
import { watch } from './page';
import { Customer, hasProgram, Stack } from './stack';

test.skip(!hasProgram());

const stack = new Stack();

test.beforeAll(async () => {
  await stack.start();
  for (const [person, name] of [
    ['700700', 'Anna Petrova'],
    ['700701', 'Анна Ёлкина'],
    ['700702', 'Boris Anin'],
  ] as const) {
    const customer = new Customer(stack, person, name);
    await customer.arrives();
    await customer.writes(`It is ${name}`);
  }
});
test.afterAll(() => stack.end());

test('a contact is found while typing, also in a closed chat, by keys alone', async ({ page }) => {
  const problems = watch(page);
  await signIn(page, stack);
  await page.getByTestId('chats').getByText('Anna Petrova').click();
  await page.getByRole('button', { name: 'Close chat' }).click();
  await expect(page.getByTestId('chats').getByText('Anna Petrova')).toHaveCount(0);

  await page.keyboard.press('Control+k');
  const field = page.getByRole('combobox', { name: 'Search contacts' });
  await expect(field).toBeFocused();
  await page.keyboard.type('an');
  const found = page.getByRole('listbox', { name: 'Found contacts' });
  await expect(found.getByRole('option')).toHaveCount(2);
  await expect(found.getByRole('option', { name: /Anna Petrova/ })).toContainText('Closed');
  await inspect(page, 'search');
  await page.keyboard.press('ArrowDown');
  await expect(found.getByRole('option', { selected: true })).toHaveCount(1);
  await page.keyboard.type('na');
  await expect(found.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Anna Petrova', level: 2 })).toBeVisible();
  await expect(field).toHaveValue('');

  await field.fill('елк');
  await expect(found.getByRole('option', { name: /Анна Ёлкина/ })).toBeVisible();
  await field.fill('nobody of this name');
  await expect(page.getByText('Nobody found', { exact: true }).last()).toBeVisible();
  await inspect(page, 'search-nobody');
  await page.keyboard.press('Escape');
  await expect(field).toHaveValue('');
  await expect(page.getByTestId('chats').getByText('Boris Anin')).toBeVisible();
  expect(problems).toEqual([]);
});

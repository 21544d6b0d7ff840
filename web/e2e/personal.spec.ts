// Personal data at the real desk: one contact's export and erasure, the list of all out and in again.
import { expect, test, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { inspect, signIn } from './at';
import { watch } from './page';
import { Customer, hasProgram, Stack } from './stack';

test.skip(!hasProgram());

const stack = new Stack();
const greta = new Customer(stack, '701000', 'Greta Gone');
const henry = new Customer(stack, '701001', 'Henry Here');

test.beforeAll(async () => {
  await stack.start();
  for (const customer of [greta, henry]) {
    await customer.arrives();
    await customer.writes(`I am ${customer.name}`);
  }
});
test.afterAll(() => stack.end());

/** What is downloaded while `act` goes on. */
async function downloaded(page: Page, act: () => Promise<void>): Promise<{ name: string; text: string }> {
  const waiting = page.waitForEvent('download');
  await act();
  const file = await waiting;
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') };
}

test('all contacts go out as a file, and a changed file comes in row by row', async ({ page }) => {
  const problems = watch(page);
  await signIn(page, stack);
  await page.getByRole('button', { name: 'Settings' }).click();
  const files = page.getByRole('dialog').getByRole('region', { name: 'Contacts as a file' });
  const file = await downloaded(page, () => files.getByRole('button', { name: 'Export all as CSV' }).click());
  expect(file.name).toBe('contacts.csv');
  expect(file.text).toContain('Greta');
  const changed =
    file.text.replace(/"Henry","Here"/, '"Harry","Here"') + '"nobody at all","X","Y"' + ',""'.repeat(10);
  await files
    .getByLabel('Import a CSV file')
    .first()
    .setInputFiles({
      name: 'changed.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(changed),
    });
  await expect(
    files.getByText('Would change 1 contact; 1 as they are; 1 row cannot be taken.'),
  ).toBeVisible();
  await expect(files.getByTestId('refused-rows')).toContainText('Line 4:');
  await inspect(page, 'contact-files');
  await files.getByRole('button', { name: 'Change 1 contact' }).click();
  await expect(files.getByText('Changed 1 contact; 1 as they were; 1 row not taken.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('chats').getByText('Harry Here')).toBeVisible();
  expect(problems).toEqual([]);
});

test('a contact is exported and erased, and is somebody new when they write again', async ({
  page,
  browser,
}) => {
  const problems = watch(page);
  await signIn(page, stack);
  const other = await (await browser.newContext()).newPage();
  await signIn(other, stack);
  await other.getByTestId('chats').getByText('Greta Gone', { exact: true }).click();
  await page.getByTestId('chats').getByText('Greta Gone', { exact: true }).click();
  await page.getByRole('button', { name: 'Show the contact card' }).click();
  const card = page.getByRole('complementary', { name: 'Contact card' });
  const file = await downloaded(page, () => card.getByRole('button', { name: 'Export' }).click());
  const kinds = file.text
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { kind: string }).kind);
  expect(kinds).toEqual(expect.arrayContaining(['card', 'message']));
  expect(file.text).toContain('I am Greta Gone');

  await card.getByRole('button', { name: 'Erase…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Erase Greta Gone?' });
  await expect(dialog).toBeVisible();
  await inspect(page, 'erase');
  await dialog.getByRole('button', { name: 'Erase for good' }).click();
  for (const one of [page, other]) {
    await expect(one.getByText('There is no such chat', { exact: false })).toBeVisible();
    await expect(one.getByTestId('chats').getByText('Greta Gone', { exact: true })).toHaveCount(0);
  }
  await inspect(page, 'erased');

  await greta.writes('Hello, I am new here');
  await page.getByTestId('chats').getByText('Hello, I am new here').click();
  await expect(page.getByTestId('messages').getByText('I am Greta Gone')).toHaveCount(0);
  expect(problems).toEqual([]);
});

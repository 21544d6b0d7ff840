// A saved reply with a file: kept once in the settings, sent from there without the browser bringing it again.
import { expect, test } from '@playwright/test';
import { inspect, signIn } from './at';
import { watch } from './page';
import { png } from './png';
import { Customer, hasProgram, Stack } from './stack';

test.skip(!hasProgram());

const stack = new Stack();

test.beforeAll(() => stack.start());
test.afterAll(() => stack.end());

test('files of a saved reply stand as chips, can be taken out, and go with it', async ({ page, browser }) => {
  const problems = watch(page);
  const anna = new Customer(stack, '701601', 'Anna Berg');
  await anna.arrives();
  await anna.writes('Where are you?');
  await signIn(page, stack);
  await page.getByRole('button', { name: 'Settings' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Add a saved reply' }).click();
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Way');
  await dialog.getByRole('textbox', { name: /^Text/ }).fill('This is the way:');
  const map = { name: 'map.png', mimeType: 'image/png', buffer: png(64, 64, [40, 90, 160]) };
  const list = { name: 'prices.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 prices') };
  await dialog.getByLabel('Add files').setInputFiles([map, list]);
  await expect(dialog.getByRole('list', { name: 'Attached files' }).getByRole('listitem')).toHaveCount(2);
  await inspect(page, 'saved-files');
  await dialog.getByRole('button', { name: 'Save', exact: true }).first().click();
  await expect(dialog.getByText('2 files')).toBeVisible();
  await dialog.getByRole('button', { name: 'Change the saved reply Way' }).click();
  await expect(dialog.getByRole('button', { name: 'Take map.png off' })).toBeVisible();
  await inspect(page, 'saved-files-kept');
  await page.keyboard.press('Escape');

  // Another browser never had the bytes.
  const other = await (await browser.newContext()).newPage();
  const brought: string[] = [];
  other.on('request', (request) => {
    if (request.method() === 'PUT' && !request.url().includes('/api/')) brought.push(request.url());
  });
  await signIn(other, stack);
  await other.getByTestId('chats').getByText('Anna Berg').click();
  const field = other.getByRole('textbox', { name: 'Your answer' });
  await field.fill('/way');
  await expect(other.getByRole('option', { name: /Way/ })).toContainText('2');
  await inspect(other, 'saved-files-offer');
  await field.press('Enter');
  await expect(field).toHaveValue('This is the way:');
  const chips = other.getByRole('list', { name: 'Attached files' });
  await expect(chips.getByText('map.png')).toBeVisible();
  await expect(chips.getByText('prices.pdf')).toBeVisible();
  await expect(other.getByRole('button', { name: 'Send' })).toBeEnabled();
  await other.setViewportSize({ width: 390, height: 844 });
  await inspect(other, 'saved-files-chips-phone');
  await other.setViewportSize({ width: 1280, height: 720 });
  await chips.getByRole('button', { name: 'Take prices.pdf off' }).click();
  await expect(chips.getByRole('listitem')).toHaveCount(1);
  await other.getByRole('button', { name: 'Send' }).click();
  await expect.poll(async () => (await anna.talk()).at(-1)?.text).toBe('This is the way:');
  expect((await anna.talk()).at(-1)?.files.map(({ kind }) => kind)).toEqual(['photo']);
  expect(brought).toEqual([]);
  expect(problems).toEqual([]);
});

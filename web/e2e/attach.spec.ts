// Files on their way out: dropped anywhere on the conversation, pasted, put in order, stopped and tried again.
import { expect, test, type Page } from '@playwright/test';
import { inspect, signIn } from './at';
import { watch } from './page';
import { png } from './png';
import { Customer, hasProgram, Stack } from './stack';

test.skip(!hasProgram());

const stack = new Stack();
const anna = new Customer(stack, '701300', 'Anna Petrova');
const BYTES = [...png(320, 240, [90, 140, 110])];

test.beforeAll(async () => {
  await stack.start();
  await anna.arrives();
  await anna.writes('Could I see them?');
});
test.afterAll(() => stack.end());

const chips = (page: Page) => page.getByRole('list', { name: 'Attached files' });

/** What is dragged or copied. */
const transfer = (page: Page, names: readonly string[], words = '') =>
  page.evaluateHandle(
    ({ names, bytes, words }) => {
      const all = new DataTransfer();
      for (const name of names)
        all.items.add(new File([Uint8Array.from(bytes)], name, { type: 'image/png' }));
      if (words !== '') all.setData('text/plain', words);
      return all;
    },
    { names, bytes: BYTES, words },
  );

async function openChat(page: Page) {
  await signIn(page, stack);
  await page.getByTestId('chats').getByText('Anna Petrova').click();
  await expect(page.getByRole('log').getByText('Could I see them?')).toBeVisible();
}

async function takeAllOff(page: Page) {
  const off = page.getByRole('button', { name: /^Take .+ off$/ });
  while ((await off.count()) > 0) await off.first().click();
}

test('files dropped on the conversation are attached, put in order and sent with words', async ({ page }) => {
  const problems = watch(page);
  await openChat(page);
  const dataTransfer = await transfer(page, ['one.png', 'two.png', 'three.png']);
  const zone = page.locator('[data-drop]');
  // Not over the list.
  await page.getByTestId('chats').dispatchEvent('dragover', { dataTransfer });
  await expect(zone).toHaveCount(0);
  await page.getByTestId('chats').dispatchEvent('drop', { dataTransfer });
  await expect(chips(page)).toHaveCount(0);

  const log = page.getByRole('log');
  await log.dispatchEvent('dragover', { dataTransfer });
  await expect(zone).toHaveText(/Drop files to attach them/);
  await inspect(page, 'attach-drop');
  await page.getByTestId('chats').dispatchEvent('dragover', { dataTransfer });
  await expect(zone).toHaveCount(0);
  await log.dispatchEvent('dragover', { dataTransfer });
  await log.dispatchEvent('drop', { dataTransfer });
  await expect(zone).toHaveCount(0);
  await expect(chips(page).getByText('Photo ·')).toHaveCount(3);

  const names = chips(page).locator('bdi');
  const later = page.getByRole('button', { name: 'Move one.png back' });
  await later.focus();
  await page.keyboard.press('Enter');
  await expect(names).toHaveText(['two.png', 'one.png', 'three.png']);
  await expect(later).toBeFocused();
  await expect(page.getByText('one.png is number 2 of 3 now')).toBeAttached();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(names).toHaveText(['two.png', 'three.png', 'one.png']);
  await expect(later).toHaveAttribute('aria-disabled', 'true');
  await chips(page).getByText('one.png').dragTo(chips(page).getByText('two.png'));
  await expect(names).toHaveText(['one.png', 'two.png', 'three.png']);
  await page.getByRole('button', { name: 'Move two.png forward' }).click();
  await inspect(page, 'attach-order');

  await page.getByRole('textbox').fill('All three');
  await page.keyboard.press('Enter');
  await expect(log.locator('[data-delivery="accepted"]')).toHaveCount(1);
  const got = (await anna.talk()).filter(({ from }) => from === 'business');
  expect(got.flatMap(({ files }) => files.map(({ name }) => name))).toEqual([
    'two.png',
    'one.png',
    'three.png',
  ]);
  expect(got[0]?.text).toBe('All three');
  expect(problems).toEqual([]);
});

test('a copied picture is attached, a copied table is pasted as words', async ({ page }) => {
  await openChat(page);
  const field = page.getByRole('textbox');
  const paste = (clipboardData: unknown) =>
    field.evaluate(
      (node, data) =>
        node.dispatchEvent(
          new ClipboardEvent('paste', {
            clipboardData: data as DataTransfer,
            bubbles: true,
            cancelable: true,
          }),
        ),
      clipboardData,
    );
  await paste(await transfer(page, ['cell.png'], 'cell'));
  await expect(chips(page)).toHaveCount(0);
  await paste(await transfer(page, ['image.png']));
  await expect(chips(page).getByText('Photo ·')).toHaveCount(1);
  await takeAllOff(page);
});

test('an upload tells how far it is, can be stopped, and tried again', async ({ page }) => {
  await openChat(page);
  let answer: 'break' | 'hold' | 'pass' = 'hold';
  await page.route(/signature=/, async (route) => {
    if (route.request().method() !== 'PUT' || answer === 'pass') return route.continue();
    if (answer === 'break') return route.abort();
  });
  const field = page.getByLabel('Files to attach');
  const file = (name: string) => ({ name, mimeType: 'image/png', buffer: Buffer.from(BYTES) });
  await field.setInputFiles([file('held.png')]);
  await expect(chips(page).getByText(/^Uploading, \d+%/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeDisabled();
  await page.getByRole('button', { name: 'Take held.png off' }).click();
  await expect(chips(page)).toHaveCount(0);

  answer = 'break';
  await field.setInputFiles([file('broken.png'), file('also.png')]);
  await expect(chips(page).getByText('the upload was interrupted')).toHaveCount(2);
  await inspect(page, 'attach-broken');
  answer = 'pass';
  const again = chips(page).getByRole('button', { name: 'Send again' });
  await again.first().click();
  await again.click();
  await expect(chips(page).getByText('Photo ·')).toHaveCount(2);
  await takeAllOff(page);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test('several files fit', async ({ page }) => {
    await openChat(page);
    const names = ['a quite long name of a picture.png', 'b.png', 'c.png'];
    const files = names.map((name) => ({ name, mimeType: 'image/png', buffer: Buffer.from(BYTES) }));
    await page.getByLabel('Files to attach').setInputFiles(files);
    await expect(chips(page).getByText('Photo ·')).toHaveCount(3);
    await inspect(page, 'attach-phone');
    await takeAllOff(page);
  });
});

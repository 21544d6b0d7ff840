// Something shared from another app of the phone: the desk asks for whom it is, and puts it into the field of that chat.
import { expect, test } from '@playwright/test';
import { inspect, signIn } from './at';
import { watch } from './page';
import { Customer, hasProgram, Stack } from './stack';

test.skip(!hasProgram());

const stack = new Stack();

test.beforeAll(async () => {
  await stack.start();
  for (const [person, name] of [
    ['713001', 'Ada Byron'],
    ['713002', 'Ben Ames'],
  ] as const) {
    const customer = new Customer(stack, person, name);
    await customer.arrives();
    await customer.writes('Good day!');
  }
});
test.afterAll(() => stack.end());

test('what is shared goes into the field of the chat chosen, and is sent by nobody else', async ({
  page,
  context,
}) => {
  const problems = watch(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, stack);
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);

  // As the phone does it: a form from nowhere, opened as a page.
  const phone = await context.newPage();
  await phone.setContent(
    `<form action="${stack.url}/share" method="post" enctype="multipart/form-data">
      <input name="text" value="See what I found"><input name="url" value="https://shop.example/kettle">
      <input name="files" type="file"><button>Share</button></form>`,
  );
  await phone.setViewportSize({ width: 390, height: 844 });
  await phone
    .locator('[type=file]')
    .setInputFiles({ name: 'kettle.txt', mimeType: 'text/plain', buffer: Buffer.from('a kettle') });
  await phone.getByRole('button', { name: 'Share' }).click();
  const dialog = phone.getByRole('dialog', { name: 'Send to which chat?' });
  await expect(dialog).toContainText('https://shop.example/kettle');
  await expect(dialog).toContainText('kettle.txt');
  await inspect(phone, 'phone-share');
  expect(phone.url()).not.toContain('shared=1');

  await dialog.getByRole('searchbox', { name: 'Find a contact' }).fill('ben');
  await expect(dialog.getByRole('button', { name: /Ada Byron/ })).toHaveCount(0);
  await dialog.getByRole('button', { name: /Ben Ames/ }).click();
  await expect(phone.getByRole('heading', { name: 'Ben Ames' })).toBeVisible();
  await expect(phone.getByRole('textbox', { name: 'Your answer' })).toHaveValue(
    'See what I found\nhttps://shop.example/kettle',
  );
  await expect(phone.getByRole('list', { name: 'Attached files' })).toContainText('kettle.txt');

  // Loading it again shares nothing again.
  phone.on('dialog', (asked) => void asked.accept());
  await phone.reload();
  await expect(phone.getByRole('heading', { name: 'Ben Ames' })).toBeVisible();
  await expect(dialog).toHaveCount(0);
  expect(problems).toEqual([]);
});

// Saved replies at the real desk: an admin keeps them, an operator calls for one by a slash, the contact reads it filled in.
import { expect, test } from '@playwright/test';
import { inspect, signIn } from './at';
import { photograph, watch } from './page';
import { Customer, hasProgram, Stack } from './stack';

test.skip(!hasProgram());

const stack = new Stack();

test.beforeAll(() => stack.start());
test.afterAll(() => stack.end());

test('a reply is saved, called for by a slash, filled in and sent', async ({ page }) => {
  const problems = watch(page);
  const anna = new Customer(stack, '700950', 'Anna Berg');
  await anna.arrives();
  await anna.writes('When do you open?');
  await signIn(page, stack);

  await page.getByRole('button', { name: 'Settings' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('None yet. Operators call')).toBeVisible();
  for (const [name, text] of [
    ['Opening hours', 'Hello {first_name|there}, we open at 9.\nYours, {operator}'],
    ['Parcel', 'Your parcel {order number} is on its way.'],
  ] as const) {
    await dialog.getByRole('button', { name: 'Add a saved reply' }).click();
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
    await dialog.getByRole('textbox', { name: /^Text/ }).fill(text);
    await dialog.getByRole('button', { name: 'Save', exact: true }).first().click();
    await expect(dialog.getByRole('button', { name: `Change the saved reply ${name}` })).toBeVisible();
  }
  await dialog.getByRole('button', { name: 'Change the saved reply Parcel' }).click();
  await inspect(page, 'saved-replies');
  await page.keyboard.press('Escape');

  await page.getByTestId('chats').getByText('Anna Berg').click();
  const field = page.getByRole('textbox', { name: 'Answer' });
  await field.fill('/');
  const offer = page.getByRole('listbox', { name: 'Saved replies' });
  await expect(offer.getByRole('option')).toHaveCount(2);
  await inspect(page, 'saved-offer');
  await field.pressSequentially('ho');
  await expect(offer.getByRole('option')).toHaveCount(1);
  await field.press('Enter');
  await expect(field).toHaveValue('Hello Anna, we open at 9.\nYours, owner');
  await field.press('Enter');
  await expect.poll(() => anna.received()).toEqual(['Hello Anna, we open at 9.\nYours, owner']);

  // What is not known of the contact is marked for the operator, and does not go out in braces.
  await field.fill('By the way: /par');
  await field.press('Tab');
  await expect(field).toHaveValue('By the way: Your parcel {order number} is on its way.');
  await expect(page.getByText('please write it: {order number}')).toBeVisible();
  await photograph(page, 'saved-missing');
  await expect(page.getByRole('button', { name: 'Send' })).toBeDisabled();
  await page.keyboard.type('1042');
  await field.press('Enter');
  await expect
    .poll(async () => (await anna.received()).at(-1))
    .toBe('By the way: Your parcel 1042 is on its way.');

  // Esc sends the offer away and keeps the slash; the menu of the paperclip calls for it too.
  await field.fill('/');
  await field.press('Escape');
  await expect(offer).toHaveCount(0);
  await expect(field).toHaveValue('/');
  await field.fill('');
  await page.getByRole('button', { name: 'Attach', exact: true }).click();
  await inspect(page, 'attach-menu-whole');
  await page.getByRole('button', { name: 'Saved reply' }).click();
  await expect(offer.getByRole('option')).toHaveCount(2);
  await offer.getByRole('option', { name: 'Opening hours' }).click();
  await expect(field).toHaveValue('Hello Anna, we open at 9.\nYours, owner');
  expect(problems).toEqual([]);
});

test('of two admins who change one reply, the later is told; a removed one is gone', async ({ page }) => {
  await signIn(page, stack);
  await page.getByRole('button', { name: 'Settings' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Change the saved reply Parcel' }).click();
  const path = await page.evaluate(async () => {
    const { saved_replies } = (await (await fetch('/api/saved-replies')).json()) as {
      saved_replies: { id: string; name: string }[];
    };
    return `/api/saved-replies/${saved_replies.find(({ name }) => name === 'Parcel')?.id ?? ''}`;
  });
  const body = { version: 1, name: 'Parcel', text: 'Changed elsewhere.' };
  const changed = await page.request.put(stack.url + path, {
    data: body,
    headers: { 'x-switchboard': '1', origin: stack.url },
  });
  expect(changed.status()).toBe(200);
  await dialog.getByRole('textbox', { name: /^Text/ }).fill('Changed here.');
  await dialog.getByRole('button', { name: 'Save', exact: true }).first().click();
  await expect(dialog.getByRole('alert').first()).toHaveText(
    'Somebody else changed this meanwhile. Look at it again.',
  );
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await dialog.getByRole('button', { name: 'Remove for everybody?' }).click();
  await expect(dialog.getByText('Parcel')).toHaveCount(0);
});

test('the palette puts a saved reply into the field for answers', async ({ page }) => {
  const problems = watch(page);
  await signIn(page, stack);
  await page.getByTestId('chats').getByText('Anna Berg').click();
  await page.getByRole('button', { name: 'Comment' }).first().click();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('opening');
  await expect(page.getByRole('option', { selected: true })).toHaveText(/Saved reply: Opening hours/);
  await page.keyboard.press('Enter');
  const field = page.getByRole('textbox', { name: 'Your answer' });
  await expect(field).toBeFocused();
  await expect(field).toHaveValue('Hello Anna, we open at 9.\nYours, owner');
  // Put once: whoever opens the chat again finds what they wrote.
  await field.fill('');
  await page.reload();
  await expect(field).toHaveValue('');
  expect(problems).toEqual([]);
});

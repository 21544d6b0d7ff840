// A talk as a whole at the real desk: on paper and in a file, with the contact's time; and forwarding taken back.
import { expect, test, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { inspect, signIn } from './at';
import { photograph, watch } from './page';
import { Customer, hasProgram, Stack } from './stack';

test.skip(!hasProgram());

const stack = new Stack();
const ada = new Customer(stack, '712001', 'Ada Byron');

test.beforeAll(async () => {
  await stack.start();
  await ada.arrives();
  // More than a page.
  for (let n = 1; n <= 60; n++) await ada.writes(`Message ${n}`);
});
test.afterAll(() => stack.end());

const card = (page: Page) => page.getByRole('complementary', { name: 'Contact card' });

test('the whole talk is printed and saved, comments only if they are wanted', async ({ page }) => {
  const problems = watch(page);
  await page.addInitScript(() => {
    // A browser without a printer: the page stays as it is printed until the test lets it go on.
    window.print = () =>
      document.body.setAttribute('data-printed', document.querySelector('.sheet')?.outerHTML ?? '');
  });
  await signIn(page, stack);
  await page.getByTestId('chats').getByText('Ada Byron').click();
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  await page.getByRole('textbox').last().fill('Ask the engine');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('log').getByText('Ask the engine')).toBeVisible();
  await page.getByRole('button', { name: 'Show the contact card' }).click();
  await card(page).getByRole('button', { name: 'Print or save…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Print or save the talk' });
  await inspect(page, 'talk-dialog');

  const saved = async () => {
    const coming = page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Save as text' }).click();
    const file = await coming;
    expect(file.suggestedFilename()).toBe('Ada-Byron.txt');
    return readFileSync(await file.path(), 'utf8');
  };
  const without = await saved();
  expect(without).toContain('Ada Byron: Message 1\n');
  expect(without).toContain('Ada Byron: Message 60\n');
  expect(without).not.toContain('Ask the engine');
  await dialog.getByRole('checkbox', { name: 'With comments of colleagues' }).check();
  expect(await saved()).toContain('Ask the engine');

  await dialog.getByRole('button', { name: 'Print', exact: true }).click();
  await expect(page.locator('body')).toHaveAttribute(
    'data-printed',
    /Message 1<.*Message 60<.*Ask the engine/s,
  );
  // Once it is printed nothing of it stays.
  await expect(page.locator('.sheet')).toHaveCount(0);
  expect(problems).toEqual([]);
});

test('paper shows the talk and nothing of the desk', async ({ page }) => {
  await page.addInitScript(() => {
    // Printing lasts until the test has looked.
    window.print = () => {
      const sheet = document.querySelector('.sheet');
      if (sheet) document.body.append(sheet.cloneNode(true));
    };
  });
  await signIn(page, stack);
  await page.getByTestId('chats').getByText('Ada Byron').click();
  await page.getByRole('button', { name: 'Show the contact card' }).click();
  await card(page).getByRole('button', { name: 'Print or save…' }).click();
  await page.getByRole('button', { name: 'Print', exact: true }).click();
  await expect(page.locator('.sheet')).toHaveCount(1);
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('.sheet')).toBeVisible();
  await expect(page.locator('#app')).toBeHidden();
  await photograph(page, 'talk-paper');
  const pdf = await page.pdf({ format: 'A4' });
  // Several pages: nothing is cut at the end of the first.
  expect((pdf.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? []).length).toBeGreaterThan(1);
});

test('the contact’s time is shown where it can be known', async ({ page }) => {
  await signIn(page, stack);
  await page.getByTestId('chats').getByText('Ada Byron').click();
  await page.getByRole('button', { name: 'Show the contact card' }).click();
  await expect(card(page).getByRole('heading', { name: 'Ada Byron' })).toBeVisible();
  await expect(card(page)).not.toContainText(/\d\d:\d\d there/);
  const id = new URL(page.url()).pathname.split('/').at(-1);
  const headers = { 'x-switchboard': '1' };
  const path = `${stack.url}/api/contacts/${id}`;
  const { card: known } = (await (await page.request.get(path)).json()) as { card: { version: number } };
  const patched = await page.request.patch(path, {
    headers,
    data: { version: known.version, phones: ['+441632960001'] },
  });
  expect(patched.ok()).toBe(true);
  await expect(card(page)).toContainText(/\d\d:\d\d there\s*· by phone/);
  await inspect(page, 'card-time');
});

test('forwarding is taken back by one press, unless something has happened since', async ({ page }) => {
  const problems = watch(page);
  await page.goto('/fake.html');
  await page.getByTestId('chats').locator('[data-index="0"]').click();
  const forward = async () => {
    await page.getByRole('button', { name: 'Forward', exact: true }).click();
    const menu = page.getByRole('dialog', { name: 'Forward the chat to…' });
    await menu.getByText('Oleg Lis').click();
    await menu.getByRole('button', { name: 'Forward', exact: true }).click();
    await expect(page.getByText('Given to Oleg Lis').last()).toBeVisible();
  };
  const before = await page.getByRole('button', { name: /Why/ }).first().textContent();
  await forward();
  await photograph(page, 'forward-undo');
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(page.getByText(/^Forwarding of .* is taken back$/)).toBeVisible();
  expect(await page.getByRole('button', { name: /Why/ }).first().textContent()).toBe(before);

  await forward();
  await page.evaluate(() => {
    const { world } = window.fake;
    const chat = world.chat(decodeURIComponent(location.pathname.split('/').at(-1) ?? ''));
    world.writes(chat.identities[0]?.id ?? '', chat.name, 'Are you there?');
  });
  await expect(page.getByRole('log').getByText('Are you there?')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(
    page.getByText('Something has happened in the chat since: it stays where it is.'),
  ).toBeVisible();
  expect(problems).toEqual([]);
});

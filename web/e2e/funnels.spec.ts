// Funnels at the real desk: an admin keeps one, an operator adds a contact on the card and by the paperclip, who gets its first
// message at once; taking out asks.
import { expect, test } from '@playwright/test';
import { inspect, signIn } from './at';
import { photograph, watch } from './page';
import { Customer, hasProgram, Stack } from './stack';

test.skip(!hasProgram());

const stack = new Stack();

test.beforeAll(() => stack.start());
test.afterAll(() => stack.end());

test('a funnel is kept, started on the card with a warning, and a contact is taken out of it', async ({
  page,
}) => {
  const problems = watch(page);
  const anna = new Customer(stack, '700970', 'Anna Berg');
  await anna.arrives();
  await anna.writes('Hello!');
  await signIn(page, stack);

  await page.getByRole('button', { name: 'Settings' }).click();
  const settings = page.getByRole('dialog');
  await settings.getByRole('button', { name: 'Add a funnel' }).click();
  await settings.getByRole('textbox', { name: 'Name', exact: true }).fill('Welcome');
  await settings
    .getByRole('textbox', { name: 'Message 1: Text' })
    .fill('Hello {first_name|there}, good to see you!');
  await settings.getByRole('button', { name: 'Add a message' }).click();
  const second = settings.getByRole('textbox', { name: 'Message 2: Text' });
  await expect(second).toBeFocused();
  await second.fill('Did you find what you were looking for?');
  await settings.getByRole('button', { name: 'Add a message' }).click();
  await settings.getByRole('textbox', { name: 'Message 3: Text' }).fill('Here is 10 % for you: {code}');
  await settings.getByRole('spinbutton').nth(2).fill('3');
  await settings.getByRole('button', { name: 'Move message 3 up' }).click();
  await expect(second).toHaveValue('Here is 10 % for you: {code}');
  await settings.getByRole('button', { name: 'Move message 2 down' }).click();
  await settings.getByText('How it looks').click();
  await expect(settings.getByText('Hello Anna, good to see you!')).toBeVisible();
  await settings.getByRole('spinbutton').nth(1).scrollIntoViewIfNeeded();
  await inspect(page, 'funnel-form');
  await settings.getByRole('button', { name: 'Save', exact: true }).first().click();
  await expect(settings.getByRole('button', { name: 'Change the funnel Welcome' })).toBeVisible();
  await settings.getByRole('button', { name: 'Change the funnel Welcome' }).scrollIntoViewIfNeeded();
  await inspect(page, 'funnel-list');
  await page.keyboard.press('Escape');

  await page.getByTestId('chats').getByText('Anna Berg').click();
  const card = page.getByRole('complementary', { name: 'Contact card' });
  await page.getByRole('button', { name: 'Show the contact card' }).click();
  await card.getByRole('button', { name: 'Add to a funnel' }).click();
  const dialog = page.getByRole('dialog', { name: 'Start a funnel' });
  const start = dialog.getByRole('button', { name: 'Start now' });
  await expect(start).toBeDisabled();
  await dialog.getByRole('radio', { name: /Welcome/ }).check();
  await expect(dialog.getByRole('status')).toContainText(
    'It starts at once. Anna Berg gets this message now:',
  );
  await expect(dialog.getByRole('status')).toContainText('Hello Anna, good to see you!');
  await expect(dialog.getByRole('status')).toContainText('2 messages follow.');
  expect(await anna.received()).toEqual([]);
  await inspect(page, 'funnel-start');
  await start.click();

  await expect.poll(() => anna.received()).toEqual(['Hello Anna, good to see you!']);
  const log = page.getByRole('log');
  await expect(log.getByText('Funnel “Welcome” started by you')).toBeVisible();
  await expect(log.getByText('Funnel “Welcome”, 1', { exact: true })).toBeVisible();
  const bar = card.getByRole('progressbar', { name: '1 of 3 messages sent' });
  await expect(bar).toBeVisible();
  await expect(card.getByText(/^next /)).toBeVisible();
  await inspect(page, 'funnel-card');

  // Where the contact is in it already it cannot be started again; the paperclip says so too.
  await page.getByRole('button', { name: 'Attach', exact: true }).click();
  await inspect(page, 'attach-menu-funnel');
  await page.getByRole('button', { name: 'Start a funnel' }).click();
  await expect(dialog.getByRole('radio', { name: /Welcome/ })).toBeDisabled();
  await page.keyboard.press('Escape');

  await card.getByRole('button', { name: 'Take out of Welcome' }).click();
  await expect(card.getByRole('alert')).toHaveText('Take the contact out? No later message goes out.');
  await photograph(page, 'funnel-take-out');
  await card.getByRole('button', { name: 'Keep', exact: true }).click();
  await expect(bar).toBeVisible();
  await card.getByRole('button', { name: 'Take out of Welcome' }).click();
  await card.getByRole('button', { name: 'Take out', exact: true }).click();
  await expect(bar).toHaveCount(0);
  await expect(log.getByText('Taken out of the funnel “Welcome” by you')).toBeVisible();
  expect(problems).toEqual([]);
});

test('the paperclip starts a funnel, on a phone too', async ({ page }) => {
  const problems = watch(page);
  await page.setViewportSize({ width: 390, height: 844 });
  const berta = new Customer(stack, '700971', 'Berta');
  await berta.arrives();
  await berta.writes('Good day');
  await signIn(page, stack);
  await page.getByTestId('chats').getByText('Berta').click();

  await page.getByRole('button', { name: 'Attach', exact: true }).click();
  await page.getByRole('button', { name: 'Start a funnel' }).click();
  const dialog = page.getByRole('dialog', { name: 'Start a funnel' });
  await dialog.getByRole('radio', { name: /Welcome/ }).check();
  await inspect(page, 'funnel-start-phone');
  await dialog.getByRole('button', { name: 'Start now' }).click();

  await expect.poll(() => berta.received()).toEqual(['Hello Berta, good to see you!']);
  await expect(page.getByRole('log').getByText('Funnel “Welcome” started by you')).toBeVisible();
  expect(problems).toEqual([]);
});

test('what is not known is left out, and what ended is put away', async ({ page }) => {
  await signIn(page, stack);
  await page.getByTestId('chats').getByText('Berta').click();
  const card = page.getByRole('complementary', { name: 'Contact card' });
  await page.getByRole('button', { name: 'Show the contact card' }).click();
  const path = await page.evaluate(async () => {
    const { funnels } = (await (await fetch('/api/funnels')).json()) as { funnels: { id: string }[] };
    return `/api/funnels/${funnels[0]?.id ?? ''}`;
  });
  const headers = { 'x-switchboard': '1', origin: stack.url };
  const shorter = { version: 1, name: 'Short', steps: [{ after_min: 0, text: 'Dear {nobody knows}' }] };
  expect((await page.request.put(stack.url + path, { data: shorter, headers })).status()).toBe(200);

  // Who is under way keeps what they began with; whoever begins now gets what is there now.
  await page.getByRole('button', { name: 'Attach', exact: true }).click();
  await page.getByRole('button', { name: 'Start a funnel' }).click();
  await expect(page.getByRole('dialog').getByRole('radio', { name: /Short/ })).toBeDisabled();
  await page.keyboard.press('Escape');
  await card.getByRole('button', { name: 'Take out of Welcome' }).click();
  await card.getByRole('button', { name: 'Take out', exact: true }).click();
  await card.getByRole('button', { name: 'Add to a funnel' }).click();
  const dialog = page.getByRole('dialog', { name: 'Start a funnel' });
  await dialog.getByRole('radio', { name: /Short/ }).check();
  await expect(dialog.getByRole('status')).toContainText('this message will be left out: {nobody knows}');
  await inspect(page, 'funnel-left-out');
  await dialog.getByRole('button', { name: 'Start now' }).click();
  await expect(
    page
      .getByRole('log')
      .getByText('Message 1 of the funnel “Short” was left out: not known: {nobody knows}'),
  ).toBeVisible();
  await expect(card.getByText('Finished')).toBeVisible();
  await inspect(page, 'funnel-finished');
  await card.getByRole('button', { name: 'Hide Short' }).click();
  await expect(card.getByText('Finished')).toHaveCount(0);
});

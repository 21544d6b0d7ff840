// Programs at the real desk: an admin makes a key, a shop tells of orders with it, the card shows them; the key is revoked.
import { expect, test, type APIResponse, type Page } from '@playwright/test';
import { inspect, signIn } from './at';
import { photograph, watch } from './page';
import { Customer, hasProgram, Stack } from './stack';

test.skip(!hasProgram());

const stack = new Stack();
const PHONE = { width: 390, height: 844 };

test.beforeAll(() => stack.start());
test.afterAll(() => stack.end());

const DAY_MS = 86_400_000;

function tells(page: Page, key: string, id: string, body: object): Promise<APIResponse> {
  return page.request.put(`${stack.url}/api/v1/orders/${id}`, {
    headers: { authorization: `Bearer ${key}` },
    data: {
      currency: 'USD',
      status: { is: 'paid' },
      placed: Date.UTC(2026, 10, 12),
      updated: 10,
      ...body,
    },
  });
}

test('a key is made, a shop tells of orders, the card follows, the key is revoked', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const problems = watch(page);
  const anna = new Customer(stack, '700960', 'Anna Petrova');
  await anna.arrives();
  await anna.writes('Good afternoon! Order #48213 has not arrived yet.');
  await signIn(page, stack);

  await page.getByRole('button', { name: 'Settings' }).click();
  const settings = page.getByRole('dialog', { name: 'Settings' });
  await settings.getByRole('button', { name: 'Make an API key' }).click();
  await settings.getByRole('textbox', { name: 'What it is for' }).fill('Corner shop');
  await settings.getByRole('button', { name: 'Make the key' }).scrollIntoViewIfNeeded();
  await inspect(page, 'api-key-new');
  await settings.getByRole('button', { name: 'Make the key' }).click();
  const once = page.getByRole('dialog', { name: 'The key is made' });
  const key = (await once.getByTestId('api-key').textContent()) ?? '';
  expect(key).toMatch(/^sk_[\w-]{43}$/);
  await expect(once.getByTestId('api-try')).toContainText(`Bearer ${key}`);
  await inspect(page, 'api-key-once');
  await once.getByRole('button', { name: 'Copy', exact: true }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key);
  await once.getByRole('button', { name: 'I have copied it' }).click();
  await expect(settings.getByText('Corner shop')).toBeVisible();
  await expect(settings.getByText(`ends with ${key.slice(-4)} · never used`)).toBeVisible();
  expect(await page.content()).not.toContain(key);
  await page.keyboard.press('Escape');

  // The card is open while the shop tells of the first order: nobody reloads it.
  await page.getByTestId('chats').getByText('Anna Petrova').click();
  const card = page.getByRole('complementary', { name: 'Contact card' });
  await page.getByRole('button', { name: 'Show the contact card' }).click();
  await expect(card.getByTestId('spent')).toHaveText('—');
  await expect(card.getByRole('heading', { name: 'Orders' })).toHaveCount(0);
  const chat = page.url().match(/\/chats\/([\w-]+)/)?.[1] ?? '';
  const contact = { id: chat };
  const told = await tells(page, key, '48213', {
    contact,
    title: 'Desk lamp, brass',
    amount: 124_850,
    url: 'https://shop.example/orders/48213',
  });
  expect(await told.json()).toMatchObject({ version: 1 });
  await expect(card.getByTestId('spent')).toHaveText('$1,248.50');
  await tells(page, key, '48377', {
    contact,
    title: 'Bulbs',
    amount: 1_900,
    placed: Date.UTC(2026, 10, 13),
  });
  await tells(page, key, '48401', {
    contact,
    title: 'Furoshiki',
    amount: 4_800,
    currency: 'JPY',
    placed: Date.UTC(2026, 9, 5),
  });
  const orders = card.locator('[data-order]');
  await expect(orders).toHaveCount(3);
  await expect(orders.first()).toContainText('Bulbs');
  await expect(card.getByTestId('spent')).toHaveText(/\$1,267\.50\s*¥4,800/);
  const link = card.getByRole('link', { name: 'Desk lamp, brass' });
  await expect(link).toHaveAttribute('href', 'https://shop.example/orders/48213');
  await expect(link).toHaveAttribute('rel', 'noopener noreferrer');

  await tells(page, key, '48213', {
    contact,
    title: 'Desk lamp, brass',
    amount: 124_850,
    status: { is: 'refunded', amount: 24_850 },
    updated: 11,
    url: 'https://shop.example/orders/48213',
  });
  await expect(card.locator('[data-order="48213"]')).toContainText('Refunded $248.50');
  await expect(card.getByTestId('spent')).toHaveText(/\$1,019\.00\s*¥4,800/);
  await card.getByRole('heading', { name: 'Orders' }).scrollIntoViewIfNeeded();
  await inspect(page, 'card-orders');
  await page.setViewportSize(PHONE);
  await photograph(page, 'card-orders-phone');
  await page.setViewportSize({ width: 1440, height: 900 });

  // Many more: the card shows a page, then the older ones.
  for (let number = 0; number < 20; number++)
    await tells(page, key, `old-${number}`, {
      contact,
      title: `Socks ${number}`,
      amount: 100,
      placed: Date.UTC(2025, 0, 1) + number * DAY_MS,
    });
  await page.reload();
  await page.getByRole('button', { name: 'Show the contact card' }).click();
  await expect(orders).toHaveCount(20);
  await card.getByRole('button', { name: 'Older orders' }).click();
  await expect(orders).toHaveCount(23);

  await page.getByRole('button', { name: 'Settings' }).click();
  await expect(settings.getByText('last used')).toBeVisible();
  await settings.getByRole('button', { name: 'Revoke the key Corner shop' }).click();
  await settings.getByRole('button', { name: 'Revoke at once?' }).click();
  await expect(settings.getByText(/· revoked /)).toBeVisible();
  await settings.getByText(/· revoked /).scrollIntoViewIfNeeded();
  await inspect(page, 'api-key-revoked');
  const late = await tells(page, key, '48213', { contact, title: 'Lamp', amount: 1, updated: 12 });
  expect([late.status(), ((await late.json()) as { code: string }).code]).toEqual([401, 'key_revoked']);
  await settings.getByRole('button', { name: 'Count this month' }).click();
  await expect(settings.getByText('1 message in, 0 answers out, 0 talks closed')).toBeVisible();
  await expect(settings.getByText('1 × 8 + 0 × ')).toBeVisible();
  await settings.getByRole('button', { name: 'Count again' }).scrollIntoViewIfNeeded();
  await inspect(page, 'costs');
  await settings.getByRole('button', { name: 'Log of changes' }).click();
  await expect(page.getByText('API key “Corner shop”').first()).toBeVisible();
  expect(problems).toEqual([]);
});

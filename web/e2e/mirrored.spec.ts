// The desk the other way round, as those see it who read from the right: everything has moved, nothing is cut off.
import { expect, test, type Page } from '@playwright/test';
import { inspect, signIn } from './at';
import { expectAccessible, photograph, watch } from './page';
import { Customer, hasProgram, Stack } from './stack';

const PHONE = { width: 390, height: 844 };

async function open(page: Page): Promise<void> {
  await page.goto('/fake.html#dir=rtl');
  await page.getByTestId('chats').getByText('Anna Petrova').first().click();
  await expect(page.getByRole('log')).toContainText('When will it arrive?');
}

/** Where the middle of something stands, from the left edge. */
async function middle(page: Page, selector: string): Promise<number> {
  const box = await page.locator(selector).first().boundingBox();
  return box ? box.x + box.width / 2 : -1;
}

const isWide = () => document.documentElement.scrollWidth > innerWidth;

test('the list stands on the right, the card on the left, and what opens stays on the screen', async ({
  page,
}) => {
  const problems = watch(page);
  await open(page);
  await page.getByRole('button', { name: 'Show the contact card' }).click();
  await expect(page.getByRole('complementary', { name: 'Contact card' })).toBeVisible();
  await photograph(page, 'mirrored');
  await expectAccessible(page);
  expect(await middle(page, '[data-testid="chats"]')).toBeGreaterThan(1000);
  expect(await middle(page, 'aside')).toBeLessThan(320);
  expect(await page.evaluate(isWide)).toBe(false);
  const [name, label] = await page
    .getByRole('main')
    .getByRole('heading', { name: 'Anna Petrova', level: 2 })
    .evaluate((node) => {
      const range = document.createRange();
      range.selectNodeContents(node);
      const below = node.nextElementSibling ?? node;
      return [range.getBoundingClientRect().right, below.getBoundingClientRect().right];
    });
  expect(Math.abs((name ?? 0) - (label ?? 0))).toBeLessThan(2);
  for (const name of [/^Account of/, /^Others/, 'Put aside']) {
    const button = page.getByRole('button', { name }).first();
    await button.click();
    const panel = page.locator('[popover]:popover-open');
    await expect(panel).toBeInViewport({ ratio: 1 });
    await photograph(page, `mirrored-${name.toString().replace(/\W+/g, '')}`);
    await page.keyboard.press('Escape');
    await expect(panel).toHaveCount(0);
  }
  expect(problems).toEqual([]);
});

test('on a phone too', async ({ page }) => {
  await page.setViewportSize(PHONE);
  await page.goto('/fake.html#dir=rtl');
  await expect(page.getByTestId('chats').getByText('Anna Petrova').first()).toBeVisible();
  await photograph(page, 'mirrored-phone-list');
  expect(await page.evaluate(isWide)).toBe(false);
  await page.getByTestId('chats').getByText('Anna Petrova').first().click();
  await expect(page.getByRole('log')).toContainText('When will it arrive?');
  await photograph(page, 'mirrored-phone-chat');
  await expectAccessible(page);
  expect(await page.evaluate(isWide)).toBe(false);
  const back = await page.getByRole('link', { name: 'Back to the list' }).boundingBox();
  expect(back?.x).toBeGreaterThan(300);
});

test.describe('at the real desk', () => {
  test.skip(!hasProgram());
  const stack = new Stack();
  test.beforeAll(() => stack.start());
  test.afterAll(() => stack.end());

  test('numbers keep their order on the card, and the account opens on the right', async ({ page }) => {
    const problems = watch(page);
    const customer = new Customer(stack, '700431', 'Noor Haddad');
    await customer.arrives();
    await customer.writes('Is my order on its way?');
    await signIn(page, stack);
    await page.evaluate(() => (document.documentElement.dir = 'rtl'));
    await page.getByTestId('chats').getByText('Noor Haddad').click();
    await page.getByRole('button', { name: 'Show the contact card' }).click();
    const card = page.getByRole('complementary', { name: 'Contact card' });
    await card.getByRole('button', { name: 'Add: Phone' }).click();
    await card.getByRole('textbox', { name: 'Phone' }).fill('+79161234567');
    await page.keyboard.press('Enter');
    const phone = card.getByText('+79161234567', { exact: true });
    await expect(phone).toBeVisible();
    // The plus stands in front of the digits: the number is a piece of its own, written from the left.
    const first = await phone.evaluate((node) => {
      const text = document.createTreeWalker(node, NodeFilter.SHOW_TEXT).nextNode();
      const at = (from: number) => {
        const range = document.createRange();
        range.setStart(text as Text, from);
        range.setEnd(text as Text, from + 1);
        return range.getBoundingClientRect().left;
      };
      return at(0) < at(1);
    });
    expect(first).toBe(true);
    await inspect(page, 'mirrored-card');
    await page.getByRole('button', { name: 'Settings' }).click();
    await inspect(page, 'mirrored-settings');
    expect(problems).toEqual([]);
  });
});

// How the desk looks in one browser: its theme, the size of its text, its icon, and colours that are the reader's own.
import { expect, test, type Page } from '@playwright/test';
import { inspect, signIn } from './at';
import { expectAccessible, photograph, watch } from './page';
import { Customer, hasProgram, PROGRAM, Stack } from './stack';

if (!hasProgram() && process.env.CI === 'true') {
  throw new Error(`the program is missing at ${PROGRAM}; build it first`);
}
test.skip(!hasProgram());

const stack = new Stack();

test.beforeAll(() => stack.start());
test.afterAll(() => stack.end());

const LIGHT = 'rgb(238, 241, 246)';
const DARK = 'rgb(11, 15, 22)';
const background = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const textSize = (page: Page) => page.evaluate(() => getComputedStyle(document.body).fontSize);

async function openPreferences(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('button', { name: 'Preferences' }).click();
  await expect(page.getByRole('dialog', { name: 'Preferences' })).toBeVisible();
}

test('theme and size of text are chosen, kept, and there before the first paint', async ({
  page,
  context,
}) => {
  const problems = watch(page);
  await signIn(page, stack);
  expect(await background(page)).toBe(LIGHT);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await background(page)).toBe(DARK);
  await page.emulateMedia({ colorScheme: 'light' });
  await openPreferences(page);
  await page.getByRole('radio', { name: 'Dark' }).check();
  await expect.poll(() => background(page)).toBe(DARK);
  const size = page.getByRole('slider', { name: 'Text size' });
  await size.press('End');
  await expect(size).toHaveAttribute('aria-valuetext', '150 %');
  await expect.poll(() => textSize(page)).toBe('21px');
  await photograph(page, 'display-large-dark');
  await expectAccessible(page);

  // Another tab of the desk follows at once; a new one is right before its own script came.
  const other = await context.newPage();
  await other.route('**/assets/*.js', (route) => route.abort());
  await other.goto(stack.url);
  expect(await background(other)).toBe(DARK);
  expect(await textSize(other)).toBe('21px');
  await other.unroute('**/assets/*.js');
  await other.reload();
  await expect(other.getByRole('heading', { name: 'No chat is open' })).toBeVisible();
  await other.keyboard.press('Control+k');
  await other.getByRole('combobox', { name: 'Type a command or a name' }).fill('theme light');
  await other.keyboard.press('Enter');
  await expect.poll(() => background(other)).toBe(LIGHT);
  await expect.poll(() => background(page)).toBe(LIGHT);

  await size.press('Home');
  await expect.poll(() => textSize(page)).toBe('11.2px');
  await inspect(page, 'display-small');
  await page.getByRole('radio', { name: 'As the device' }).check();
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(() => background(page)).toBe(DARK);
  expect(problems).toEqual([]);
});

test('what is unread is marked on the icon and on the app, until it is read', async ({ page }) => {
  await page.addInitScript(() => {
    const badges: number[] = [];
    Object.assign(window, { badges });
    Object.defineProperty(navigator, 'setAppBadge', {
      value: (n: number) => Promise.resolve(void badges.push(n)),
    });
    Object.defineProperty(navigator, 'clearAppBadge', { value: () => Promise.resolve(void badges.push(0)) });
  });
  const problems = watch(page);
  await signIn(page, stack);
  const icon = page.locator('link[rel="icon"]');
  const badge = () => page.evaluate(() => (window as unknown as { badges: number[] }).badges.at(-1));
  await expect(icon).toHaveAttribute('href', /\/icon-(?!unread)[^/]+\.svg$/);
  const ada = new Customer(stack, '705001', 'Ada');
  await ada.arrives();
  await ada.writes('Hello?');
  // Counts are asked for again only so often.
  await expect(icon).toHaveAttribute('href', /\/icon-unread-[^/]+\.svg$/, { timeout: 25_000 });
  // Whether the first count had Ada already nobody can tell: the next one settles it.
  await expect.poll(badge, { timeout: 25_000 }).toBe(1);
  const { status, type } = await page.evaluate(async () => {
    const answer = await fetch(document.querySelector<HTMLLinkElement>('link[rel="icon"]')?.href ?? '');
    return { status: answer.status, type: answer.headers.get('content-type') };
  });
  expect({ status, type }).toEqual({ status: 200, type: 'image/svg+xml' });
  await page.getByTestId('chats').getByText('Ada').click();
  await expect(icon).toHaveAttribute('href', /\/icon-(?!unread)[^/]+\.svg$/, { timeout: 25_000 });
  expect(await badge()).toBe(0);
  expect(problems).toEqual([]);
});

test.describe('on the desk full of chats', () => {
  async function open(page: Page): Promise<void> {
    await page.goto('/fake.html');
    await page.getByTestId('chats').getByText('Anna Petrova').first().click();
    await expect(page.getByRole('log')).toContainText('When will it arrive?');
  }
  const scale = (page: Page, to: string) =>
    page.evaluate((text) => document.documentElement.style.setProperty('--text-scale', text), to);

  for (const [name, to] of [
    ['small', '0.8'],
    ['large', '1.5'],
  ] as const) {
    test(`text may be ${name}`, async ({ page }) => {
      await open(page);
      await scale(page, to);
      await inspect(page, `text-${name}`);
      // Nothing is pushed out of the window, and rows keep to their height.
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      const row = page.getByTestId('chats').locator('[data-index="1"] > span');
      expect(await row.evaluate((node) => node.scrollHeight <= node.clientHeight)).toBe(true);
      await page.setViewportSize({ width: 390, height: 844 });
      await photograph(page, `phone-text-${name}`);
      await expectAccessible(page);
    });
  }

  test('colours may be the reader’s own', async ({ page }) => {
    await page.emulateMedia({ forcedColors: 'active' });
    await open(page);
    await photograph(page, 'forced-colors');
    await expectAccessible(page);
    const lined = (node: Element) => getComputedStyle(node).outlineStyle === 'solid';
    expect(await page.getByRole('button', { name: 'Open', exact: true }).evaluate(lined)).toBe(true);
    expect(await page.getByRole('button', { name: 'Closed', exact: true }).evaluate(lined)).toBe(false);
    expect(await page.getByTestId('chats').locator('[aria-current="true"]').evaluate(lined)).toBe(true);
    await page.getByRole('button', { name: /^Account of/ }).click();
    await photograph(page, 'forced-colors-me');
    await expectAccessible(page);
  });
});

// The pages that stand beside the drawings, photographed to be compared with them, and checked for accessibility.
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible, photograph, watch } from './page';
import { png } from './png';

const PICTURE = png(600, 300, [140, 170, 225]);
const PHONE = { width: 390, height: 844 };

/** By number, what the page shows once it is drawn. */
const DRAWINGS: Record<string, { name: string; shows: RegExp }> = {
  '01': { name: 'inbox', shows: /instagram_ad/ },
  '02': { name: 'inbox-dark', shows: /instagram_ad/ },
  '03': { name: 'inbox-ru', shows: /Добавить/ },
  '04': { name: 'others-banner', shows: /Viewing|chats of Oleg/i },
  '05': { name: 'paperclip', shows: /Photo/ },
  '06': { name: 'message-menu', shows: /Reply/ },
  '07': { name: 'transfer', shows: /Sara Dahl/ },
  '08': { name: 'merge', shows: /Anya P\./ },
  '09': { name: 'merge-find', shows: /Anya P\./ },
  '10': { name: 'operator-panel', shows: /maria@example\.com/ },
  '11': { name: 'report-closed', shows: /1,422/ },
  '12': { name: 'report-status', shows: /612 h/ },
  '13': { name: 'offline-states', shows: /waiting for connection/ },
  '14': { name: 'command-palette', shows: /Close the chat and open the next one/ },
  '15': { name: 'empty-skeleton', shows: /No chat is open/ },
  '17': { name: 'rtl', shows: /instagram_ad/ },
};

async function open(page: Page, number: string): Promise<void> {
  await page.route('**/files/**', (route) => route.fulfill({ contentType: 'image/png', body: PICTURE }));
  await page.goto(`/drawings.html#${number}`);
  await expect(page.locator('html')).toHaveAttribute('data-drawn', number, { timeout: 15_000 });
}

for (const [number, { name, shows }] of Object.entries(DRAWINGS)) {
  test(`${number} ${name}`, async ({ page }) => {
    const problems = watch(page);
    await page.emulateMedia({ colorScheme: number === '02' ? 'dark' : 'light' });
    await open(page, number);
    await expect(page.locator('body')).toContainText(shows);
    if (number === '15') await expect(page.getByRole('status', { name: 'Loading chats…' })).toBeVisible();
    if (number === '13') await expect(page.getByRole('button', { name: 'Try now' })).toBeVisible();
    await photograph(page, `drawing-${number}-${name}`);
    await expectAccessible(page);
    expect(problems).toEqual([]);
  });
}

test('16 mobile', async ({ page }) => {
  const problems = watch(page);
  await page.setViewportSize(PHONE);
  await open(page, '16');
  await expect(page.getByRole('log')).toContainText('When will it arrive?');
  await photograph(page, 'drawing-16-mobile-chat');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Show the contact card' }).click();
  await expect(page.getByRole('complementary', { name: 'Contact card' })).toContainText('instagram_ad');
  await photograph(page, 'drawing-16-mobile-card');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Hide the contact card' }).last().click();
  await page.getByRole('link', { name: 'Back to the list' }).click();
  await expect(page.getByTestId('chats').getByText('Anna Petrova')).toBeVisible();
  await photograph(page, 'drawing-16-mobile-list');
  await expectAccessible(page);
  expect(problems).toEqual([]);
});

for (const [number, shows] of [
  ['11', /1[\s\u00a0]422/],
  ['12', /612 ч/],
] as const) {
  test(`${number} in Russian, dark, and on a phone`, async ({ page }) => {
    const problems = watch(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto(`/drawings.html#${number}&language=ru`);
    await expect(page.locator('html')).toHaveAttribute('data-drawn', number, { timeout: 15_000 });
    await expect(page.locator('body')).toContainText(shows);
    await photograph(page, `drawing-${number}-ru-dark`);
    await expectAccessible(page);
    await page.setViewportSize(PHONE);
    await photograph(page, `drawing-${number}-phone-ru-dark`);
    await expectAccessible(page);
    await page.emulateMedia({ colorScheme: 'light' });
    await photograph(page, `drawing-${number}-phone-ru`);
    expect(problems).toEqual([]);
  });

  test(`${number} from right to left`, async ({ page }) => {
    await page.goto(`/drawings.html#${number}&dir=rtl`);
    await expect(page.locator('html')).toHaveAttribute('data-drawn', number, { timeout: 15_000 });
    await photograph(page, `drawing-${number}-rtl`);
    await expectAccessible(page);
  });
}

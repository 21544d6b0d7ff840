// Every state the desk can show, photographed for the eye and checked for accessibility: wide and narrow, light and dark.
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible, photograph, watch } from './page';

const PHONE = { width: 390, height: 844 };

async function open(page: Page, hash = '') {
  await page.goto(`/fake.html#${hash}`);
}

async function openAnna(page: Page) {
  await open(page);
  await page.getByTestId('chats').getByText('Anna Petrova').first().click();
  await expect(page.getByRole('log')).toContainText('When will it arrive?');
}

for (const scheme of ['light', 'dark'] as const) {
  test(`the inbox, ${scheme}`, async ({ page }) => {
    const problems = watch(page);
    await page.emulateMedia({ colorScheme: scheme });
    await openAnna(page);
    await photograph(page, `inbox-${scheme}`);
    await expectAccessible(page);
    expect(problems).toEqual([]);
  });

  test(`signing in, ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await open(page, 'session=none');
    await page.getByLabel('E-mail').fill('maria@example.com');
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert')).toHaveText('The e-mail or the password is wrong.');
    await photograph(page, `sign-in-${scheme}`);
    await expectAccessible(page);
  });

  test(`no connection, ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await openAnna(page);
    await page.evaluate(() => window.fake.network.cut());
    await page.getByRole('textbox').fill('One more thing: he will be in a white van.');
    await page.keyboard.press('Enter');
    await expect(page.getByText('waiting for connection')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Try now' })).toBeVisible();
    await photograph(page, `offline-${scheme}`);
    await expectAccessible(page);
    // In one breath: healed, the desk would soon try by itself, and the button would be gone.
    await page.getByRole('button', { name: 'Try now' }).evaluate((button: HTMLElement) => {
      window.fake.network.heal();
      button.click();
    });
    await expect(page.getByText('waiting for connection')).toBeHidden();
    await expect(page.getByRole('log').getByText('white van')).toHaveCount(1);
  });

  test(`on a phone, ${scheme}`, async ({ page }) => {
    const problems = watch(page);
    await page.setViewportSize(PHONE);
    await page.emulateMedia({ colorScheme: scheme });
    await open(page);
    await expect(page.getByTestId('chats').getByText('Anna Petrova').first()).toBeVisible();
    await photograph(page, `phone-list-${scheme}`);
    await expectAccessible(page);
    await page.getByTestId('chats').getByText('Anna Petrova').first().click();
    await expect(page.getByRole('log')).toContainText('When will it arrive?');
    await photograph(page, `phone-chat-${scheme}`);
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Back to the list' }).click();
    await expect(page.getByTestId('chats')).toBeVisible();
    expect(problems).toEqual([]);
  });

  test(`channels, ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await open(page);
    await page.getByRole('button', { name: 'Channels' }).click();
    await page.getByLabel('Access token').fill('1:token');
    await page.getByRole('button', { name: 'Add' }).click();
    await expect(page.getByText('Connecting…')).toBeVisible();
    await photograph(page, `channels-${scheme}`);
    await expectAccessible(page);
    await expect(page.getByText('@new_bot')).toBeVisible();
  });
}

test('nothing there yet', async ({ page }) => {
  await open(page, 'scene=empty');
  await expect(page.getByRole('heading', { name: 'No open chats' })).toBeVisible();
  await photograph(page, 'empty');
  await expectAccessible(page);
});

test('a slow server', async ({ page }) => {
  await open(page, 'latency=1500');
  await expect(page.getByRole('status', { name: 'Loading chats…' })).toBeVisible({ timeout: 10_000 });
  await photograph(page, 'skeleton');
});

test('an earlier text, an undelivered answer, and the way out', async ({ page }) => {
  await openAnna(page);
  await page.getByRole('button', { name: 'edited' }).click();
  await expect(page.getByRole('dialog')).toContainText('Good aftrnoon!');
  await photograph(page, 'earlier');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Put into the field' }).first().click();
  await expect(page.getByRole('textbox')).toHaveValue('The parcel is already in your city.');
  await page.getByRole('button', { name: 'Account of Maria Kim' }).click();
  await photograph(page, 'me');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in to Switchboard' })).toBeVisible();
});

for (const scheme of ['light', 'dark'] as const) {
  test(`pretend customers, ${scheme}`, async ({ page }) => {
    const problems = watch(page);
    await page.emulateMedia({ colorScheme: scheme });
    await page.goto('/fake-pretend.html');
    await page.getByRole('button', { name: 'Anna Petrova' }).click();
    await page.getByRole('textbox', { name: 'Write as this person…' }).fill('Thank you!');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('log')).toContainText('Thank you!');
    await page.getByRole('button', { name: 'Edit' }).last().click();
    await photograph(page, `pretend-${scheme}`);
    await expectAccessible(page);
    await page.getByRole('textbox', { name: 'Write as this person…' }).fill('Thank you very much!');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByRole('log')).toContainText('Thank you very much!');
    await page.getByLabel('New person').fill('Noor');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'Noor' })).toBeVisible();
    await page.getByLabel('New bot or community').fill('Acme');
    await page.keyboard.press('Enter');
    await expect(page.getByText('12345:pretend')).toBeVisible();
    await page.getByLabel('What happens').selectOption('The messenger fails');
    await page.getByLabel('How often').selectOption('the next 3 calls');
    await page.getByRole('button', { name: 'Let it go wrong' }).click();
    await expect(page.getByText('Now: The messenger fails (the next 3 calls)')).toBeVisible();
    await photograph(page, `pretend-wrong-${scheme}`);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Switch off' }).click();
    await expect(page.getByText('Nothing goes wrong.')).toBeVisible();
    expect(problems).toEqual([]);
  });
}

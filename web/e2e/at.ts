// Ways about the real desk that several stories take.
import { expect, type Page } from '@playwright/test';
import { expectAccessible, photograph } from './page';
import { EMAIL, PASSWORD, type Stack } from './stack';

export async function signIn(page: Page, stack: Stack): Promise<void> {
  await page.goto(stack.url);
  await page.getByLabel('E-mail').fill(EMAIL);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('button', { name: 'Open', exact: true })).toBeVisible();
}

/** Photographs the page in both schemes, and lets axe look at each. */
export async function inspect(page: Page, name: string): Promise<void> {
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await photograph(page, `${name}-${scheme}`);
    await expectAccessible(page);
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

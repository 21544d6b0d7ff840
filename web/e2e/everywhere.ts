// The desk in Russian, on a wide screen and on a phone: how it is entered, opened and looked at from all sides.
import { expect, type Locator, type Page } from '@playwright/test';
import { en } from '../src/i18n/en';
import { ru } from '../src/i18n/ru';
import { inspect, signIn } from './at';
import { photograph } from './page';
import type { Stack } from './stack';
import { choose, expectFitting, leftInEnglish } from './tongue';

const VIEWPORTS = { wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
export type Size = keyof typeof VIEWPORTS;
export const SIZES = Object.keys(VIEWPORTS) as Size[];

/** Signs in, and sees the desk in Russian. */
export async function enter(page: Page, stack: Stack, size: Size): Promise<void> {
  await signIn(page, stack);
  await choose(page, en, 'Русский');
  await expect(page.locator('html')).toHaveAttribute('lang', 'ru');
  await page.setViewportSize(VIEWPORTS[size]);
}

/** Presses the button of this name, which is there. */
export const press = (name: string | RegExp) => (page: Page) =>
  page.getByRole('button', { name, exact: true }).first().click({ timeout: 5_000 });

export const begins = (words: string) => new RegExp(`^${words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);

/** Looks at what is shown from all sides; what others said, in whatever tongue, may stand there. */
export async function look(page: Page, name: string, said: readonly string[] = []): Promise<void> {
  await expectFitting(page, ru);
  await inspect(page, `everywhere-${name}`);
  expect(await leftInEnglish(page, said)).toEqual([]);
}

/** Looks at a part of what is scrolled, at its end from all sides. */
export async function lookThrough(
  page: Page,
  part: Locator,
  name: string,
  said: readonly string[] = [],
): Promise<void> {
  await part.evaluate((node) => node.scrollIntoView({ block: 'start' }));
  await photograph(page, `everywhere-${name}-start`);
  await part.evaluate((node) => node.scrollIntoView({ block: 'end' }));
  await look(page, name, said);
}

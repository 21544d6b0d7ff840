// What every tongue must hold to on a page: its own words alone, and nothing cut off.
import { expect, type Page } from '@playwright/test';
import type { Messages } from '../src/i18n/en';
import { EMAIL } from './stack';

/** Latin words that may stand anywhere: names of things and people, keys, what the server calls a browser or a channel. */
const LATIN = new Set(
  `Switchboard Enter Esc Shift Ctrl CSV csv PNG png JPEG WebP English Owner Chrome Headless Linux Telegram cornershop bot UTC API AWS ${EMAIL}`.split(
    /[\s@.]+/,
  ),
);

/** What is written alike in every tongue: addresses, and the places of a text that are filled in. */
const ALIKE = /https?:\/\/\S+|[\w.]+@[\w.]+|\{\w+[|}]/g;

/** Words in Latin letters that stand on the page, seen or only heard, and should not; what was said by others is left out. */
export async function leftInEnglish(page: Page, said: readonly string[] = []): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const said = [document.title];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const zones = Intl.supportedValuesOf('timeZone');
    while (walk.nextNode()) {
      const text = walk.currentNode.textContent ?? '';
      const isCode = walk.currentNode.parentElement?.closest('code') != null;
      // Zones are called what the standard calls them.
      if (!isCode && !zones.includes(text.trim())) said.push(text);
    }
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]'))
      for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
        said.push(element.getAttribute(name) ?? '');
    // Browsers call themselves what they want.
    return said.map((text) => text.replaceAll(navigator.userAgent, ''));
  });
  const own = texts.map((text) => said.reduce((left, one) => left.replaceAll(one, ''), text));
  const words = own.flatMap((text) => text.replace(ALIKE, '').match(/[A-Za-z]{3,}/g) ?? []);
  return [...new Set(words)].filter((word) => !LATIN.has(word));
}

/** Nothing is cut off sideways, and what stands in one line of buttons stays in one. */
export async function expectFitting(page: Page, t: Messages): Promise<void> {
  const isWide = () => document.documentElement.scrollWidth > innerWidth;
  expect(await page.evaluate(isWide)).toBe(false);
  const tabs = page.getByRole('group', { name: t.tabs.label });
  // What is scrolled sideways by itself is reached by keys, too.
  const clipped = await page.evaluate(() =>
    [...document.querySelectorAll('dialog *, [role="alert"], button')]
      .filter((node) => {
        const { overflowX, textOverflow, display } = getComputedStyle(node);
        const isMeant = textOverflow === 'ellipsis' || overflowX === 'visible' || display === 'inline';
        const isScrolled = node.matches('[tabindex="0"][role="region"]');
        return (
          !isMeant &&
          !isScrolled &&
          !node.matches('.sr-only, input') &&
          node.scrollWidth > node.clientWidth + 1
        );
      })
      .map((node) => node.outerHTML.slice(0, 200)),
  );
  expect(clipped).toEqual([]);
  if (!(await tabs.isVisible())) return;
  const over = await tabs.evaluate((node) => {
    const edge = node.getBoundingClientRect();
    const buttons = [...node.querySelectorAll('button.tab')].map((tab) => tab.getBoundingClientRect());
    const heights = new Set(buttons.map(({ height }) => Math.round(height)));
    const ends = buttons.filter(({ left, right }) => left < edge.left || right > edge.right);
    return { lines: heights.size, cut: ends.length };
  });
  expect(over).toEqual({ lines: 1, cut: 0 });
}

export async function choose(page: Page, now: Messages, name: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^${now.me.open('')}`) }).click();
  await page.getByRole('button', { name, exact: true }).click();
}

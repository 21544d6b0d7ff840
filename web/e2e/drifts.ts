// Every way the rows of a conversation can change, and how far the one being read is moved by it.
import { expect, type Page } from '@playwright/test';

/** Frames watched after each change: a jump of one frame counts too. */
const FRAMES = 30;

export async function openAndScrollUp(page: Page, url = ''): Promise<void> {
  await page.goto(`${url}/fixtures.html`);
  await expect(page.locator('[data-key="row-599"]')).toBeInViewport();
  await page.mouse.move(600, 450);
  for (let wheel = 0; wheel < 60; wheel++) {
    await page.mouse.wheel(0, -120);
    await page.waitForTimeout(16);
  }
  await page.waitForTimeout(500);
}

/** Applies `change`, given the index of the first row that is whole on the screen; how far it was moved at worst. */
export async function drift(page: Page, change: (at: number) => void): Promise<number> {
  await page.evaluate(`window.change = ${change.toString()}`);
  return page.evaluate(async (frames) => {
    const top = (row: Element) => row.getBoundingClientRect().top;
    const rows = [...document.querySelectorAll<HTMLElement>('[data-key]')].filter((row) => top(row) >= 0);
    const anchor = rows.sort((a, b) => top(a) - top(b))[0];
    const key = anchor?.dataset.key ?? '';
    const before = anchor ? top(anchor) : 0;
    (window as unknown as { change: (at: number) => void }).change(window.fixture.indexOf(key));
    let worst = 0;
    for (let frame = 0; frame < frames; frame++) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const row = document.querySelector(`[data-key="${key}"]`);
      worst = Math.max(worst, row ? Math.abs(top(row) - before) : Infinity);
    }
    return worst;
  }, FRAMES);
}

export const CHANGES: Record<string, (at: number) => void> = {
  'five rows appear far above': (at) => window.fixture.splice(at - 30, 0, ...window.fixture.make(5, 'far')),
  'one row disappears just above': (at) => window.fixture.splice(at - 2, 1),
  'three rows disappear far above': (at) => window.fixture.splice(at - 30, 3),
  'two rows appear just above': (at) => window.fixture.splice(at - 3, 0, ...window.fixture.make(2, 'near')),
  'a row above grows': (at) => {
    const row = window.fixture.row(at - 2);
    if (row) window.fixture.splice(at - 2, 1, { ...row, text: row.text + ' grown'.repeat(80) });
  },
  'five rows appear below': (at) => window.fixture.splice(at + 20, 0, ...window.fixture.make(5, 'below')),
  'an older page and a new row come at once': () => {
    window.fixture.older();
    window.fixture.append('hello '.repeat(30));
  },
  'a new row comes, then an older page': () => {
    window.fixture.append('hello again '.repeat(30));
    setTimeout(() => window.fixture.older(), 40);
  },
};

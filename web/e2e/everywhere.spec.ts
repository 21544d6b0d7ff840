// Every dialog and menu of the desk in Russian, on a wide screen and on a phone, light and dark: it speaks the tongue, nothing is
// cut off, and axe objects to nothing.
import { expect, test, type Page } from '@playwright/test';
import { ru as t } from '../src/i18n/ru';
import { begins, enter, look, press, SIZES } from './everywhere';
import { watch } from './page';
import { png } from './png';
import { Customer, hasProgram, Stack } from './stack';

test.skip(!hasProgram());

const stack = new Stack();
const anna = new Customer(stack, '700421', 'Анна Петрова');

test.beforeAll(async () => {
  await stack.start();
  await new Customer(stack, '700422', 'Анна П.').arrives();
  await anna.arrives();
  await anna.writes('Заказ ещё не пришёл');
  const picture = png(600, 300, [140, 170, 225]).toString('base64');
  await anna.shares({ kind: 'photo', name: 'снимок.png', base64: picture });
});
test.afterAll(() => stack.end());

/** What is opened over the list of chats. */
const OVER_THE_LIST: Record<string, (page: Page) => Promise<void>> = {
  filter: press(t.filter.label),
  others: press(begins(t.tabs.others)),
  several: press(t.bulk.begin),
  search: async (page) => {
    await page.getByRole('combobox', { name: t.search.label }).fill('анна');
    await expect(page.getByRole('option').first()).toBeVisible();
  },
  palette: async (page) => {
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('dialog').getByRole('combobox')).toBeVisible();
  },
};

/** What is opened over a talk. */
const OVER_THE_TALK: Record<string, (page: Page) => Promise<void>> = {
  snooze: press(begins(t.snooze.button)),
  forward: press(begins(t.forward.button)),
  why: (page) => page.getByTitle(t.why.button).click({ timeout: 5_000 }),
  message: async (page) => {
    await page.getByText('Заказ ещё не пришёл').last().hover();
    await press(t.message.actions)(page);
  },
  paperclip: press(t.attach.open),
  emoji: async (page) => {
    await press(t.emoji.open)(page);
    await expect(page.getByRole('group', { name: t.emoji.kinds })).toBeVisible();
    await expect(page.getByText(t.emoji.loading)).toBeHidden();
  },
  viewer: async (page) => {
    await page.getByRole('log').locator('img').first().click({ timeout: 5_000 });
    await expect(page.getByRole('dialog')).toBeVisible();
  },
};

/** The card is there, opened if it was not. */
async function toTheCard(page: Page): Promise<void> {
  const closed = page.getByRole('button', { name: t.card.open });
  if (await closed.isVisible()) await closed.click();
  await expect(page.getByRole('complementary', { name: t.card.label })).toBeVisible();
}

const fromTheCard = (name: string) => async (page: Page) => {
  await toTheCard(page);
  await press(name)(page);
};

/** What is opened from the card. */
const FROM_THE_CARD: Record<string, (page: Page) => Promise<void>> = {
  unite: fromTheCard(t.unite.open),
  funnel: fromTheCard(t.funnel.addTo),
  talk: fromTheCard(t.talk.open),
};

const me = press(begins(t.me.open('')));
const dialog = (name: string) => async (page: Page) => {
  await press(name)(page);
  await expect(page.getByRole('dialog')).toBeVisible();
};
const byMe = (name: string) => async (page: Page) => {
  await me(page);
  await dialog(name)(page);
};

/** What is opened from the bar of the desk. */
const FROM_THE_BAR: Record<string, (page: Page) => Promise<void>> = {
  me,
  preferences: byMe(t.preferences.heading),
  account: byMe(t.account.open),
  channels: dialog(t.rail.channels),
  settings: dialog(t.settings.heading),
  keys: async (page) => {
    await page.keyboard.press('Shift+Slash');
    await expect(page.getByRole('dialog')).toBeVisible();
  },
};

/** Opens one after the other, looks at it, and closes it. */
async function lookAt(page: Page, size: string, all: typeof OVER_THE_LIST): Promise<void> {
  for (const [name, open] of Object.entries(all)) {
    await test.step(name, async () => {
      await open(page);
      await look(page, `${size}-${name}`);
      await page.keyboard.press('Escape');
    });
  }
}

for (const size of SIZES) {
  test(`every dialog and menu speaks Russian and fits, ${size}`, async ({ page }) => {
    test.setTimeout(120_000);
    const problems = watch(page);
    await enter(page, stack, size);

    await lookAt(page, size, FROM_THE_BAR);
    await lookAt(page, size, OVER_THE_LIST);
    await page.getByTestId('chats').getByText('Анна Петрова').first().click();
    await expect(page.getByRole('log')).toContainText('Заказ ещё не пришёл');
    await lookAt(page, size, OVER_THE_TALK);
    await toTheCard(page);
    await look(page, `${size}-card`);
    await lookAt(page, size, FROM_THE_CARD);
    expect(problems).toEqual([]);
  });

  test(`the reports speak Russian and fit, ${size}`, async ({ page }) => {
    const problems = watch(page);
    await enter(page, stack, size);
    for (const name of ['closed-chats', 'operator-time']) {
      await page.goto(`${stack.url}/reports/${name}`);
      await expect(page.getByRole('main').getByRole('heading').first()).toBeVisible();
      await expect(page.getByRole('main').locator('dl')).toBeVisible();
      await look(page, `${size}-${name}`);
    }
    expect(problems).toEqual([]);
  });
}

// Every tongue at the real desk: chosen, kept over a reload with what was being written, complete, and fitting its place.
import { expect, test, type Page } from '@playwright/test';
import { en } from '../src/i18n/en';
import { ru } from '../src/i18n/ru';
import { uk } from '../src/i18n/uk';
import { inspect, signIn } from './at';
import { choose, expectFitting, leftInEnglish } from './tongue';
import { photograph, watch } from './page';
import { Customer, EMAIL, hasProgram, Stack } from './stack';

test.skip(!hasProgram());

const stack = new Stack();

/** Its words, its name, who writes in it, and what. */
const TONGUES = [
  [ru, 'Русский', 'Анна Петрова', 'Заказ ещё не пришёл'],
  [uk, 'Українська', 'Ганна Петренко', 'Замовлення ще не надійшло'],
] as const;

test.beforeAll(async () => {
  await stack.start();
  for (const [{ locale }, , name, words] of TONGUES) {
    const customer = new Customer(stack, locale === 'ru' ? '700411' : '700412', name);
    await customer.arrives();
    await customer.writes(words);
  }
});
test.afterAll(() => stack.end());

const PHONE = { width: 390, height: 844 };

/** Looks at a dialog from all sides and closes it. */
async function look(page: Page, name: string): Promise<void> {
  await expect(page.getByRole('dialog').first()).toBeVisible();
  await inspect(page, name);
  expect(await leftInEnglish(page), name).toEqual([]);
  await page.keyboard.press('Escape');
}

for (const [t, name, contact, words] of TONGUES) {
  const { locale } = t;
  test(`the desk speaks ${locale} once it is chosen, and keeps what was being written`, async ({ page }) => {
    const problems = watch(page);
    await signIn(page, stack);
    await page.getByTestId('chats').getByText(contact).click();
    await expect(page.getByRole('log')).toContainText(words);
    await page.getByRole('textbox').fill(contact);
    const place = page.url();
    await choose(page, en, name);

    await expect(page.locator('html')).toHaveAttribute('lang', locale);
    await expect(page.getByRole('textbox')).toHaveValue(contact);
    expect(page.url()).toBe(place);
    await expect(page.getByRole('log')).toContainText(words);
    await page.getByRole('button', { name: t.card.open }).click();
    await expect(page.getByRole('complementary', { name: t.card.label })).toContainText(t.card.phones);
    await expectFitting(page, t);
    await inspect(page, `${locale}-inbox`);
    expect(await leftInEnglish(page)).toEqual([]);

    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('lang', locale);
    await expect(page.getByRole('button', { name: t.list.open, exact: true })).toBeVisible();
    await expect(page.getByRole('textbox')).toHaveValue(contact);
    expect(problems).toEqual([]);
  });

  test(`every page speaks ${locale}, wide and narrow`, async ({ page }) => {
    const problems = watch(page);
    await signIn(page, stack);
    await choose(page, en, name);
    await expect(page.locator('html')).toHaveAttribute('lang', locale);
    const me = page.getByRole('button', { name: new RegExp(`^${t.me.open('')}`) });
    await me.click();
    await look(page, `${locale}-me`);
    await me.click();
    await page.getByRole('button', { name: t.account.open }).click();
    await expect(page.getByText(t.account.current)).toBeVisible();
    await look(page, `${locale}-account`);
    await page.getByRole('button', { name: t.rail.channels }).click();
    await look(page, `${locale}-channels`);
    await page.getByRole('button', { name: t.settings.heading }).click();
    await look(page, `${locale}-settings`);
    await page.getByRole('button', { name: t.settings.heading }).click();
    await page.getByRole('button', { name: t.operators.audit }).click();
    await expect(page.getByRole('cell', { name: t.auditActions.signed_in }).first()).toBeVisible();
    await page.keyboard.press('Escape');

    await page.setViewportSize(PHONE);
    // Their name, and behind it what was begun to write to them in the story before.
    const theirs = page.getByTestId('chats').getByText(contact).first();
    await expect(theirs).toBeVisible();
    await expectFitting(page, t);
    await inspect(page, `${locale}-phone-list`);
    await theirs.click();
    await expect(page.getByRole('log')).toContainText(words);
    await expectFitting(page, t);
    await inspect(page, `${locale}-phone-chat`);
    expect(await leftInEnglish(page)).toEqual([]);
    expect(problems).toEqual([]);
  });

  test(`a browser that asks for ${locale} is asked to sign in in it`, async ({ browser }) => {
    const context = await browser.newContext({ locale: `${locale}-UA` });
    const page = await context.newPage();
    const problems = watch(page);
    await page.goto(stack.url);
    await expect(page.getByRole('heading', { name: t.signIn.heading })).toBeVisible();
    await page.getByLabel(t.signIn.email).fill(EMAIL);
    await page.getByLabel(t.signIn.password).fill('not this one');
    await page.getByRole('button', { name: t.signIn.submit }).click();
    await expect(page.getByRole('alert')).toHaveText(t.refusals.wrong_credentials);
    await inspect(page, `${locale}-sign-in`);
    await page.getByRole('button', { name: 'English' }).click();
    await expect(page.getByRole('heading', { name: en.signIn.heading })).toBeVisible();
    await page.goto(`${stack.url}/pretend`);
    await expect(page.getByRole('heading', { name: en.pretend.title })).toBeVisible();
    await page.getByRole('button', { name }).click();
    await expect(page.getByRole('heading', { name: t.pretend.title })).toBeVisible();
    await inspect(page, `${locale}-pretend`);
    expect(problems).toEqual([]);
    await context.close();
  });
}

test('times stand as the operator’s own clock shows them', async ({ browser }) => {
  const zone = 'Asia/Kathmandu';
  const context = await browser.newContext({ timezoneId: zone });
  const page = await context.newPage();
  await signIn(page, stack);
  const [, , contact, words] = TONGUES[0];
  await page.getByTestId('chats').getByText(contact).first().click();
  const shown = page.getByRole('log').locator('div', { hasText: words }).locator('time').last();
  const at = new Date((await shown.getAttribute('datetime')) ?? '');
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone } as const;
  await expect(shown).toHaveText(new Intl.DateTimeFormat('en', clock).format(at));
  await expect(shown).not.toHaveText(new Intl.DateTimeFormat('en', { ...clock, timeZone: 'UTC' }).format(at));
  await context.close();
});

test('a file that is attached and not sent is not lost to another language unasked', async ({ page }) => {
  await signIn(page, stack);
  const [, name, contact] = TONGUES[0];
  await page.getByTestId('chats').getByText(contact).first().click();
  const file = { name: 'bill.txt', mimeType: 'text/plain', buffer: Buffer.from('12') };
  await page.getByLabel(en.file.choose).setInputFiles(file);
  const attached = page.getByText('bill.txt');
  await expect(attached).toBeVisible();
  const asked: string[] = [];
  page.once('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.dismiss();
  });
  await choose(page, en, name);
  await expect.poll(() => asked).toEqual(['beforeunload']);
  await expect(attached).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});

for (const { locale, tabs } of [en, ru, uk]) {
  test(`the tabs fit in ${locale}, with as many chats as are counted`, async ({ page }) => {
    await page.addInitScript(() => {
      const most = { count: 1000, has_more: true };
      const list = { all: most, unread: most, my: most };
      let fake: Window['fake'];
      Object.defineProperty(window, 'fake', {
        get: () => fake,
        set: (made: Window['fake']) => {
          fake = made;
          fake.world.counters = () => ({ open: list, closed: list });
        },
      });
    });
    await page.goto(`/fake.html#language=${locale}`);
    await page.getByTestId('chats').getByText('Anna Petrova').first().click();
    const numbers = page.getByRole('group', { name: tabs.label }).locator('.number');
    await expect(numbers).toHaveText([tabs.more(1000), tabs.more(1000), tabs.more(1000)]);
    await photograph(page, `${locale}-tabs`);
    await expectFitting(page, locale === 'en' ? en : locale === 'ru' ? ru : uk);
  });
}

// Sounds at the real desk: heard of what matters, once in a browser, and only when nobody looks.
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { inspect, signIn } from './at';
import { watch } from './page';
import { Customer, hasProgram, PROGRAM, Stack } from './stack';

if (!hasProgram() && process.env.CI === 'true') {
  throw new Error(`the program is missing at ${PROGRAM}; build it first`);
}
test.skip(!hasProgram());

const stack = new Stack();
const ada = new Customer(stack, '704001', 'Ada');

test.beforeAll(async () => {
  await stack.start();
  await ada.arrives();
  await ada.writes('Hello?');
});
test.afterAll(() => stack.end());

/** Notes the pitch of whatever sounds, and lets a test say whether somebody looks. */
async function listen(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const heard: number[] = [];
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (when) {
      heard.push(this.frequency.value);
      start.call(this, when);
    };
    Object.assign(window, { heard, isLookedAt: true });
    document.hasFocus = () => (window as unknown as { isLookedAt: boolean }).isLookedAt;
  });
}

const heard = (page: Page) => page.evaluate(() => (window as unknown as { heard: number[] }).heard);

async function look(page: Page, isLookedAt: boolean): Promise<void> {
  await page.evaluate((is) => {
    Object.assign(window, { isLookedAt: is });
    dispatchEvent(new Event(is ? 'focus' : 'blur'));
  }, isLookedAt);
}

const DROP = 620;
const KNOCK = 180;

test('sounds are chosen, tried and heard once, however many tabs there are', async ({ page, context }) => {
  const problems = watch(page);
  await listen(context);
  await signIn(page, stack);
  await page.getByTestId('chats').getByText('Ada').click();
  await page.getByRole('button', { name: 'Take', exact: true }).click();
  await expect(page.getByText('You have this chat')).toBeAttached();
  expect(await heard(page)).toEqual([]);

  // While somebody looks, nothing is heard.
  const log = page.getByRole('log');
  await ada.writes('Are you looking?');
  await expect(log.getByText('Are you looking?')).toBeVisible();
  await page.waitForTimeout(300);
  expect(await heard(page)).toEqual([]);

  const other = await context.newPage();
  await other.goto(stack.url);
  await other.getByTestId('chats').getByText('Ada').click();
  await look(page, false);
  await ada.writes('Is the other tab looked at?');
  await expect(log.getByText('Is the other tab looked at?')).toBeVisible();
  await page.waitForTimeout(300);
  expect([...(await heard(page)), ...(await heard(other))]).toEqual([]);

  await look(other, false);
  await ada.writes('Nobody there?');
  await expect(other.getByRole('log').getByText('Nobody there?')).toBeVisible();
  await expect(log.getByText('Nobody there?')).toBeVisible();
  await expect.poll(async () => [...(await heard(page)), ...(await heard(other))]).toEqual([DROP]);
  await page.waitForTimeout(300);
  expect([...(await heard(page)), ...(await heard(other))]).toEqual([DROP]);
  await other.close();

  const before = (await heard(page)).length;
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('button', { name: 'Preferences' }).click();
  const dialog = page.getByRole('dialog', { name: 'Preferences' });
  await dialog.getByRole('combobox', { name: 'A new message in a chat of mine' }).selectOption('Knock');
  await dialog.getByRole('button', { name: 'Play the sound for: A new message in a chat of mine' }).click();
  await expect.poll(async () => (await heard(page)).slice(before)).toEqual([KNOCK, KNOCK, KNOCK, KNOCK]);
  await dialog.getByRole('switch', { name: /^Also while the desk is in front/ }).click();
  await dialog.getByRole('slider', { name: 'Volume' }).press('ArrowRight');
  await inspect(page, 'sounds');
  await page.keyboard.press('Escape');
  await look(page, true);
  const tried = (await heard(page)).length;
  await ada.writes('And now?');
  await expect.poll(async () => (await heard(page)).slice(tried)).toEqual([KNOCK, KNOCK]);
  expect(problems).toEqual([]);
});

test('a chat that is given has a sound of its own', async ({ page, context }) => {
  await listen(context);
  await signIn(page, stack);
  await page.getByTestId('chats').getByText('Ada').click();
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Online/ })
    .click();
  await page.keyboard.press('Escape');
  await look(page, false);
  const gus = new Customer(stack, '704002', 'Gus');
  await gus.arrives();
  await gus.writes('I am new here');
  // The three tones of a chat that is given, by the desk.
  await expect
    .poll(async () => (await heard(page)).map(Math.round), { timeout: 20_000 })
    .toEqual([523, 659, 784]);
});

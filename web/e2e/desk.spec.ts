// How the desk behaves under an operator's hands, on the fake server: nothing is lost, doubled or moved under the pointer.
import { expect, test, type Locator, type Page } from '@playwright/test';
import { expectAccessible, watch } from './page';

const ANNA = 'chat-ch1-42';

async function open(page: Page): Promise<Locator> {
  await page.goto('/fake.html');
  await page.getByTestId('chats').getByText('Anna Petrova').first().click();
  const log = page.getByRole('log');
  await expect(log).toContainText('When will it arrive?');
  return log;
}

/** A contact writes, now. */
const writes = (page: Page, identity: string, name: string, text: string) =>
  page.evaluate(
    ([id, who, what]) => {
      window.fake.world.now = Date.now();
      window.fake.world.writes(id, who, what);
    },
    [identity, name, text] as const,
  );

const firstRow = (page: Page) => page.locator('[data-index="0"] b').first();

/** What goes wrong on the page of the test. */
let problems: string[] = [];

test.beforeEach(({ page }) => {
  problems = watch(page);
});
test.afterEach(() => expect(problems).toEqual([]));

test('a double click on Send sends one message, in its place when it is confirmed', async ({ page }) => {
  const log = await open(page);
  const before = await page.evaluate(() => window.fake.world.intents.size);
  await page.getByRole('textbox').fill('On its way');
  await page.getByRole('button', { name: 'Send' }).dblclick();
  await expect(log.getByText('On its way', { exact: true })).toHaveCount(1);
  await expect(log.locator('[data-delivery="accepted"]').last()).toBeVisible();
  await expect(log.getByText('On its way', { exact: true })).toBeInViewport();
  expect(await page.evaluate(() => window.fake.world.intents.size)).toBe(before + 1);
});

test('rows stay under the pointer, then move', async ({ page }) => {
  await open(page);
  await writes(page, 'ch1:7001', 'Dmitry Sokolov', 'first');
  await expect(firstRow(page)).toHaveText('Dmitry Sokolov');
  await page.getByTestId('chats').hover({ position: { x: 150, y: 300 } });
  await writes(page, 'ch1:7002', 'Fatima Al-Sayed', 'second');
  await expect(page.getByTestId('chats').getByText('second')).toBeVisible();
  await expect(firstRow(page)).toHaveText('Dmitry Sokolov');
  await expect(firstRow(page)).toHaveText('Fatima Al-Sayed', { timeout: 3000 });
});

test('a chat is read when it is looked at, and counted in the title until then', async ({ page }) => {
  await open(page);
  // The chat that was opened is read too, and counts are asked for again only so often.
  const told = { timeout: 25_000 };
  const isCounted = async () => {
    const count = await page.evaluate(() => window.fake.world.counters().open.unread.count);
    return (await page.title()) === (count > 0 ? `(${count}) Switchboard` : 'Switchboard');
  };
  const unread = (id: string) =>
    page.evaluate((of) => window.fake.world.chat(of).inbound - window.fake.world.chat(of).read, id);
  await expect.poll(() => unread(ANNA)).toBe(0);
  await expect.poll(isCounted, told).toBe(true);
  const before = await page.title();
  await writes(page, 'ch1:7999', 'Somebody New', 'hello?');
  await expect(page).not.toHaveTitle(before);
  await page.getByTestId('chats').getByText('Somebody New').click();
  await expect.poll(() => unread('chat-ch1-7999')).toBe(0);
  await expect.poll(isCounted, told).toBe(true);
  await expect(page).toHaveTitle(before);
});

test('news while scrolled up are counted, not jumped to, and not read', async ({ page }) => {
  const log = await open(page);
  await log.focus();
  await page.keyboard.press('PageUp');
  await page.keyboard.press('PageUp');
  await writes(page, 'ch1:42', 'Anna Petrova', 'are you there?');
  await expect(page.getByRole('button', { name: 'To the latest, 1 new message' })).toBeVisible();
  expect(
    await page.evaluate((id) => window.fake.world.chat(id).inbound - window.fake.world.chat(id).read, ANNA),
  ).toBe(1);
  await page.getByRole('button', { name: /^To the latest/ }).click();
  await expect(log.getByText('are you there?')).toBeInViewport();
  await expect
    .poll(() =>
      page.evaluate((id) => window.fake.world.chat(id).inbound - window.fake.world.chat(id).read, ANNA),
    )
    .toBe(0);
});

test('the whole history can be scrolled back', async ({ page }) => {
  const log = await open(page);
  await log.focus();
  await expect(async () => {
    await page.keyboard.press('Home');
    await expect(page.getByText('The chat begins here')).toBeInViewport({ timeout: 300 });
  }).toPass();
  await expect(log.getByText('260. ')).toBeVisible();
});

test('closing can be taken back', async ({ page }) => {
  await open(page);
  await page.getByRole('button', { name: 'Close chat' }).click();
  await expect(page.getByTestId('chats').locator(`[data-chat="${ANNA}"]`)).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByTestId('chats').locator(`[data-chat="${ANNA}"]`)).toBeVisible();
  await expect.poll(() => page.evaluate((id) => window.fake.world.chat(id).state.is, ANNA)).toBe('open');
});

test('a draft is kept per chat and shown in the list', async ({ page }) => {
  await open(page);
  await page.getByRole('textbox').fill('half a thought');
  await page.getByTestId('chats').getByText('Dmitry Sokolov').first().click();
  await expect(page.getByRole('textbox')).toHaveValue('');
  await expect(page.getByTestId('chats').getByText('half a thought')).toBeVisible();
  await page.getByTestId('chats').getByText('Anna Petrova').first().click();
  await expect(page.getByRole('textbox')).toHaveValue('half a thought');
});

test('an answer to what was not seen yet waits for one tap', async ({ page }) => {
  const log = await open(page);
  await page.evaluate(() => (window.fake.network.latencyMs = 300));
  await page.getByRole('textbox').fill('Tomorrow at noon');
  await writes(page, 'ch1:42', 'Anna Petrova', 'wait, cancel it');
  await page.keyboard.press('Enter');
  await expect(log.getByText('There is a newer message in this chat')).toBeVisible();
  await page.getByRole('button', { name: 'Send anyway' }).click();
  await expect(log.getByText('There is a newer message in this chat')).toBeHidden();
  await expect(log.getByText('Tomorrow at noon')).toHaveCount(1);
});

test('too long a text is counted and cannot be sent', async ({ page }) => {
  await open(page);
  await page.getByRole('textbox').fill('👍'.repeat(4095));
  await expect(page.getByText('1 character left')).toBeVisible();
  await page.getByRole('textbox').fill('👍'.repeat(4097));
  await expect(page.getByText('1 character too many; this messenger takes 4096.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Send' })).toBeDisabled();
});

test('both lists can be scrolled to their end, and keys move between rows', async ({ page }) => {
  await page.goto('/fake.html');
  const list = page.getByTestId('chats');
  await expect(list.locator('[data-index="0"]')).toBeVisible();
  await expect(async () => {
    await list.evaluate((node) => node.scrollTo(0, node.scrollHeight));
    await expect(list.locator('[data-index="90"]')).toBeVisible({ timeout: 300 });
  }).toPass();
  await list.evaluate((node) => node.scrollTo(0, 0));
  await list.locator('[data-index="0"]').focus();
  for (let down = 0; down < 15; down++) await page.keyboard.press('ArrowDown');
  await expect(list.locator('[data-index="15"]')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox')).toBeFocused();
  await page.getByRole('button', { name: 'Closed' }).click();
  await expect(page).toHaveURL(/state=closed/);
  await expect(list.locator('[data-index="29"]')).toHaveCount(0);
  await list.evaluate((node) => node.scrollTo(0, node.scrollHeight));
  await expect(list.locator('[data-index="29"]')).toBeVisible();
});

test('the list is made wider by drawing and by keys, and stays so', async ({ page }) => {
  await page.goto('/fake.html#keep');
  const edge = page.getByRole('separator', { name: 'Width of the list' });
  const list = page.getByRole('region', { name: 'Chats' });
  const width = async () => Math.round((await list.boundingBox())?.width ?? 0);
  expect(await width()).toBe(344);
  const box = await edge.boundingBox();
  const [x, y] = [(box?.x ?? 0) + (box?.width ?? 0) / 2, 400];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 60, y, { steps: 4 });
  await page.mouse.up();
  await page.mouse.move(x + 300, y);
  expect(await width()).toBe(404);
  await edge.focus();
  await page.keyboard.press('ArrowRight');
  expect(await width()).toBe(420);
  await page.keyboard.press('End');
  await expect(edge).toHaveAttribute('aria-valuenow', '440');
  await page.keyboard.press('ArrowRight');
  expect(await width()).toBe(440);
  await expectAccessible(page);
  await page.reload();
  await expect(edge).toHaveAttribute('aria-valuenow', '440');
  await edge.dblclick();
  expect(await width()).toBe(344);
  await page.goto('/fake.html#keep&dir=rtl');
  await page.reload();
  await edge.focus();
  await page.keyboard.press('ArrowLeft');
  expect(await width()).toBe(360);
});

test('an unknown chat is said to be unknown', async ({ page }) => {
  await page.goto('/fake.html');
  await page.waitForFunction(() => 'fake' in window);
  await page.evaluate(() => {
    history.pushState(null, '', '/chats/ghost?state=open');
    dispatchEvent(new PopStateEvent('popstate'));
  });
  await expect(page.getByRole('heading', { name: 'There is no such chat' })).toBeVisible();
});

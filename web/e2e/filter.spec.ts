// The list narrowed by channel, tag and waiting, and in another order; the address bar says so, and leads there and back.
import { expect, test, type Page } from '@playwright/test';
import { inspect, signIn } from './at';
import { expectAccessible, photograph, watch } from './page';
import { Customer, hasProgram, Stack } from './stack';

test.skip(!hasProgram());

const stack = new Stack();

test.beforeAll(async () => {
  await stack.start();
  for (const [person, name, messenger] of [
    ['711001', 'Anna Petrova', 0],
    ['711002', 'Boris Anin', 1],
    ['711003', 'Clara Lund', 0],
  ] as const) {
    const customer = new Customer(stack, person, name, messenger);
    await customer.arrives();
    await customer.writes('Good day!');
  }
});
test.afterAll(() => stack.end());

const rows = (page: Page) => page.getByTestId('chats').locator('a[data-chat]');
const found = (page: Page) =>
  page.getByRole('list', { name: 'Filter and order' }).locator('..').getByRole('status');
const menu = (page: Page) => page.getByRole('dialog', { name: 'Filter and order' });
const openMenu = (page: Page) => page.getByRole('button', { name: /^Filter and order/ }).click();

test('by channel, by tag, and who waits longest; links and the way back lead to the same', async ({
  page,
  context,
}) => {
  const problems = watch(page);
  await signIn(page, stack);
  await expect(rows(page)).toHaveCount(3);
  const id = await rows(page).filter({ hasText: 'Clara Lund' }).getAttribute('data-chat');
  const tagged = await page.request.put(`${stack.url}/api/contacts/${id}/tags/VIP`, {
    headers: { 'x-switchboard': '1' },
    data: {},
  });
  expect(tagged.ok()).toBe(true);

  await openMenu(page);
  await expect(menu(page).getByRole('combobox', { name: 'Channel' })).toBeFocused();
  await menu(page).getByRole('combobox', { name: 'Channel' }).selectOption({ index: 1 });
  await inspect(page, 'filter-menu');
  await expect(page).toHaveURL(/channel=/);
  const one = await rows(page).count();
  await menu(page).getByRole('combobox', { name: 'Channel' }).selectOption({ index: 2 });
  await expect(rows(page)).toHaveCount(3 - one);

  await menu(page).getByRole('combobox', { name: 'Channel' }).selectOption({ label: 'All channels' });
  await menu(page).getByRole('combobox', { name: 'Tag' }).fill('vip');
  await menu(page).getByRole('combobox', { name: 'Tag' }).press('Enter');
  await menu(page).getByRole('button', { name: 'Done' }).click();
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText('Clara Lund');
  await expect(found(page)).toHaveText('1 chat');
  await expect(page).toHaveURL(/tag=vip/);
  await inspect(page, 'filter-tag');

  // A link shows the same to somebody else, and opening a chat keeps the list.
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(rows(other)).toHaveCount(1);
  await rows(other).click();
  await expect(other).toHaveURL(/chats\/.*tag=vip/);
  await expect(rows(other)).toHaveCount(1);
  await other.close();

  // The browser's way back takes the filter away again, and forth brings it.
  await page.goBack();
  await expect(rows(page)).toHaveCount(3);
  await page.goForward();
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole('button', { name: 'Remove: Tag: vip' }).click();
  await expect(rows(page)).toHaveCount(3);

  await openMenu(page);
  await menu(page).getByRole('radio', { name: 'Longest waiting first' }).check();
  await menu(page).getByRole('button', { name: 'Done' }).click();
  await expect(rows(page).first()).toContainText('Anna Petrova');
  // Keys walk the list as it is shown.
  await page.keyboard.press('j');
  await expect(page.getByRole('heading', { name: 'Anna Petrova', level: 2 })).toBeVisible();
  await page.keyboard.press('j');
  const second =
    (await rows(page)
      .nth(1)
      .getByText(/^(Boris Anin|Clara Lund)$/)
      .textContent()) ?? '';
  await expect(page.getByRole('heading', { name: second, level: 2 })).toBeVisible();

  // Whoever was answered does not wait any more.
  await openMenu(page);
  await menu(page).getByRole('checkbox', { name: 'Only who waits for an answer' }).check();
  await menu(page).getByRole('button', { name: 'Done' }).click();
  await page.getByRole('textbox', { name: 'Your answer' }).fill('Coming!');
  await page.keyboard.press('Enter');
  await expect(rows(page)).toHaveCount(2);
  await expect(found(page)).toHaveText('2 chats');
  expect(problems).toEqual([]);
});

test('what nobody passes is said, and taken away by one button', async ({ page }) => {
  const problems = watch(page);
  await signIn(page, stack);
  await page.goto(`${stack.url}/chats?state=open&tag=nobody+has+this`);
  await expect(page.getByRole('heading', { name: 'No chat passes the filter' })).toBeVisible();
  await inspect(page, 'filter-none');
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await expect(rows(page)).toHaveCount(3);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${stack.url}/chats?state=open&waiting=1&order=longest`);
  await expect(found(page)).toHaveText(/^\d chats?$/);
  await photograph(page, 'phone-filter');
  await expectAccessible(page);
  expect(problems).toEqual([]);
});

test('among very many it is said how far one has looked, and one may look further', async ({ page }) => {
  const problems = watch(page);
  await page.goto('/fake.html');
  await expect(rows(page).first()).toBeVisible();
  // They come while there is no network, so that nobody tells of them one by one.
  await page.evaluate(() => {
    const { world, network } = window.fake;
    network.cut();
    for (let person = 0; person < 700; person++)
      world.writes(`ch1:crowd-${person}`, `Person ${person}`, 'Hello');
  });
  // In one breath: healed, the desk would soon try by itself, and the button would be gone.
  await page.getByRole('button', { name: 'Try now' }).evaluate((button) => {
    window.fake.network.heal();
    (button as HTMLElement).click();
  });
  await openMenu(page);
  await menu(page).getByRole('combobox', { name: 'Channel' }).selectOption({ index: 1 });
  await menu(page).getByRole('button', { name: 'Done' }).click();
  await expect(found(page)).toHaveText('500 chats among the 500 newest', { timeout: 20_000 });
  await inspect(page, 'filter-many');
  await page.getByRole('button', { name: 'Look further' }).click();
  await expect(found(page)).toHaveText(/^7\d\d chats$/, { timeout: 20_000 });
  await expect(page.getByRole('button', { name: 'Look further' })).toHaveCount(0);
  expect(problems).toEqual([]);
});

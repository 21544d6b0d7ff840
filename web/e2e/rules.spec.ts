// The desk's rules under an operator's hands, on the fake server: whose chats are shown, handing over, comments, status.
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible, photograph, watch } from './page';

const ANNA = 'chat-ch1-42';

async function openAnna(page: Page, hash = '') {
  await page.goto(`/fake.html#${hash}`);
  await page.getByTestId('chats').getByText('Anna Petrova').first().click();
  await expect(page.getByRole('log')).toContainText('When will it arrive?');
}

const tab = (page: Page, name: string) => page.getByRole('button', { name: new RegExp(`^${name}`) });
const actions = (page: Page) => page.locator('main header');

for (const scheme of ['light', 'dark'] as const) {
  test(`a colleague’s chats are shown under a banner, ${scheme}`, async ({ page }) => {
    const problems = watch(page);
    await page.emulateMedia({ colorScheme: scheme });
    await openAnna(page);
    await tab(page, 'Others').click();
    await expect(page.getByRole('button', { name: /Oleg Lis/ })).toBeFocused();
    await photograph(page, `others-${scheme}`);
    await expectAccessible(page);
    await page.keyboard.press('Enter');
    await expect(page.getByText('Viewing chats of Oleg Lis')).toBeVisible();
    await expect(page).toHaveURL(/show=operator&operator=oleg/);
    await photograph(page, `viewing-${scheme}`);
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await expect(page.getByText('Viewing chats of Oleg Lis')).toBeHidden();
    await expect(tab(page, 'All')).toHaveAttribute('aria-pressed', 'true');
    expect(problems).toEqual([]);
  });

  test(`forwarding says who is there, ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await openAnna(page);
    await actions(page).getByRole('button', { name: 'Forward' }).click();
    const panel = page.getByRole('dialog', { name: 'Forward the chat to…' });
    await panel.getByText('Vera Roy').click();
    await expect(panel.getByText('Vera Roy is offline')).toBeVisible();
    await panel.getByText('Oleg Lis').click();
    await panel.getByRole('textbox', { name: 'Comment' }).fill('Promised an answer before 20:00.');
    await photograph(page, `forward-${scheme}`);
    await expectAccessible(page);
    await panel.getByRole('button', { name: 'Forward' }).click();
    const log = page.getByRole('log');
    await expect(log.getByText('Forwarded by you to Oleg Lis')).toBeVisible();
    await expect(log.getByText('Promised an answer before 20:00.')).toBeVisible();
    await expect(actions(page).getByRole('button', { name: 'Oleg Lis has this chat' })).toBeVisible();
    await actions(page).getByRole('button', { name: 'Oleg Lis has this chat' }).click();
    await expect(page.getByRole('dialog')).toContainText('Who would get the next chat');
    await photograph(page, `why-${scheme}`);
    await expectAccessible(page);
  });

  test(`a comment looks like nothing else, ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await openAnna(page);
    await page.getByRole('textbox').fill('half an answer');
    await page.getByRole('button', { name: 'Comment' }).first().click();
    await expect(page.getByRole('textbox')).toHaveValue('');
    await page.getByRole('button', { name: 'Mention a colleague' }).click();
    await page.getByRole('dialog').getByText('Sara Dahl').click();
    await expect(page.getByRole('textbox')).toBeFocused();
    await page.keyboard.type('who has the invoice?');
    await photograph(page, `comment-${scheme}`);
    await expectAccessible(page);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('log').getByText('@Sara Dahl who has the invoice?')).toHaveCount(1);
    // Shown before it is there: the desk has it a moment later.
    const last = () => page.evaluate((chat) => window.fake.world.history(chat).at(-1)?.content, ANNA);
    await expect.poll(last).toMatchObject({ type: 'comment', comment: { mentions: ['sara'] } });
    await page.getByRole('button', { name: 'Answer', exact: true }).click();
    await expect(page.getByRole('textbox')).toHaveValue('half an answer');
  });

  test(`one’s own status, ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await openAnna(page);
    await page.getByRole('button', { name: 'Account of Maria Kim. Online' }).click();
    const panel = page.getByRole('dialog');
    await expect(panel.getByRole('button', { name: /^Online/ })).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(panel.getByText('Busy since')).toBeVisible();
    await panel.getByRole('switch').uncheck();
    await photograph(page, `me-${scheme}`);
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'Account of Maria Kim. Busy' })).toBeFocused();
    const me = await page.evaluate(() => window.fake.world.operators.get('me'));
    expect(me).toMatchObject({ status: 'busy', is_involved: false });
  });
}

test('a chat enters and leaves the shown list by itself, and its tab counts it', async ({ page }) => {
  await page.goto('/fake.html');
  await tab(page, 'My').click();
  const list = page.getByTestId('chats');
  await expect(list.locator(`[data-chat="${ANNA}"]`)).toBeVisible();
  const before = await tab(page, 'My').innerText();
  await page.evaluate((chat) => window.fake.world.forward(chat, { to: 'oleg', holder: 'me' }, 'sara'), ANNA);
  await expect(list.locator(`[data-chat="${ANNA}"]`)).toHaveCount(0);
  await expect(tab(page, 'My')).not.toHaveText(before);
  await page.evaluate((chat) => window.fake.world.forward(chat, { to: 'me', holder: 'oleg' }, 'sara'), ANNA);
  await expect(list.locator(`[data-chat="${ANNA}"]`)).toBeVisible();
  // A count that was under way meanwhile is corrected after twenty seconds.
  await expect(tab(page, 'My')).toHaveText(before, { timeout: 25_000 });
});

test('an unread chat stays in the list while it is read, and leaves with the next one', async ({ page }) => {
  await page.goto('/fake.html');
  await tab(page, 'Unread').click();
  const list = page.getByTestId('chats');
  await list.locator(`[data-chat="${ANNA}"]`).click();
  await expect
    .poll(() =>
      page.evaluate((id) => window.fake.world.chat(id).read - window.fake.world.chat(id).inbound, ANNA),
    )
    .toBe(0);
  await expect(list.locator(`[data-chat="${ANNA}"]`)).toBeVisible();
  await list.locator('[data-chat]').nth(1).click();
  await expect(list.locator(`[data-chat="${ANNA}"]`)).toHaveCount(0);
});

test('a look into a colleague’s chat does not mark it read', async ({ page }) => {
  await page.goto('/fake.html');
  await page.waitForFunction(() => 'fake' in window);
  await page.evaluate((chat) => {
    window.fake.world.forward(chat, { to: 'oleg', holder: 'me' }, 'sara');
    window.fake.world.now = Date.now();
    window.fake.world.writes('ch1:42', 'Anna Petrova', 'Oleg?');
  }, ANNA);
  await page.getByTestId('chats').getByText('Oleg?').click();
  await expect(page.getByRole('log').getByText('Oleg?')).toBeVisible();
  await page.waitForTimeout(500);
  const unread = (id: string) => window.fake.world.chat(id).inbound - window.fake.world.chat(id).read;
  expect(await page.evaluate(unread, ANNA)).toBeGreaterThan(0);
});

test('the loser of a race is told who has the chat', async ({ page }) => {
  await openAnna(page);
  await page.evaluate((chat) => window.fake.world.forward(chat, { to: null, holder: 'me' }), ANNA);
  await page.evaluate(() => (window.fake.network.latencyMs = 500));
  await actions(page).getByRole('button', { name: 'Take' }).click();
  await page.evaluate((chat) => window.fake.world.forward(chat, { to: 'oleg', holder: null }, 'oleg'), ANNA);
  await expect(page.getByText(/^Oleg Lis has this chat since/)).toBeVisible();
});

test('a chat is put aside and taken back', async ({ page }) => {
  await openAnna(page);
  await actions(page).getByRole('button', { name: 'Put aside' }).click();
  await photograph(page, 'snooze');
  await page.getByRole('button', { name: /^Tomorrow morning/ }).click();
  await expect(page.getByRole('log').getByText(/^Put aside by you until/)).toBeVisible();
  await actions(page).getByRole('button', { name: 'Put aside' }).click();
  await page.getByRole('button', { name: 'Take it back now' }).click();
  await expect(page.getByRole('log').getByText('Taken back by you')).toBeVisible();
});

test('colleagues’ status and numbers are live', async ({ page }) => {
  await openAnna(page);
  await tab(page, 'Others').click();
  const sara = page.getByRole('dialog').getByRole('button', { name: /Sara Dahl/ });
  await expect(sara).toContainText('Busy');
  await page.evaluate(() => window.fake.world.change('sara', { status: 'online', open_chats: 77 }));
  await expect(sara).toContainText('Online');
  await expect(sara).toContainText('77 open');
});

for (const scheme of ['light', 'dark'] as const) {
  test(`settings: inviting, and reasons for closing, ${scheme}`, async ({ page }) => {
    const problems = watch(page);
    await page.emulateMedia({ colorScheme: scheme });
    await openAnna(page);
    await page.getByRole('button', { name: 'Settings' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Invite by e-mail address').fill('new@example.com');
    await dialog.getByRole('button', { name: 'Invite' }).click();
    await expect(dialog.getByTestId('join-link')).toContainText('/join#');
    await expect(dialog.getByRole('listitem').getByText('new@example.com').first()).toBeVisible();
    await dialog.getByLabel('Reasons for closing').fill('solved\nspam');
    await photograph(page, `settings-${scheme}`);
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByText('Saved', { exact: true })).toBeVisible();
    await page.keyboard.press('Escape');
    await actions(page).getByRole('button', { name: 'Close chat' }).click();
    await expect(page.getByRole('button', { name: 'solved' })).toBeFocused();
    await photograph(page, `reasons-${scheme}`);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('log').getByText('Closed by you: solved')).toBeVisible();
    expect(problems).toEqual([]);
  });
}

// Rows drawn to the side by a finger, at the real desk on a phone: read, closed, taken back; and what is no swipe.
import { expect, test, type Page } from '@playwright/test';
import { signIn } from './at';
import { photograph, expectAccessible, watch } from './page';
import { Customer, hasProgram, Stack } from './stack';

test.skip(!hasProgram());
test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

const stack = new Stack();

test.beforeAll(async () => {
  await stack.start();
  for (const [person, name] of [
    ['706001', 'Ada'],
    ['706002', 'Ben'],
  ] as const) {
    const customer = new Customer(stack, person, name);
    await customer.arrives();
    await customer.writes(`Hello from ${name}`);
  }
});
test.afterAll(() => stack.end());

const row = (page: Page, name: string) => page.getByTestId('chats').locator('a').filter({ hasText: name });

/** Draws a row by so many pixels, in steps as a finger does; `meanwhile`: before it lets go. */
async function draw(
  page: Page,
  name: string,
  x: number,
  y = 0,
  meanwhile?: () => Promise<void>,
): Promise<void> {
  const touch = await page.context().newCDPSession(page);
  const send = (type: string, ...touchPoints: { x: number; y: number }[]) =>
    touch.send('Input.dispatchTouchEvent', { type, touchPoints } as never);
  const box = await row(page, name).boundingBox();
  if (!box) throw new Error('no row');
  const from = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await send('touchStart', from);
  for (const part of [0.25, 0.5, 0.75, 1, 1]) {
    await send('touchMove', { x: from.x + x * part, y: from.y + y * part });
    // It stops before it lets go: a throw would swallow the next press, as browsers have it.
    await page.waitForTimeout(part === 1 ? 150 : 16);
  }
  await meanwhile?.();
  await send('touchEnd');
  await touch.detach();
}

test('a row drawn to the end is read, to the beginning closed, and closing is taken back', async ({
  page,
}) => {
  const problems = watch(page);
  await signIn(page, stack);
  await expect(row(page, 'Ada')).toContainText('1 unread message');

  // Too short, or along the list: nothing happens, and no chat is opened.
  await draw(page, 'Ada', 60);
  await draw(page, 'Ada', 12, -120);
  await expect(row(page, 'Ada')).toContainText('1 unread message');
  await expect(page.getByRole('log')).toHaveCount(0);

  await draw(page, 'Ada', 130, 0, async () => {
    await photograph(page, 'swipe-read');
    await expectAccessible(page);
  });
  await expect(row(page, 'Ada')).not.toContainText('unread');
  await expect(page.getByRole('log')).toHaveCount(0);

  await draw(page, 'Ben', -130, 0, () => photograph(page, 'swipe-close'));
  await expect(row(page, 'Ben')).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(row(page, 'Ben')).toHaveCount(1);

  // What is read already is not drawn that way; a press opens the chat as before.
  await draw(page, 'Ada', 130);
  await expect(page.getByRole('log')).toHaveCount(0);
  await row(page, 'Ada').tap();
  await expect(page.getByRole('log')).toContainText('Hello from Ada');
  expect(problems).toEqual([]);
});

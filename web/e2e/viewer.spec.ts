// Looking at the pictures and films of a talk: large, closer, turned, one after the other, and back to the bubble.
import { expect, test, type Page } from '@playwright/test';
import { inspect, signIn } from './at';
import { watch } from './page';
import { png } from './png';
import { Customer, hasProgram, Stack } from './stack';

test.skip(!hasProgram());

const stack = new Stack();
const anna = new Customer(stack, '701000', 'Anna Petrova');
const picture = (colour: [number, number, number], width = 1200, height = 900) =>
  png(width, height, colour).toString('base64');

test.beforeAll(async () => {
  await stack.start();
  await anna.arrives();
  await anna.writes('This is what came:');
  await anna.shares({ kind: 'photo', name: 'box.png', base64: picture([90, 140, 110]), caption: 'The box' });
  for (const [name, colour] of [
    ['lid.png', [170, 110, 80]],
    ['cup.png', [80, 100, 170]],
  ] as const)
    await anna.shares({ kind: 'photo', name, base64: picture([...colour]), album: 'damage' });
  const film = Buffer.concat([Buffer.from([0x1a, 0x45, 0xdf, 0xa3]), Buffer.from('\u0042webm', 'latin1')]);
  await anna.shares({ kind: 'video', name: 'fall.webm', base64: film.toString('base64') });
});
test.afterAll(() => stack.end());

const viewer = (page: Page) => page.getByRole('dialog', { name: 'Pictures and films' });
const transform = (page: Page) =>
  viewer(page)
    .getByRole('img')
    .evaluate((node: HTMLElement) => node.style.transform);

async function openChat(page: Page) {
  await signIn(page, stack);
  await page.getByTestId('chats').getByText('Anna Petrova').click();
  await expect(page.getByRole('log').getByRole('img')).toHaveCount(3);
}

test('a picture opens over the desk by Enter, and gives the focus back', async ({ page }) => {
  const problems = watch(page);
  await openChat(page);
  const log = page.getByRole('log');
  const first = log.getByRole('link', { name: 'Open Photo' }).first();
  await first.focus();
  await page.keyboard.press('Enter');
  const dialog = viewer(page);
  await expect(dialog.getByRole('status')).toHaveText('1 of 4');
  await expect(dialog.getByText('The box')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Close' })).toBeFocused();
  await expect
    .poll(() => dialog.getByRole('img').evaluate((node: HTMLImageElement) => node.naturalWidth))
    .toBe(1200);
  await inspect(page, 'viewer');

  // Closer, moved, whole again, turned.
  await page.keyboard.press('+');
  await expect(dialog.getByText('140%')).toBeVisible();
  const before = await transform(page);
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => transform(page)).not.toBe(before);
  await expect(dialog.getByRole('status')).toHaveText('1 of 4');
  for (let press = 0; press < 8; press++) await page.keyboard.press('+');
  await expect(dialog.getByText('500%')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Zoom in' })).toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('0');
  await expect(dialog.getByText('100%')).toBeVisible();
  await page.keyboard.press('r');
  await expect.poll(() => transform(page)).toContain('rotate(90deg)');

  // Through the talk's pictures and the film.
  await page.keyboard.press('ArrowRight');
  await expect(dialog.getByRole('status')).toHaveText('2 of 4');
  await page.keyboard.press('PageDown');
  await page.keyboard.press('PageDown');
  await expect(dialog.locator('video')).toHaveCount(1);
  await expect(dialog.getByRole('button', { name: 'Next' })).toHaveAttribute('aria-disabled', 'true');
  await inspect(page, 'viewer-film');

  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(first).toBeFocused();
  expect(problems).toEqual([]);
});

test('by mouse: the wheel zooms, dragging and clicking move, a click beside closes', async ({ page }) => {
  const problems = watch(page);
  await openChat(page);
  const log = page.getByRole('log');
  await log.getByRole('img').nth(1).click();
  const dialog = viewer(page);
  await expect(dialog.getByRole('status')).toHaveText('2 of 4');
  await expect(dialog.getByRole('img')).toBeVisible();
  await page.mouse.move(720, 450);
  await page.mouse.wheel(0, -500);
  await expect(dialog.getByText(/ 2\d\d%$/)).toBeVisible();
  const before = await transform(page);
  await page.mouse.down();
  await page.mouse.move(620, 400, { steps: 4 });
  await page.mouse.up();
  const dragged = await transform(page);
  expect(dragged).not.toBe(before);
  await page.mouse.click(900, 500);
  await expect.poll(() => transform(page)).not.toBe(dragged);
  await page.mouse.dblclick(720, 450);
  await expect(dialog.getByText('100%')).toBeVisible();

  const download = page.waitForEvent('download');
  await dialog.getByRole('link', { name: 'Download' }).click();
  expect(await (await download).failure()).toBeNull();
  await expect(dialog.getByRole('link', { name: 'Open in a new tab' })).toHaveAttribute('target', '_blank');
  // It moves back to its whole size.
  const edge = async () => (await dialog.getByRole('img').boundingBox())?.x ?? 0;
  await expect.poll(edge).toBeGreaterThan(90);
  await page.mouse.click(90, 300);
  await expect(dialog).toHaveCount(0);
  await expect(log.getByRole('link', { name: /^Open/ }).nth(1)).toBeFocused();
  expect(problems).toEqual([]);
});

test('stickers are shown as far as a browser can', async ({ page }) => {
  const problems = watch(page);
  const vera = new Customer(stack, '701010', 'Vera Klein');
  await vera.arrives();
  const still = png(512, 512, [200, 160, 60]);
  const film = Buffer.concat([Buffer.from([0x1a, 0x45, 0xdf, 0xa3]), Buffer.from('Bwebm', 'latin1')]);
  // A drawing for an app of the messenger's own: no browser shows it.
  const drawing = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
  for (const bytes of [still, film, drawing])
    await vera.shares({ kind: 'sticker', base64: bytes.toString('base64') });
  await signIn(page, stack);
  await page.getByTestId('chats').getByText('Vera Klein').click();
  const log = page.getByRole('log');
  const picture = log.locator('img');
  await expect
    .poll(() => picture.evaluate((node: HTMLImageElement) => [node.naturalWidth, node.clientWidth]))
    .toEqual([512, 144]);
  await expect(log.getByRole('button', { name: 'Play Sticker 👍 again' })).toBeVisible();
  await expect(log.locator('p[role=img]')).toHaveText('👍');
  // None of them is a picture to be looked at closely.
  await expect(log.getByRole('link')).toHaveCount(0);
  await inspect(page, 'stickers');
  expect(problems).toEqual([]);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test('a swipe goes on, two fingers zoom', async ({ page }) => {
    const problems = watch(page);
    await openChat(page);
    await page.getByRole('log').getByRole('img').first().tap();
    const dialog = viewer(page);
    await expect(dialog.getByRole('img')).toBeVisible();
    await inspect(page, 'viewer-phone');
    const touch = await page.context().newCDPSession(page);
    const send = (type: string, ...touchPoints: { x: number; y: number }[]) =>
      touch.send('Input.dispatchTouchEvent', { type, touchPoints } as never);
    await send('touchStart', { x: 300, y: 420 });
    await send('touchMove', { x: 200, y: 425 });
    await send('touchMove', { x: 120, y: 425 });
    await send('touchEnd');
    await expect(dialog.getByRole('status')).toHaveText('2 of 4');
    await expect(dialog.getByRole('img')).toBeVisible();
    await send('touchStart', { x: 180, y: 420 }, { x: 210, y: 420 });
    await send('touchMove', { x: 150, y: 420 }, { x: 240, y: 420 });
    await send('touchEnd');
    await expect(dialog.getByText(/ [23]\d\d%$/)).toBeVisible();
    expect(problems).toEqual([]);
  });
});

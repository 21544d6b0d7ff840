// Hearing voices: how loud they are, where they stand, how fast; one after the other, whatever chat is open meanwhile.
import { expect, test, type Locator } from '@playwright/test';
import { inspect, signIn } from './at';
import { watch } from './page';
import { Customer, hasProgram, Stack } from './stack';
import { wav } from './wav';

test.skip(!hasProgram());

const stack = new Stack();
const anna = new Customer(stack, '701100', 'Anna Petrova');
const boris = new Customer(stack, '701110', 'Boris Ivanov', 1);

test.beforeAll(async () => {
  await stack.start();
  for (const one of [anna, boris]) await one.arrives();
  await anna.shares({ kind: 'voice', base64: wav(4).toString('base64') });
  await anna.writes('and one more thing');
  await anna.shares({ kind: 'voice', base64: wav(6).toString('base64') });
  await anna.shares({ kind: 'voice', base64: Buffer.from('OggS\0\x02').toString('base64') });
  await boris.shares({ kind: 'voice', base64: wav(3).toString('base64') });
});
test.afterAll(() => stack.end());

/** The heights of the bars. */
const bars = (sound: Locator) =>
  sound
    .locator('svg:has(clipPath) > path')
    .first()
    .evaluate((node) =>
      [...(node.getAttribute('d') ?? '').matchAll(/v([\d.]+)h/g)].map(([, high]) => Number(high)),
    );

test('a voice is seen before it is heard, and played, paused, moved and hurried', async ({ page }) => {
  const problems = watch(page);
  await signIn(page, stack);
  await page.getByTestId('chats').getByText('Anna Petrova').click();
  const log = page.getByRole('log');
  const voice = log.locator('[data-sound]').first();
  // This messenger tells no levels: the page finds them in the sound.
  await expect.poll(async () => new Set(await bars(voice)).size).toBeGreaterThan(8);
  expect(await bars(voice)).toHaveLength(64);

  const slider = voice.getByRole('slider', { name: 'Position in: Voice message' });
  await expect(slider).toHaveAttribute('aria-valuetext', '0:00 of 0:04');
  await slider.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(slider).toHaveAttribute('aria-valuetext', '0:01 of 0:04');
  await voice.getByRole('button', { name: 'Play: Voice message' }).click();
  await expect(voice.getByRole('button', { name: 'Pause: Voice message' })).toBeVisible();
  await expect(slider).toHaveAttribute('aria-valuetext', /^0:0[234] of/);
  await voice.getByRole('button', { name: 'Pause: Voice message' }).click();
  await page.waitForTimeout(300);
  const stands = await slider.inputValue();
  await page.waitForTimeout(300);
  expect(await slider.inputValue()).toBe(stands);
  await inspect(page, 'sound');

  const box = await slider.boundingBox();
  if (!box) throw new Error('no slider');
  await page.mouse.click(box.x + box.width * 0.4, box.y + box.height / 2);
  await expect(slider).toHaveAttribute('aria-valuetext', '0:01 of 0:04');
  await voice.getByRole('button', { name: 'Speed: 1×' }).click();
  await expect(voice.getByRole('button', { name: 'Speed: 1.5×' })).toHaveText('1.5×');
  await page.reload();
  await expect(voice.getByRole('button', { name: 'Speed: 1.5×' })).toBeVisible();
  expect(problems).toEqual([]);
});

test('the next voice follows, goes on while another chat is open, and leads back', async ({ page }) => {
  const problems = watch(page);
  await signIn(page, stack);
  await page.getByTestId('chats').getByText('Anna Petrova').click();
  const log = page.getByRole('log');
  const sounds = log.locator('[data-sound]');
  const pause = { name: 'Pause: Voice message' };
  await sounds.first().getByRole('button', { name: 'Speed: 1×' }).click();
  await sounds.first().getByRole('button', { name: 'Speed: 1.5×' }).click();
  await sounds.first().getByRole('button', { name: 'Play: Voice message' }).click();
  await expect(sounds.nth(1).getByRole('button', pause)).toBeVisible();
  await expect(log.getByRole('button', pause)).toHaveCount(1);

  await page.getByTestId('chats').getByText('Boris Ivanov').click();
  const bar = page.getByRole('region', { name: 'What is playing' });
  await expect(bar.getByText('Anna Petrova')).toBeVisible();
  await expect(bar.getByRole('button', pause)).toBeVisible();
  const voice = sounds.first();
  // This one's messenger tells how loud it is.
  await expect.poll(async () => new Set(await bars(voice)).size).toBeGreaterThan(8);
  await bar.getByRole('button', pause).click();
  await inspect(page, 'sound-bar');
  await bar.getByTitle('Show the message').click();
  await expect(page).toHaveURL(/at=/);
  await expect(log.locator('[aria-current=true] [data-sound]')).toBeInViewport();

  // One at a time.
  await page.getByTestId('chats').getByText('Boris Ivanov').click();
  await voice.getByRole('button', { name: 'Play: Voice message' }).click();
  await expect(bar.getByText('Boris Ivanov')).toBeVisible();
  // Boris said nothing after it.
  await expect(bar).toHaveCount(0);
  expect(problems).toEqual([]);
});

test('what cannot be played says so and can be saved', async ({ page }) => {
  await signIn(page, stack);
  await page.getByTestId('chats').getByText('Anna Petrova').click();
  const broken = page.getByRole('log').locator('[data-sound]').nth(2);
  await broken.getByRole('button', { name: 'Play: Voice message' }).click();
  await expect(broken.getByRole('alert')).toHaveText('This cannot be played here.');
  await expect(broken.getByRole('link', { name: 'Download' })).toBeVisible();
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test('the bar stays over the list', async ({ page }) => {
    const problems = watch(page);
    await signIn(page, stack);
    await page.getByTestId('chats').getByText('Anna Petrova').click();
    await page
      .getByRole('log')
      .locator('[data-sound]')
      .nth(1)
      .getByRole('button', { name: 'Play: Voice message' })
      .tap();
    const bar = page.getByRole('region', { name: 'What is playing' });
    await bar.getByRole('button', { name: 'Pause: Voice message' }).tap();
    await inspect(page, 'sound-phone');
    await page.getByRole('link', { name: 'Back to the list' }).tap();
    await expect(bar.getByText('Anna Petrova')).toBeVisible();
    await inspect(page, 'sound-phone-list');
    await bar.getByRole('button', { name: 'Stop playing' }).tap();
    await expect(bar).toHaveCount(0);
    expect(problems).toEqual([]);
  });
});

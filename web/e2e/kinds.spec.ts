// What a contact can do besides writing, for real: albums, and everything else that has a face of its own.
import { expect, test } from '@playwright/test';
import { inspect, signIn } from './at';
import { watch } from './page';
import { png } from './png';
import { Customer, hasProgram, Stack } from './stack';

test.skip(!hasProgram());

const stack = new Stack();

test.beforeAll(() => stack.start());
test.afterAll(() => stack.end());

const COLOURS = [
  [90, 140, 110],
  [170, 110, 80],
  [80, 100, 170],
] as const;

test('an album is one bubble as its parts come, and each part can be taken back by itself', async ({
  page,
}) => {
  const problems = watch(page);
  await signIn(page, stack);
  const anna = new Customer(stack, '700900', 'Anna Petrova');
  await anna.arrives();
  await anna.writes('Three pictures of the damage:');
  await page.getByTestId('chats').getByText('Anna Petrova').click();
  const log = page.getByRole('log');
  const album = log.locator('[data-album]');
  const send = (at: number) =>
    anna.shares({
      kind: 'photo',
      name: `${at}.png`,
      base64: png(640, 480, [...(COLOURS[at] ?? COLOURS[0])]).toString('base64'),
      album: 'damage',
      ...(at === 0 ? { caption: 'The box, the lid and the cup' } : {}),
    });

  await send(0);
  await expect(log.getByText('The box, the lid and the cup')).toBeVisible();
  await expect(album).toHaveCount(0);
  await send(1);
  await expect(album).toHaveAttribute('data-album', '2');
  await page.getByRole('textbox').fill('Thank you, I am looking');
  await page.keyboard.press('Enter');
  await expect(log.locator('[data-delivery="accepted"]')).toHaveCount(1);
  await send(2);
  await expect(album).toHaveAttribute('data-album', '3');
  const pictures = album.getByRole('img');
  await expect(pictures).toHaveCount(3);
  await expect
    .poll(() =>
      pictures.evaluateAll((all: HTMLImageElement[]) => all.every(({ naturalWidth }) => naturalWidth > 0)),
    )
    .toBe(true);
  await expect(log.getByText('The box, the lid and the cup')).toHaveCount(1);
  await inspect(page, 'album');

  const last = album.locator('[data-part]').last();
  await last.getByRole('button', { name: 'What can be done with this message' }).click();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Delete for everybody' }).click();
  await expect(album).toHaveAttribute('data-album', '2');
  await expect(log.locator('[data-deleted]')).toHaveCount(1);
  expect(problems).toEqual([]);
});

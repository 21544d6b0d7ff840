// Files in both directions, for real: a customer's photo, voice and document, an operator's album, a reply.
import { expect, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { signIn } from './at';
import { expectAccessible, photograph, watch } from './page';
import { png } from './png';
import { Customer, hasProgram, Stack } from './stack';

test.skip(!hasProgram());

const stack = new Stack();

test.beforeAll(() => stack.start());
test.afterAll(() => stack.end());

/** Whether the browser really has the picture. */
const isLoaded = (image: HTMLImageElement) => image.complete && image.naturalWidth > 0;

test('a customer’s photo, voice and document are shown as what they are', async ({ page }) => {
  const problems = watch(page);
  await signIn(page, stack);
  const anna = new Customer(stack, '700300', 'Anna Petrova');
  await anna.arrives();
  await anna.shares({
    kind: 'photo',
    name: 'door.png',
    base64: png(800, 600, [90, 140, 110]).toString('base64'),
    caption: 'This is the door',
  });
  await page.getByTestId('chats').getByText('Anna Petrova').click();
  const log = page.getByRole('log');
  await expect(log.getByText('This is the door')).toBeVisible();
  const photo = log.getByRole('img', { name: 'Photo' });
  await expect.poll(() => photo.evaluate(isLoaded)).toBe(true);
  await expect(page.getByTestId('chats').getByText('📷 This is the door')).toBeVisible();

  const text = Buffer.from('<script>alert(1)</script>');
  await anna.shares({ kind: 'document', name: 'invoice.html', base64: text.toString('base64') });
  const save = log.getByRole('link', { name: 'Download' });
  await expect(log.getByText('invoice.html')).toBeVisible();
  const download = page.waitForEvent('download');
  await save.click();
  expect((await download).suggestedFilename()).toBe('invoice.html');

  await anna.shares({ kind: 'voice', base64: Buffer.from('OggS\0\x02').toString('base64') });
  await expect(log.locator('[data-sound]')).toHaveCount(1);
  await anna.shares({ kind: 'document', name: 'film.bin', size: 60 * 1024 * 1024 });
  await expect(log.getByText('too large to be fetched')).toBeVisible();

  await photograph(page, 'story-files-in');
  await expectAccessible(page);
  expect(problems).toEqual([]);
});

test('the export of a contact has their files in it', async ({ page }) => {
  const problems = watch(page);
  await signIn(page, stack);
  await page.getByTestId('chats').getByText('Anna Petrova').click();
  await page.getByRole('button', { name: 'Show the contact card' }).click();
  const card = page.getByRole('complementary', { name: 'Contact card' });
  const waiting = page.waitForEvent('download');
  await card.getByRole('button', { name: 'Export' }).click();
  const file = await waiting;
  expect(file.suggestedFilename()).toMatch(/^contact-.+\.zip$/);
  // Stored as they are: names and contents can be read in the archive's bytes.
  const archive = readFileSync(await file.path());
  for (const part of ['.ndjson', '-photo.png', '-invoice.html', '<script>alert(1)</script>', 'IHDR'])
    expect(archive.includes(part), part).toBe(true);
  expect(archive.includes('film.bin'), 'named in the lines').toBe(true);
  expect(archive.includes('files-not-loaded.txt')).toBe(false);
  expect(problems).toEqual([]);
});

test('an operator attaches files, takes one off, and answers a message with the rest', async ({ page }) => {
  const problems = watch(page);
  await signIn(page, stack);
  const boris = new Customer(stack, '700310', 'Boris Ivanov');
  await boris.arrives();
  await boris.writes('Can you show me the colours?');
  await page.getByTestId('chats').getByText('Boris Ivanov').click();
  const log = page.getByRole('log');
  await log.getByText('Can you show me the colours?').hover();
  await log.getByRole('button', { name: 'What can be done with this message' }).first().click();
  await page.getByRole('button', { name: 'Reply' }).click();

  const picture = (name: string, colour: [number, number, number]) => ({
    name,
    mimeType: 'image/png',
    buffer: png(64, 64, colour),
  });
  await page
    .getByLabel('Files to attach')
    .setInputFiles([
      picture('red.png', [200, 60, 60]),
      picture('blue.png', [60, 60, 200]),
      picture('wrong.png', [0, 0, 0]),
    ]);
  const chips = page.getByRole('list', { name: 'Attached files' });
  await expect(chips.getByText('Photo ·')).toHaveCount(3);
  await photograph(page, 'story-attachments');
  await expectAccessible(page);
  // What was attached waits for whoever looks elsewhere meanwhile.
  await page.getByTestId('chats').getByText('Anna Petrova').click();
  await expect(chips).toHaveCount(0);
  await page.getByTestId('chats').getByText('Boris Ivanov').click();
  await expect(chips.getByText('Photo ·')).toHaveCount(3);
  await chips.getByRole('button', { name: 'Take wrong.png off' }).click();
  await page.getByRole('textbox').fill('Here they are');
  await page.keyboard.press('Enter');

  await expect(log.locator('[data-delivery="accepted"]')).toHaveCount(1);
  await expect(log.getByRole('img')).toHaveCount(2);
  await expect.poll(() => log.getByRole('img').last().evaluate(isLoaded)).toBe(true);
  const talk = await boris.talk();
  const got = talk.filter(({ from }) => from === 'business');
  expect(got.flatMap(({ files }) => files.map(({ name }) => name))).toEqual(['red.png', 'blue.png']);
  expect(got[0]).toMatchObject({ text: 'Here they are' });
  await photograph(page, 'story-files-out');
  await expectAccessible(page);
  expect(problems).toEqual([]);
});

test('the page for customers sends and shows pictures', async ({ page }) => {
  const olga = new Customer(stack, '700320', 'Olga Weber');
  await olga.arrives();
  await page.goto(`${stack.url}/pretend`);
  await page.getByText('Olga Weber').click();
  const picture = { name: 'cat.png', mimeType: 'image/png', buffer: png(64, 48, [180, 120, 60]) };
  await page.getByLabel('Show a picture of oneself').setInputFiles(picture);
  await expect(page.locator('header img[src^="data:"]')).toBeVisible();
  await page.getByLabel('Send a file').setInputFiles(picture);
  await expect(page.getByRole('log').getByRole('img', { name: 'cat.png' })).toBeVisible();
  await photograph(page, 'pretend-files');
  await expectAccessible(page);

  await signIn(page, stack);
  const row = page.getByTestId('chats').getByRole('listitem').filter({ hasText: 'Olga Weber' });
  const face = row.locator('img[src^="/api/pictures/"]');
  await expect.poll(() => face.evaluate(isLoaded)).toBe(true);
  await row.click();
  await page.getByRole('button', { name: 'Show the contact card' }).click();
  const card = page.getByRole('complementary', { name: 'Contact card' });
  await expect(card.locator('img[src^="/api/pictures/"]')).toBeVisible();
  await photograph(page, 'faces');
});

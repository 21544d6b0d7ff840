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

  // Its words lead to it like any other's.
  const field = page.getByRole('combobox', { name: 'Search contacts and messages' });
  const hit = page.getByRole('option', { name: /the lid and the cup/ });
  await expect(async () => {
    await field.fill('');
    await field.fill('lid cup');
    await expect(hit).toBeVisible({ timeout: 1000 });
  }).toPass();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/at=/);
  await expect(album).toHaveAttribute('data-album', '3');
  await expect(album.locator('[aria-current=true]')).toHaveCount(1);
  await expect(album.locator('[data-part]').first()).toHaveAttribute('aria-current', 'true');
  await expect(album).toBeInViewport();
  await inspect(page, 'album-found');

  const last = album.locator('[data-part]').last();
  await last.getByRole('button', { name: 'What can be done with this message' }).click();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Delete for everybody' }).click();
  await expect(album).toHaveAttribute('data-album', '2');
  await expect(log.locator('[data-deleted]')).toHaveCount(1);
  expect(problems).toEqual([]);
});

test('a link, a pressed button, a sign and a reading are told where they belong', async ({ page }) => {
  const problems = watch(page);
  await signIn(page, stack);
  const log = page.getByRole('log');
  // Of the second messenger, which tells all of it.
  const olga = new Customer(stack, '700910', 'Olga Weber', 1);
  await olga.arrives();
  await olga.acts({ come: { payload: 'spring-sale', source: 'poster', text: 'Good afternoon!' } });
  await page.getByTestId('chats').getByText('Olga Weber').click();
  await expect(log.getByText('Came by link: spring-sale (poster)')).toBeVisible();
  await page.getByRole('textbox').fill('Shall we send the red one again?');
  await page.keyboard.press('Enter');
  await expect(log.locator('[data-delivery="accepted"]')).toHaveCount(1);
  await expect(log.locator('[data-read]')).toHaveCount(0);

  await olga.acts({ read: {} });
  await expect(log.locator('[data-read]')).toHaveText('Read by the contact');
  await olga.acts({ press: { label: 'Yes', data: 'yes, please' } });
  await expect(log.getByText('Pressed: yes, please')).toBeVisible();
  await expect
    .poll(async () => (await olga.talk()).some((said) => 'waits' in said && said.waits))
    .toBe(false);
  const answer = (await olga.talk()).find(({ from }) => from === 'business');
  await olga.acts({ react: { message: Number(answer?.id), sign: '👍' } });
  await expect(log.locator('[data-reactions]')).toHaveText('The contact reacted: 👍');
  await inspect(page, 'deeds');
  await olga.acts({ react: { message: Number(answer?.id), sign: '' } });
  await expect(log.locator('[data-reactions]')).toHaveCount(0);

  const long = 'This is a long story about a lamp. '.repeat(8).trim();
  await olga.acts({ write_much: { text: long } });
  await expect(log.getByText(long)).toBeVisible();
  expect(problems).toEqual([]);
});

test('whoever writes is shown to the other side', async ({ page }) => {
  const problems = watch(page);
  await signIn(page, stack);
  // Of the second messenger, which tells of contacts too.
  const vera = new Customer(stack, '700930', 'Vera Klein', 1);
  await vera.arrives();
  await vera.writes('Are you there?');
  const row = page.getByTestId('chats').getByRole('listitem').filter({ hasText: 'Vera Klein' });
  await row.click();
  await vera.types();
  await expect(row).toContainText('typing…');
  await expect(page.getByRole('main').locator('header')).toContainText('typing…');
  await inspect(page, 'typing');
  await vera.writes('Hello?');
  await expect(row).not.toContainText('typing…');

  expect(await vera.isTypedTo()).toBe(false);
  await page.getByRole('textbox').fill('One moment');
  await expect.poll(() => vera.isTypedTo()).toBe(true);
  expect(problems).toEqual([]);
});

test('an operator sends a place and a contact where the messenger brings them', async ({ page, context }) => {
  const problems = watch(page);
  await context.grantPermissions(['geolocation']);
  await context.setGeolocation({ latitude: 52.52001, longitude: 13.40495 });
  await signIn(page, stack);
  const log = page.getByRole('log');
  const boris = new Customer(stack, '700920', 'Boris Ivanov');
  await boris.arrives();
  await boris.writes('Where are you, and whom do I ask for?');
  await page.getByTestId('chats').getByText('Boris Ivanov').click();
  await page.getByRole('button', { name: 'Attach', exact: true }).click();
  await inspect(page, 'attach-menu');
  await page.getByRole('button', { name: 'A place' }).click();
  const dialog = page.getByRole('dialog', { name: 'Send a place' });
  await dialog.getByLabel('Latitude').fill('91');
  await dialog.getByLabel('Longitude').fill('13');
  await expect(dialog.getByText('Latitude goes from')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Send' })).toBeDisabled();
  await dialog.getByRole('button', { name: 'Where I am now' }).click();
  await expect(dialog.getByLabel('Latitude')).toHaveValue('52.520010');
  await dialog.getByLabel('What is there').fill('Our workshop');
  await dialog.getByLabel('Address').fill('12 High Street');
  await inspect(page, 'send-place');
  await dialog.getByRole('button', { name: 'Send' }).click();
  await expect(log.getByText('Our workshop')).toBeVisible();

  await page.getByRole('button', { name: 'Attach', exact: true }).click();
  await page.getByRole('button', { name: 'A contact' }).click();
  await page.getByLabel('Name').fill('Maria Kim');
  await page.getByLabel('Phone number').fill('+49 30 1234567');
  await inspect(page, 'send-contact');
  await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
  await expect(log.getByText('Maria Kim')).toBeVisible();
  await expect(log.locator('[data-delivery="accepted"]')).toHaveCount(2);
  expect(await boris.received()).toEqual(['📍 Our workshop', '👤 Maria Kim +49 30 1234567']);

  // The other messenger brings places and no contacts.
  const olga = new Customer(stack, '700921', 'Olga Sommer', 1);
  await olga.arrives();
  await olga.writes('And me?');
  await page.getByTestId('chats').getByText('Olga Sommer').click();
  await page.getByRole('button', { name: 'Attach', exact: true }).click();
  await expect(page.getByRole('button', { name: 'A place' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'A contact not in' })).toBeDisabled();
  expect(problems).toEqual([]);
});

test('the page for customers reacts, comes by a link, and says what a messenger does not offer', async ({
  page,
}) => {
  const hedda = new Customer(stack, '700930', 'Hedda Falk');
  await hedda.arrives();
  await hedda.writes('hello');
  await page.goto(`${stack.url}/pretend`);
  await page.getByText('Hedda Falk').click();
  const log = page.getByRole('log');
  await log.getByRole('button', { name: 'React' }).click();
  await expect(log.getByRole('button', { name: 'Reacted: 👍' })).toBeVisible();
  await page.getByRole('button', { name: 'Come by a link' }).click();
  await expect(log.getByText('/start spring-sale')).toBeVisible();
  await page.getByRole('button', { name: 'Read everything' }).click();
  await expect(page.getByText('does not offer that')).toBeVisible();
  await inspect(page, 'pretend-deeds');
});

// What operators look after for themselves: the second factor, their picture, notices in their own messenger.
import { expect, test, type Page } from '@playwright/test';
import { createHmac } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { inspect, signIn } from './at';
import { watch } from './page';
import { Customer, EMAIL, hasProgram, PASSWORD, Stack } from './stack';

test.skip(!hasProgram());

const stack = new Stack();

test.beforeAll(() => stack.start());
test.afterAll(() => stack.end());

const STEP_S = 30;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** What an authenticator app shows (RFC 6238), `steps` from now. */
async function codeOf(secret: string, steps: number): Promise<string> {
  // Not at the very end of a step: it would be another one by the time it arrives.
  const left = STEP_S - ((Date.now() / 1000) % STEP_S);
  if (left < 4) await new Promise((resolve) => setTimeout(resolve, (left + 0.5) * 1000));
  const bits = [...secret.replace(/\s/g, '')].map((letter) =>
    LETTERS.indexOf(letter).toString(2).padStart(5, '0'),
  );
  const key = Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 1000 / STEP_S) + steps));
  const digest = createHmac('sha1', key).update(counter).digest();
  const at = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** A picture of one colour. */
function png(width: number, height: number): Buffer {
  const table = Array.from({ length: 256 }, (_, byte) => {
    let sum = byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
    return sum;
  });
  const check = (bytes: Buffer) => {
    let sum = 0xffffffff;
    for (const byte of bytes) sum = (sum >>> 8) ^ (table[(sum ^ byte) & 255] ?? 0);
    return (sum ^ 0xffffffff) >>> 0;
  };
  const chunk = (name: string, data: Buffer) => {
    const named = Buffer.concat([Buffer.from(name), data]);
    const ends = [Buffer.alloc(4), Buffer.alloc(4)] as const;
    ends[0].writeUInt32BE(data.length);
    ends[1].writeUInt32BE(check(named));
    return Buffer.concat([ends[0], named, ends[1]]);
  };
  const head = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  const line = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, Buffer.from([20, 140, 90]))]);
  const lines = deflateSync(Buffer.concat(Array.from({ length: height }, () => line)));
  const begin = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([begin, chunk('IHDR', head), chunk('IDAT', lines), chunk('IEND', Buffer.alloc(0))]);
}

async function openMe(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Account of/ }).click();
}

async function openAccount(page: Page): Promise<void> {
  await openMe(page);
  await page.getByRole('button', { name: 'Account and security' }).click();
}

async function signOut(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await openMe(page);
  await page.getByRole('button', { name: 'Sign out' }).click();
}

async function enter(page: Page): Promise<void> {
  await page.getByLabel('E-mail').fill(EMAIL);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'One more step' })).toBeVisible();
}

test('a picture is chosen, shown to everybody, and taken away', async ({ page }) => {
  const problems = watch(page);
  await signIn(page, stack);
  await openAccount(page);
  const dialog = page.getByRole('dialog');
  await dialog
    .getByLabel('Choose a picture')
    .first()
    .setInputFiles({
      name: 'me.png',
      mimeType: 'image/png',
      buffer: png(900, 500),
    });
  await expect(dialog.getByRole('button', { name: 'Another picture' })).toBeVisible();
  const shown = page.getByRole('button', { name: /^Account of/ }).locator('img');
  await expect(shown).toHaveJSProperty('naturalWidth', 256);
  await inspect(page, 'picture');
  await dialog
    .getByLabel('Choose a picture')
    .first()
    .setInputFiles({
      name: 'me.png',
      mimeType: 'image/png',
      buffer: Buffer.from('no picture at all'),
    });
  await expect(page.getByText('This file is no picture that can be read here.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Remove the picture' }).click();
  await expect(shown).toHaveCount(0);
  expect(problems).toEqual([]);
});

test('a messenger is connected for notices, tested, ruled and disconnected', async ({ page }) => {
  const problems = watch(page);
  const phone = new Customer(stack, '700900', 'Owner at home');
  await phone.arrives();
  await signIn(page, stack);
  await openMe(page);
  const frame = page.getByRole('region', { name: 'Notices in your messenger' });
  await expect(frame).toContainText('Connect a messenger for notifications');
  await inspect(page, 'notices-frame');
  await frame.getByRole('button').first().click();
  const dialog = page.getByRole('dialog', { name: 'Notices in your messenger' });
  await expect(dialog.getByText(/^Waiting for it/)).toBeVisible();
  await inspect(page, 'notices-link');
  const link = new URL(await dialog.getByTestId('notice-link').innerText());
  await phone.writes(`/start ${link.searchParams.get('start') ?? ''}`);
  await expect(dialog.getByText('Owner at home')).toBeVisible();
  await dialog.getByLabel('A mention by a colleague').selectOption('always');
  await dialog.getByRole('switch', { name: /beginning of the message/ }).click();
  await inspect(page, 'notices-rules');
  const before = (await phone.received()).length;
  await dialog.getByRole('button', { name: 'Send a test notice' }).click();
  await expect(dialog.getByText('It is on its way to your messenger.')).toBeVisible();
  await expect.poll(async () => (await phone.received()).length).toBeGreaterThan(before);

  await page.reload();
  await openMe(page);
  await frame.getByRole('button', { name: 'Choose what to be told of' }).click();
  await expect(dialog.getByLabel('A mention by a colleague')).toHaveValue('always');
  await dialog.getByRole('button', { name: 'Disconnect' }).click();
  await expect(dialog.getByText('No messenger is connected.', { exact: false })).toBeVisible();
  expect(problems).toEqual([]);
});

test('a chat that was put aside says when it is due', async ({ page }) => {
  const problems = watch(page);
  const customer = new Customer(stack, '700901', 'Ines Later');
  await customer.arrives();
  await customer.writes('Call me in a minute');
  await signIn(page, stack);
  await page.getByTestId('chats').getByText('Ines Later').click();
  await page.getByRole('button', { name: 'Take', exact: true }).click();
  const chat = /\/chats\/([^?]+)/.exec(page.url())?.[1] ?? '';
  const status = await page.evaluate(async (id) => {
    const answer = await fetch(`/api/chats/${id}/snooze`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', 'x-switchboard': '1' },
      body: JSON.stringify({ until: Date.now() + 2000 }),
    });
    return answer.status;
  }, chat);
  expect(status).toBe(200);
  await page.goto(`${stack.url}/chats?state=closed`);
  const reminder = page.getByText('Ines Later: you put this aside until now');
  // The minute's round looks for what is due.
  await expect(reminder).toBeVisible({ timeout: 75_000 });
  await page.getByRole('button', { name: 'Open the chat' }).click();
  await expect(page.getByRole('heading', { name: 'Ines Later', level: 2 })).toBeVisible();
  expect(problems).toEqual([]);
});

test('a second factor is set up, asked for, replaced by a recovery code, and switched off', async ({
  page,
}) => {
  const problems = watch(page);
  await signIn(page, stack);
  await openAccount(page);
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Set up a second factor' }).click();
  const secret = await dialog.getByTestId('secret').innerText();
  await expect(dialog.locator('svg[shape-rendering]')).toBeVisible();
  await inspect(page, 'second-factor');
  await dialog.getByLabel('Code from the app').fill('000000');
  await dialog.getByRole('button', { name: 'Switch it on' }).click();
  await expect(dialog.getByRole('alert').filter({ hasText: 'This code is not good' })).toBeVisible();
  await dialog.getByLabel('Code from the app').fill(await codeOf(secret, -1));
  await dialog.getByRole('button', { name: 'Switch it on' }).click();
  const shown = dialog.getByTestId('recovery-codes').getByRole('listitem');
  await expect(shown).toHaveCount(10);
  const codes = await shown.allInnerTexts();
  await inspect(page, 'recovery-codes');
  await dialog.getByRole('button', { name: 'I have kept them' }).click();
  await expect(dialog.getByText('10 recovery codes are left.')).toBeVisible();

  await signOut(page);
  await enter(page);
  await page.getByLabel('Code from the app').fill('123456');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText('This code is not good', { exact: false })).toBeVisible();
  await inspect(page, 'sign-in-code');
  await page.getByLabel('Code from the app').fill(await codeOf(secret, 0));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('button', { name: 'Open', exact: true })).toBeVisible();

  await signOut(page);
  await enter(page);
  await page.getByRole('button', { name: 'Use a recovery code' }).click();
  await page.getByLabel('Recovery code').fill(codes[3] ?? '');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await openAccount(page);
  await expect(dialog.getByText('9 recovery codes are left.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Switch it off' }).click();
  await dialog.getByRole('button', { name: 'Switch it off' }).click();
  await expect(dialog.getByRole('button', { name: 'Set up a second factor' })).toBeVisible();
  expect(problems).toEqual([]);
});

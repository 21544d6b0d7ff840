// Saying instead of writing: a voice is recorded, heard, and arrives as what the messenger calls a voice.
import { expect, test, type Page } from '@playwright/test';
import { inspect, signIn } from './at';
import { watch } from './page';
import { Customer, hasProgram, Stack } from './stack';

test.skip(!hasProgram());

const stack = new Stack();
const anna = new Customer(stack, '701200', 'Anna Petrova');
const boris = new Customer(stack, '701210', 'Boris Ivanov', 1);

test.beforeAll(async () => {
  await stack.start();
  for (const one of [anna, boris]) {
    await one.arrives();
    await one.writes('Can you tell me how it works?');
  }
});
test.afterAll(() => stack.end());

const mic = (page: Page) => page.getByRole('button', { name: 'Record a voice message' });
const stop = (page: Page) => page.getByRole('button', { name: 'Stop, and hear it before it is sent' });
const chips = (page: Page) => page.getByRole('list', { name: 'Attached files' });

async function record(page: Page, seconds: number) {
  await mic(page).click();
  await expect(page.getByRole('timer')).toHaveText(`0:0${seconds}`);
}

test('a voice is recorded, heard and sent', async ({ page }) => {
  const problems = watch(page);
  await signIn(page, stack);
  await page.getByTestId('chats').getByText('Anna Petrova').click();
  await mic(page).focus();
  await page.keyboard.press('Enter');
  await expect(stop(page)).toBeFocused();
  await expect(page.getByRole('timer')).toHaveText('0:02');
  // The pretend microphone beeps: the bars are not all equal.
  const bars = await page.locator('[data-recording] svg path').nth(1).getAttribute('d');
  expect(new Set(bars?.match(/v[\d.]+/g)).size).toBeGreaterThan(1);
  await inspect(page, 'record');
  await page.keyboard.press('Enter');

  const chip = chips(page).getByRole('listitem');
  await expect(chip).toContainText(/voice-.+\.ogg/);
  await expect(chip).toContainText('Voice message ·');
  await expect(page.getByRole('textbox')).toBeFocused();
  await chip.getByRole('button', { name: 'Play: Voice message' }).click();
  const slider = chip.getByRole('slider');
  await expect(slider).toHaveAttribute('aria-valuetext', /^0:0[12] of 0:0\d$/);
  await inspect(page, 'record-heard');
  await page.getByRole('textbox').fill('Like this');
  await page.keyboard.press('Enter');

  const log = page.getByRole('log');
  await expect(log.locator('[data-delivery="accepted"]')).toHaveCount(1);
  const got = (await anna.talk()).filter(({ from }) => from === 'business');
  expect(got).toMatchObject([{ text: 'Like this', files: [{ kind: 'voice' }] }]);
  // As it lies at the desk now, a browser can read it: its levels and its length are found in it.
  const sent = log.locator('[data-sound]');
  await expect(sent.getByRole('slider')).toHaveAttribute('aria-valuetext', /^0:00 of 0:0\d$/);
  await sent.getByRole('button', { name: 'Play: Voice message' }).click();
  await expect(sent.getByRole('slider')).toHaveAttribute('aria-valuetext', /^0:0[12]/);
  expect(problems).toEqual([]);
});

test('it can be thrown away, and waits in its chat if one looks elsewhere', async ({ page }) => {
  const problems = watch(page);
  await signIn(page, stack);
  await page.getByTestId('chats').getByText('Anna Petrova').click();
  await record(page, 1);
  await page.getByRole('button', { name: 'Throw it away' }).click();
  await expect(page.getByRole('timer')).toHaveCount(0);
  await expect(mic(page)).toBeFocused();
  await expect(chips(page)).toHaveCount(0);

  await record(page, 1);
  await page.getByTestId('chats').getByText('Boris Ivanov').click();
  await expect(page.getByRole('log').getByText('Can you tell me')).toBeVisible();
  await expect(chips(page)).toHaveCount(0);
  await page.getByTestId('chats').getByText('Anna Petrova').click();
  await expect(chips(page).getByRole('listitem')).toContainText('Voice message ·');
  await chips(page)
    .getByRole('button', { name: /^Take voice-/ })
    .click();
  expect(problems).toEqual([]);
});

test('where a voice takes no words they go by themselves', async ({ page }) => {
  await signIn(page, stack);
  await page.getByTestId('chats').getByText('Boris Ivanov').click();
  await record(page, 1);
  await stop(page).click();
  await expect(chips(page).getByRole('listitem')).toContainText('Voice message ·');
  await page.getByRole('textbox').fill('Listen');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('log').locator('[data-delivery="accepted"]')).toHaveCount(2);
  const got = (await boris.talk()).filter(({ from }) => from === 'business');
  expect(got).toMatchObject([{ text: '', files: [{ kind: 'voice' }] }, { text: 'Listen' }]);
});

test('a browser that cannot says why', async ({ page }) => {
  const problems = watch(page);
  await page.addInitScript(() => Object.assign(window, { MediaRecorder: undefined }));
  await signIn(page, stack);
  await page.getByTestId('chats').getByText('Anna Petrova').click();
  const button = page.getByRole('button', { name: 'Record a voice message. This browser cannot record.' });
  await expect(button).toHaveAttribute('aria-disabled', 'true');
  await button.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('This browser cannot record.', { exact: true })).toBeVisible();
  expect(problems).toEqual([]);
});

test('a microphone that is refused is told', async ({ page }) => {
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
  });
  await signIn(page, stack);
  await page.getByTestId('chats').getByText('Anna Petrova').click();
  await mic(page).click();
  await expect(page.getByRole('alert')).toHaveText('This browser does not let the page use the microphone.');
  await inspect(page, 'record-refused');
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test('recording and hearing fit', async ({ page }) => {
    await signIn(page, stack);
    await page.getByTestId('chats').getByText('Anna Petrova').click();
    await record(page, 1);
    await inspect(page, 'record-phone');
    await stop(page).tap();
    await expect(chips(page).getByRole('listitem')).toContainText('Voice message ·');
    await inspect(page, 'record-phone-heard');
  });
});

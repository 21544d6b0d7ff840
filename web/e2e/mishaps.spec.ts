// What goes wrong at a messenger, chosen on the page of pretend customers, and what the operator is told of it.
import { expect, test, type Page } from '@playwright/test';
import { signIn } from './at';
import { expectAccessible, photograph, watch } from './page';
import { Customer, hasProgram, PROGRAM, Stack } from './stack';

if (!hasProgram() && process.env.CI === 'true') {
  throw new Error(`the program is missing at ${PROGRAM}; build it first`);
}
test.skip(!hasProgram());

const stack = new Stack();

test.beforeAll(() => stack.start());
test.afterAll(() => stack.end());

async function goesWrong(phone: Page, what: string): Promise<void> {
  await phone.getByLabel('What happens').selectOption(what);
  await phone.getByLabel('How often').selectOption('the next call');
  await phone.getByRole('button', { name: 'Let it go wrong' }).click();
  await expect(phone.getByText(`Now: ${what}`)).toBeVisible();
}

test('what goes wrong with an answer is told in plain words', async ({ page, context }) => {
  const problems = watch(page);
  await signIn(page, stack);
  const nina = new Customer(stack, '700500', 'Nina');
  await nina.arrives();
  await nina.writes('Are you there?');
  await page.getByTestId('chats').getByText('Nina').click();
  const log = page.getByRole('log');
  const says = async (text: string) => {
    await page.getByRole('textbox').fill(text);
    await page.keyboard.press('Enter');
  };
  const phone = await context.newPage();
  await phone.goto(`${stack.url}/pretend`);
  await expect(phone.getByText('Nothing goes wrong.')).toBeVisible();

  await goesWrong(phone, 'It is delivered, then the connection breaks');
  await says('Nobody knows of this');
  await expect(log.locator('[data-delivery="uncertain"]')).toHaveCount(1);

  await goesWrong(phone, 'Refused: too many, wait 5 seconds');
  await photograph(phone, 'story-mishaps-page');
  await expectAccessible(phone);
  await says('This waits');
  await expect(log.locator('[data-delivery="queued"]')).toHaveCount(1);
  await expect(log.locator('[data-delivery="accepted"]')).toHaveCount(1, { timeout: 30_000 });

  await goesWrong(phone, 'Refused: the person blocked us');
  await says('This is refused');
  await expect(log.locator('[data-delivery="refused"]')).toHaveCount(1);
  await expect(log.getByText('the contact has blocked this channel')).toBeVisible();
  await photograph(page, 'story-mishaps-desk');
  await expectAccessible(page);

  expect(await nina.received()).toEqual(['Nobody knows of this', 'This waits']);
  await expect(phone.getByText('Nothing goes wrong.')).toBeVisible();
  expect(problems).toEqual([]);
});

// Moments rather than places, in Russian, on a wide screen and on a phone, light and dark: no connection, an answer that failed,
// recording a voice, a browser that is told of news.
import { expect, test, type Page } from '@playwright/test';
import { ru as t } from '../src/i18n/ru';
import { begins, enter, look, lookThrough, press, SIZES } from './everywhere';
import { watch } from './page';
import { PushService } from './push_service';
import { Customer, hasProgram, PROGRAM, Stack } from './stack';

test.skip(!hasProgram());

const service = new PushService();
let stack: Stack;

test.beforeAll(async () => {
  await service.start();
  stack = new Stack(PROGRAM, { SWITCHBOARD_PUSH_SERVICES: service.origin });
  await stack.start();
});
test.afterAll(async () => {
  service.end();
  await stack.end();
});

/** A customer of this name has written, and their chat is open. */
async function inTalkWith(page: Page, person: string, name: string): Promise<Customer> {
  const customer = new Customer(stack, person, name);
  await customer.arrives();
  await customer.writes('Вы ещё здесь?');
  await page.getByTestId('chats').getByText(name).click();
  await expect(page.getByRole('log').getByText('Вы ещё здесь?')).toBeVisible();
  return customer;
}

async function answer(page: Page, text: string): Promise<void> {
  const field = page.getByRole('textbox', { name: t.composer.label });
  await field.fill(text);
  await field.press('Enter');
  await expect(page.getByRole('log').getByText(text)).toBeVisible();
}

SIZES.forEach((size, at) => {
  test(`an answer that was refused, and those that wait for a connection, ${size}`, async ({ page }) => {
    // It is some seconds until the page tries anew to connect.
    test.setTimeout(120_000);
    const problems = watch(page);
    await enter(page, stack, size);
    const vera = await inTalkWith(page, `70044${at}`, `Вера ${at + 1}`);
    const log = page.getByRole('log');
    await vera.suffers('bad_content');
    await answer(page, 'Этого мессенджер не примет');
    await expect(log.locator('[data-delivery="refused"]')).toHaveCount(1);
    const why = await log.getByText(/^Его ответ:/).innerText();
    await vera.suffers('broken_after');
    await answer(page, 'Дошло ли это, неизвестно');
    await expect(log.locator('[data-delivery="uncertain"]')).toHaveCount(1, { timeout: 15_000 });
    await look(page, `${size}-refused`, [why]);

    await stack.kill();
    await answer(page, 'Написано без связи');
    await answer(page, 'И ещё одно');
    await expect(log.getByText(t.message.waiting)).toHaveCount(2);
    await expect(page.getByRole('button', { name: t.connection.tryNow })).toBeVisible();
    await look(page, `${size}-offline`, [why]);
    await stack.start();
    await expect(log.locator('[data-delivery="accepted"]')).toHaveCount(2, { timeout: 45_000 });
    expect(problems).toEqual([]);
  });

  test(`recording a voice, ${size}`, async ({ page }) => {
    const problems = watch(page);
    await enter(page, stack, size);
    await inTalkWith(page, `70045${at}`, `Игорь ${at + 1}`);
    await press(t.record.start)(page);
    await expect(page.getByRole('timer')).toHaveText(/0:0[1-9]/);
    await look(page, `${size}-record`);
    await press(t.record.stop)(page);
    const chips = page.getByRole('list', { name: t.file.attached });
    await expect(chips.getByRole('listitem')).toContainText(t.file.kinds.voice);
    const name = await chips.getByText(/^voice-/).innerText();
    await look(page, `${size}-recorded`, [name]);
    expect(problems).toEqual([]);
  });

  test(`a browser that is told of news, ${size}`, async ({ page, context }) => {
    const problems = watch(page);
    await context.grantPermissions(['notifications'], { origin: stack.url });
    await service.serve(context);
    await enter(page, stack, size);
    await press(begins(t.me.open('')))(page);
    await press(t.preferences.heading)(page);
    const here = page.getByRole('switch', { name: begins(t.pushed.here) });
    await here.click();
    await expect(here).toBeChecked();
    await press(t.notices.test)(page);
    await expect(page.getByText(t.pushed.tested)).toBeVisible();
    await lookThrough(page, page.getByRole('region', { name: t.pushed.heading }), `${size}-pushed`);
    expect(problems).toEqual([]);
  });
});

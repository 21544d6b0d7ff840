// The life of a channel under an admin's hands, at the real desk; and each of its states on the fake server, for the eye.
import { expect, test } from '@playwright/test';
import { inspect, signIn } from './at';
import { expectAccessible, photograph, watch } from './page';
import { Customer, hasProgram, Stack } from './stack';

const PHONE = { width: 390, height: 844 };

for (const scheme of ['light', 'dark'] as const) {
  test(`what can be done with a channel, ${scheme}`, async ({ page }) => {
    const problems = watch(page);
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize(PHONE);
    await page.goto('/fake.html');
    await page.getByRole('button', { name: 'Channels' }).click();
    const first = page.getByRole('dialog').getByRole('listitem').first();
    await first.getByRole('button', { name: 'Pause' }).click();
    await expect(first.getByText('Paused')).toBeVisible();
    await first.getByRole('button', { name: 'What to do with @acme_shop_bot' }).click();
    await first.getByRole('button', { name: 'New webhook secret' }).click();
    await expect(first.getByText('The one before is accepted until')).toBeVisible();
    await expect(first.getByText('It calls other.example instead of this desk.')).toBeVisible();
    await photograph(page, `channel-life-${scheme}`);
    await expectAccessible(page);
    await first.getByRole('button', { name: 'Remove' }).click();
    await expect(first.getByRole('button', { name: 'Keep it' })).toBeFocused();
    await photograph(page, `channel-remove-${scheme}`);
    await expectAccessible(page);
    await page.keyboard.press('Enter');
    await expect(first.getByRole('button', { name: 'Remove' })).toBeFocused();
    await first.getByRole('button', { name: 'Remove' }).click();
    await first.getByRole('button', { name: 'Remove for good' }).click();
    await expect(first.getByText('Being removed…')).toBeVisible();
    expect(problems).toEqual([]);
  });
}

test.describe('at the real desk', () => {
  test.skip(!hasProgram());

  const stack = new Stack();

  test.beforeAll(() => stack.start());
  test.afterAll(() => stack.end());

  test('a channel is paused, goes on, is looked at, gets another secret and is removed', async ({ page }) => {
    const problems = watch(page);
    const customer = new Customer(stack, '700901', 'Wanda Waits');
    await customer.arrives();
    await customer.writes('Is anybody there?');
    await signIn(page, stack);
    await page.getByTestId('chats').getByText('Wanda Waits').click();
    const log = page.getByRole('log');
    const dialog = page.getByRole('dialog');
    const first = dialog.getByRole('listitem').first();
    const channels = page.getByRole('button', { name: 'Channels', exact: true });

    await channels.click();
    await first.getByRole('button', { name: 'Pause' }).click();
    await expect(first.getByText('Paused', { exact: true })).toBeVisible();
    await inspect(page, 'channel-paused');
    await page.keyboard.press('Escape');
    const composer = page.getByRole('textbox', { name: 'Answer' });
    await composer.fill('We will see.');
    await composer.press('Enter');
    await expect(log.getByText('Waits: the channel is paused.')).toBeVisible();
    await customer.writes('Still here.');
    await expect(log.getByText('Still here.')).toBeVisible();
    await inspect(page, 'answer-waits');
    expect(await customer.received()).toEqual([]);

    await channels.click();
    await first.getByRole('button', { name: 'Go on' }).click();
    await expect(first.getByText('Works')).toBeVisible();
    await expect.poll(() => customer.received()).toEqual(['We will see.']);
    await expect(log.getByText('Waits: the channel is paused.')).toHaveCount(0);

    await first.getByRole('button', { name: /^What to do with/ }).click();
    await first.getByRole('button', { name: 'Look now' }).click();
    await expect(first.getByText('All is well.')).toBeVisible();
    await first.getByRole('button', { name: 'New webhook secret' }).click();
    await expect(first.getByText('The one before is accepted until')).toBeVisible();
    await customer.writes('By the new secret.');
    await expect(log.getByText('By the new secret.')).toBeVisible();
    await inspect(page, 'channel-health');

    await first.getByRole('button', { name: 'Remove' }).click();
    await first.getByRole('button', { name: 'Remove for good' }).click();
    await expect(dialog.getByRole('listitem')).toHaveCount(1);
    await page.keyboard.press('Escape');
    await expect(page.getByText('This channel was removed: nothing can be sent')).toBeVisible();
    await composer.fill('Too late');
    await expect(page.getByRole('button', { name: 'Send' })).toBeDisabled();
    await expect(log.getByText('We will see.')).toBeVisible();
    await inspect(page, 'channel-gone');
    expect(problems).toEqual([]);
  });
});

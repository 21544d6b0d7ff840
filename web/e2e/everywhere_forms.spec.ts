// The forms of the settings and of the channels in Russian, on a wide screen and on a phone, light and dark: what admins fill in
// speaks the tongue, nothing is cut off, and axe objects to nothing.
import { expect, test, type Locator, type Page } from '@playwright/test';
import { ru as t } from '../src/i18n/ru';
import { begins, enter, look, lookThrough, press, SIZES } from './everywhere';
import { watch } from './page';
import { png } from './png';
import { Customer, hasProgram, Stack } from './stack';

test.skip(!hasProgram());

const stack = new Stack();

test.beforeAll(async () => {
  await stack.start();
  const anna = new Customer(stack, '700431', 'Анна Петрова');
  await anna.arrives();
  await anna.writes('Когда вы открыты?');
});
test.afterAll(() => stack.end());

const inDialog = (page: Page, heading: string) => page.getByRole('dialog', { name: heading, exact: true });
const formWith = (dialog: Locator, label: string) =>
  dialog.locator('form').filter({ has: dialog.page().getByLabel(label, { exact: true }) });
const named = (place: Locator, name: string) => place.getByRole('button', { name, exact: true });

/** Both sizes write into the same desk. */
const nameOf = (size: string) => (size === 'wide' ? 'длинная' : 'короткая');

async function operators(page: Page, dialog: Locator, size: string): Promise<void> {
  await press(begins(t.operators.edit('')))(page);
  const editor = formWith(dialog, t.operators.limit);
  await named(editor, t.operators.reset).click();
  await expect(dialog.getByTestId('once-link')).toBeVisible();
  await named(editor, t.operators.deactivate).click();
  await named(editor, t.secondFactor.takeAway).click();
  await lookThrough(page, editor, `${size}-operator`);
  await named(editor, t.operators.cancel).click();

  await dialog.getByLabel(t.settings.inviteEmail).fill(`${size}@example.com`);
  await named(dialog, t.settings.invite).click();
  await expect(dialog.getByTestId('join-link')).toBeVisible();
  await lookThrough(page, formWith(dialog, t.settings.inviteEmail), `${size}-invited`);
}

async function savedReply(page: Page, dialog: Locator, size: string): Promise<void> {
  const name = `Часы работы, ${nameOf(size)}`;
  const form = formWith(dialog, t.saved.name).filter({ hasText: t.savedFiles.label });
  await named(dialog, t.saved.add).click();
  await form.getByLabel(t.saved.name, { exact: true }).fill(name);
  await form.getByRole('textbox', { name: begins(t.saved.text) }).fill('{first_name}, мы открыты с 9 до 18.');
  const map = { name: 'схема проезда.png', mimeType: 'image/png', buffer: png(64, 64, [40, 90, 160]) };
  await form.getByLabel(t.savedFiles.add).setInputFiles([map]);
  await expect(form.getByRole('listitem')).toHaveCount(1);
  await lookThrough(page, form, `${size}-saved-new`);
  await named(form, t.saved.save).click();
  await press(t.saved.edit(name))(page);
  await expect(form.getByRole('button', { name: t.file.remove('схема проезда.png') })).toBeVisible();
  await named(form, t.saved.remove).click();
  await lookThrough(page, form, `${size}-saved`);
  await named(form, t.saved.cancel).click();
}

async function funnel(page: Page, dialog: Locator, size: string): Promise<void> {
  const name = `Знакомство, ${nameOf(size)}`;
  const form = formWith(dialog, t.funnel.unit);
  await named(dialog, t.funnel.addNew).click();
  const text = (step: number) => form.getByLabel(`${t.funnel.step(step)}: ${t.funnel.text}`);
  await form.getByLabel(t.funnel.name, { exact: true }).fill(name);
  await text(1).fill('Здравствуйте, {first_name|покупатель}!');
  await named(form, t.funnel.addStep).click();
  await text(2).fill('Скидка действует ещё три дня.');
  await form.locator('summary').click();
  await lookThrough(page, form, `${size}-funnel-new`);
  await named(form, t.funnel.save).click();
  await press(t.funnel.edit(name))(page);
  await named(form, t.funnel.remove).click();
  await lookThrough(page, form, `${size}-funnel`);
  await named(form, t.funnel.cancel).click();
}

async function workspace(page: Page, dialog: Locator, size: string): Promise<void> {
  const reasons = formWith(dialog, t.settings.required);
  await reasons.getByRole('textbox').fill(`Решено\nНе дозвонились\n${nameOf(size)} причина`);
  await lookThrough(page, reasons, `${size}-reasons`);
  await named(reasons, t.settings.save).click();
  await expect(page.getByText(t.settings.saved, { exact: true })).toBeVisible();

  const form = formWith(dialog, t.workspace.name);
  await form.getByLabel(t.workspace.hasHours).check();
  await form.getByLabel('Суббота').fill('с десяти');
  await form.getByLabel(t.workspace.away).fill('Мы ответим утром.');
  await expect(form.getByText(t.workspace.badHours)).toBeVisible();
  await lookThrough(page, form, `${size}-workspace`);
  await form.getByLabel(t.workspace.hasHours).uncheck();
}

async function costsAndFiles(page: Page, dialog: Locator, size: string): Promise<void> {
  const costs = dialog.getByRole('region', { name: t.costs.heading });
  await named(costs, t.costs.count).click();
  await expect(costs.getByText(t.costs.counted)).toBeVisible();
  await lookThrough(page, costs, `${size}-costs`);

  const files = dialog.getByRole('region', { name: t.files.heading });
  const brings = (rows: string) => {
    const csv = { name: 'контакты.csv', mimeType: 'text/csv', buffer: Buffer.from(rows) };
    return files.locator('input[type=file]').setInputFiles([csv]);
  };
  await brings('contact,отчество\n');
  await expect(files.getByRole('alert')).toContainText('«отчество»');
  await brings('contact,tags\nc0\n');
  await expect(files.getByRole('alert')).toContainText('В строке 2 ');
  await brings('contact,first_name\nc0,Никто\n');
  await expect(files.getByTestId('refused-rows')).toBeVisible();
  await lookThrough(page, files, `${size}-files`);
}

for (const size of SIZES) {
  test(`the forms of the settings speak Russian and fit, ${size}`, async ({ page }) => {
    test.setTimeout(120_000);
    const problems = watch(page);
    await enter(page, stack, size);
    await press(t.settings.heading)(page);
    const dialog = inDialog(page, t.settings.heading);
    for (const part of [operators, savedReply, funnel, workspace, costsAndFiles])
      await test.step(part.name, () => part(page, dialog, size));

    await named(dialog, t.operators.audit).click();
    const log = inDialog(page, t.audit.heading);
    await expect(log.getByRole('row').nth(1)).toBeVisible();
    // What it was done to, before and after, is written as programs write it.
    const facts = await log.locator('td:nth-child(n + 4) bdi').allInnerTexts();
    await look(page, `${size}-audit`, facts);
    expect(problems).toEqual([]);
  });

  test(`what is done with a channel speaks Russian and fits, ${size}`, async ({ page }) => {
    const problems = watch(page);
    await enter(page, stack, size);
    await press(t.rail.channels)(page);
    const dialog = inDialog(page, t.channels.heading);
    const first = dialog.getByRole('listitem').first();
    await named(first, t.channels.pause).click();
    await expect(first.getByText(t.channels.pausedHint)).toBeVisible();
    await first.getByRole('button', { name: begins(t.channels.more('').trim()) }).click();
    await named(first, t.channels.look).click();
    await expect(first.getByText(t.channels.neverLooked)).toHaveCount(0);
    await named(first, t.channels.remove).click();
    await lookThrough(page, first, `${size}-channel`);
    await named(first, t.channels.keep).click();
    await named(first, t.channels.renew).click();
    await first.locator('input').fill('не тот');
    await named(first, t.channels.replace).click();
    await expect(first.getByRole('alert')).toHaveText(t.refusals.bad_token);
    await lookThrough(page, first, `${size}-channel-token`);
    await named(first, t.channels.resume).click();
    await expect(first.getByText(t.channels.active)).toBeVisible();
    expect(problems).toEqual([]);
  });
}

// Last: what keys end with are letters of no tongue, and they stay in the settings.
for (const size of SIZES) {
  test(`making an API key speaks Russian and fits, ${size}`, async ({ page }) => {
    const problems = watch(page);
    await enter(page, stack, size);
    await press(t.settings.heading)(page);
    const dialog = inDialog(page, t.settings.heading);
    await named(dialog, t.apiKeys.add).click();
    const form = formWith(dialog, t.apiKeys.name);
    await form.getByLabel(t.apiKeys.name).fill('Магазин');
    const ends = dialog.getByText(begins(t.apiKeys.ends('')));
    await lookThrough(page, form, `${size}-key`, await ends.allInnerTexts());
    await named(form, t.apiKeys.make).click();
    const made = inDialog(page, t.apiKeys.made);
    await expect(made.getByTestId('api-try')).toBeVisible();
    const token = await made.getByTestId('api-key').innerText();
    await look(page, `${size}-key-made`, [token, ...(await ends.allInnerTexts())]);
    await named(made, t.apiKeys.done).click();
    expect(problems).toEqual([]);
  });
}

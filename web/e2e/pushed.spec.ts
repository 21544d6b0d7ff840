// Notices by the browser's push service, while the desk is not open: switched on, brought, shown, pressed, taken away.
import { expect, test, type BrowserContext, type Page, type Worker } from '@playwright/test';
import { inspect, signIn } from './at';
import { watch } from './page';
import { PushService } from './push_service';
import { Customer, hasProgram, PROGRAM, Stack } from './stack';
import type { PushNotice } from '../src/proto';

test.skip(!hasProgram());

const service = new PushService();
let stack: Stack;
let ada: Customer;

test.beforeAll(async () => {
  await service.start();
  stack = new Stack(PROGRAM, { SWITCHBOARD_PUSH_SERVICES: service.origin });
  await stack.start();
  ada = new Customer(stack, '705001', 'Ada');
  await ada.arrives();
  await ada.writes('Hello?');
});
test.afterAll(async () => {
  service.end();
  await stack.end();
});

/** What stands on the screen. */
const standing = (worker: Worker) =>
  worker.evaluate(async () => {
    const { registration } = self as unknown as { registration: ServiceWorkerRegistration };
    const shown = await registration.getNotifications();
    return shown.map(({ title, body, tag, lang }) => ({ title, body, tag, lang }));
  });

/**
 * Notices, brought to the worker in one moment, as the browser does once it has opened them; it is through with them at the end.
 * Nobody may ask meanwhile what stands on the screen: Chromium forgets what it does not find there yet.
 */
async function bring(context: BrowserContext, page: Page, ...notices: PushNotice[]): Promise<void> {
  const session = await context.newCDPSession(page);
  const service = 'pushMessaging';
  await session.send('BackgroundService.clearEvents', { service });
  await session.send('BackgroundService.startObserving', { service });
  await session.send('BackgroundService.setRecording', { service, shouldRecord: true });
  const ends: string[] = [];
  session.on('BackgroundService.backgroundServiceEventReceived', ({ backgroundServiceEvent: event }) => {
    const status = event.eventMetadata.find(({ key }) => key === 'Status');
    if (status) ends.push(status.value);
  });
  const found = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const ours = registrations.find(({ scopeURL }) => scopeURL === `${stack.url}/`);
      if (ours) resolve(ours.registrationId);
    });
  });
  await session.send('ServiceWorker.enable');
  const registrationId = await found;
  for (const data of notices.map((notice) => JSON.stringify(notice)))
    await session.send('ServiceWorker.deliverPushMessage', { origin: stack.url, registrationId, data });
  // With no page open the browser has to start the worker first, which takes seconds where much else goes on.
  await expect.poll(() => ends, { timeout: 30_000 }).toEqual(notices.map(() => 'Success'));
  await session.detach();
}

async function preferences(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('button', { name: 'Preferences' }).click();
}

test('news reach a browser in which the desk is closed, and go away once they are read', async ({
  page,
  context,
}) => {
  const problems = watch(page);
  await context.grantPermissions(['notifications'], { origin: stack.url });
  await service.serve(context);
  await signIn(page, stack);
  await page.getByTestId('chats').getByText('Ada').click();
  await page.getByRole('button', { name: 'Take', exact: true }).click();
  await expect(page.getByText('You have this chat')).toBeAttached();

  await preferences(page);
  const here = page.getByRole('switch', { name: /Tell me on this device/ });
  await expect(here).not.toBeChecked();
  await here.click();
  await expect(here).toBeChecked();
  await page.getByRole('switch', { name: /beginning of the message/ }).click();
  await page.getByRole('button', { name: 'Send a test notice' }).scrollIntoViewIfNeeded();
  await inspect(page, 'pushed-preferences');
  await page.getByRole('button', { name: 'Send a test notice' }).click();
  await expect.poll(() => service.brought.at(-1)?.notice.is_test).toBe(true);
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
  await bring(context, page, service.brought.at(-1)?.notice as PushNotice);
  expect(await standing(worker)).toEqual([
    { title: 'Switchboard', body: 'This is a test: your notices arrive here.', tag: 'test', lang: 'en' },
  ]);

  // The desk is closed, and somebody writes.
  await page.goto('about:blank');
  const before = service.brought.length;
  await ada.writes('Is anybody there?');
  await expect.poll(() => service.brought.length, { timeout: 30_000 }).toBe(before + 1);
  const { headers, notice } = service.brought.at(-1) as {
    headers: Record<string, string>;
    notice: PushNotice;
  };
  expect(headers['authorization']).toMatch(/^vapid t=.+, k=.+/);
  await bring(context, page, notice);
  const told = (body: string) => expect.objectContaining({ title: 'Ada', body }) as object;
  expect(await standing(worker)).toContainEqual(told('New message\n“Is anybody there?”'));
  // Two in one moment: each counts on from the other.
  await bring(context, page, notice, notice);
  expect(await standing(worker)).toContainEqual(told('3 new messages\n“Is anybody there?”'));

  // Pressed: a window of the desk shows the chat, and with that it is read.
  await page.goto(`${stack.url}/chats`);
  await expect(page.getByTestId('chats').getByText('Ada')).toBeVisible();
  await worker.evaluate(async () => {
    const world = self as unknown as { registration: ServiceWorkerRegistration } & EventTarget;
    const all = await world.registration.getNotifications();
    const notification = all.find(({ title }) => title === 'Ada');
    const Pressed = (globalThis as unknown as { NotificationEvent: typeof Event }).NotificationEvent;
    world.dispatchEvent(new Pressed('notificationclick', { notification } as EventInit));
  });
  await expect(page.getByRole('log').getByText('Is anybody there?')).toBeVisible();

  // Brought late: it was read meanwhile.
  await page.goto('about:blank');
  await bring(context, page, notice);
  expect((await standing(worker)).some(({ title }) => title === 'Ada')).toBe(true);
  await page.goto(`${stack.url}/chats`);
  await expect.poll(async () => (await standing(worker)).some(({ title }) => title === 'Ada')).toBe(false);
  expect(problems).toEqual([]);
});

test('whoever signs out is told nothing there any more', async ({ page, context }) => {
  await context.grantPermissions(['notifications'], { origin: stack.url });
  await service.serve(context);
  await signIn(page, stack);
  await preferences(page);
  const here = page.getByRole('switch', { name: /Tell me on this device/ });
  await here.click();
  await expect(here).toBeChecked();
  await here.click();
  await expect(here).not.toBeChecked();
  await here.click();
  await expect(here).toBeChecked();
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByLabel('E-mail')).toBeVisible();
  await expect.poll(() => page.evaluate(() => localStorage.getItem('agreed with a push service'))).toBeNull();

  await signIn(page, stack);
  await preferences(page);
  await expect(page.getByRole('switch', { name: /Tell me on this device/ })).not.toBeChecked();
});

test('a browser that may not, or has no service, says so', async ({ page, context }) => {
  // Whatever is not granted is forbidden from here on.
  await context.grantPermissions(['clipboard-read'], { origin: stack.url });
  await signIn(page, stack);
  await preferences(page);
  await expect(page.getByText('This browser forbids it.')).toBeVisible();
  await context.grantPermissions(['notifications'], { origin: stack.url });
  await page.reload();
  await preferences(page);
  const here = page.getByRole('switch', { name: /Tell me on this device/ });
  await here.click();
  await expect(page.getByText('This browser has no service that could wake it.')).toBeVisible();
  await expect(here).not.toBeChecked();
});

// The service worker: the page opens without a network, and what it needs is loaded once. It knows nothing of the desk:
// what operators see lies in the page's own store.
//
// Pages come from the network as long as it answers in time, else as they last came. Assets are named after their
// contents, so one that was loaded is never asked for again. Nothing else passes here.
//
// It also shows what a push service brings while the desk is not looked at.
import type { PushNotice } from '../proto';
import { shownOf, type Kept } from './notices';

import { SHARE, share } from './share';

/** The part of a worker's world that is used here; the types of pages and of workers exclude each other. */
interface Waiting extends Event {
  waitUntil(what: Promise<unknown>): void;
}
interface Asking extends Waiting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Pushed extends Waiting {
  readonly data: { json(): unknown } | null;
}
interface Pressed extends Waiting {
  readonly notification: Notification;
}
/** A window of the desk. */
interface Window {
  readonly url: string;
  readonly focused: boolean;
  readonly visibilityState: string;
  focus(): Promise<unknown>;
  postMessage(said: unknown): void;
}
interface World {
  addEventListener(type: 'push', act: (event: Pushed) => void): void;
  addEventListener(type: 'notificationclick', act: (event: Pressed) => void): void;
  addEventListener(type: 'install' | 'activate', act: (event: Waiting) => void): void;
  addEventListener(type: 'fetch', act: (event: Asking) => void): void;
  addEventListener(type: 'message', act: (event: Waiting & MessageEvent<unknown>) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: {
    claim(): Promise<void>;
    matchAll(wanted: { type: 'window'; includeUncontrolled: boolean }): Promise<readonly Window[]>;
    openWindow(path: string): Promise<unknown>;
  };
  readonly registration: ServiceWorkerRegistration;
}
const world = globalThis as unknown as World;

const PAGES = 'pages';
const ASSETS = 'assets';
/** All pages of the client are this one. */
const PAGE = '/';
/** A network slower than this counts as none while there is something to show. */
const PATIENCE_MS = 4000;
/** Assets kept: two releases of them. The oldest go first. */
const ASSETS_MAX = 120;

world.addEventListener('install', (event) => {
  event.waitUntil(world.skipWaiting());
});

world.addEventListener('activate', (event) => {
  event.waitUntil(world.clients.claim());
});

// A page that was loaded before this worker was there says what it is made of.
world.addEventListener('message', (event) => {
  const { loaded } = event.data as { loaded: string[] };
  event.waitUntil(keep(loaded));
});

world.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const isOurs = url.origin === location.origin;
  if (request.method === 'POST' && request.mode === 'navigate' && isOurs && url.pathname === SHARE)
    return event.respondWith(share(request, caches));
  if (request.method !== 'GET' || !isOurs) return;
  if (request.mode === 'navigate' && isClient(url.pathname)) event.respondWith(page(request, event));
  else if (url.pathname.startsWith('/assets/')) event.respondWith(asset(request));
  else if (isBeside(url.pathname)) event.respondWith(newest(request));
});

/** The end of what is being shown. */
let told: Promise<void> = Promise.resolve();

world.addEventListener('push', (event) => {
  const notice = event.data?.json() as PushNotice | undefined;
  if (!notice) return;
  // Each counts on from what stands, so they are shown one after the other, though one whose picture does not come holds up none.
  const late = new Promise<void>((resolve) => setTimeout(resolve, PATIENCE_MS));
  told = Promise.race([told.catch(() => undefined), late]).then(() => tell(notice));
  event.waitUntil(told);
});

world.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open((event.notification.data as Kept | null)?.chat ?? null));
});

/** Shows what is news, and takes away what is not any more. */
async function tell(notice: PushNotice): Promise<void> {
  const standing = await world.registration.getNotifications();
  const kept = (one: Notification) => (one.data ?? {}) as Kept;
  const isOver = (chat: string | undefined) => chat !== undefined && notice.over.includes(chat);
  for (const one of standing) if (isOver(kept(one).chat)) one.close();
  const windows = await windowsOpen();
  // Whoever looks at the desk sees it there; a test is to be seen anyway.
  if (windows.some(({ focused }) => focused) && !notice.is_test) return;
  const known = new Map(standing.filter((one) => !isOver(kept(one).chat)).map((one) => [one.tag, kept(one)]));
  for (const { title, body, tag, kept: data } of shownOf(notice, known)) {
    const looks = { body, tag, data, lang: notice.language, icon: '/icon-192.png', renotify: true };
    await world.registration.showNotification(title, looks);
  }
}

async function windowsOpen(): Promise<readonly Window[]> {
  const all = await world.clients.matchAll({ type: 'window', includeUncontrolled: true });
  return all.filter(({ url }) => isClient(new URL(url).pathname));
}

/** Shows a chat in a window there is, else in a new one. */
async function open(chat: string | null): Promise<void> {
  const windows = await windowsOpen();
  const first = windows.find(({ visibilityState }) => visibilityState === 'visible') ?? windows[0];
  if (first) {
    first.postMessage({ open: chat });
    // Refused where the browser does not take this for a press: the window shows the chat all the same.
    await first.focus().catch(() => undefined);
  } else {
    await world.clients.openWindow(chat === null ? '/chats' : `/chats/${encodeURIComponent(chat)}`);
  }
}

/** Whether an address shows the client: those with a dot are files, the rest belongs to others. */
function isClient(path: string): boolean {
  return !/^\/(api|pretend|files|socket|webhooks)(\/|$)/.test(path) && !path.includes('.');
}

/** A file beside the page, under a name that stays: a script, an icon, the manifest. */
function isBeside(path: string): boolean {
  return /^\/[\w-]+\.(js|svg|png|webmanifest)$/.test(path);
}

/** From the network, else as it last came. */
async function newest(request: Request): Promise<Response> {
  const pages = await caches.open(PAGES);
  try {
    const answer = await fetch(request);
    if (answer.ok) await pages.put(request, answer.clone());
    return answer;
  } catch (error) {
    const known = await pages.match(request);
    if (known) return known;
    throw error;
  }
}

async function page(request: Request, event: Asking): Promise<Response> {
  const pages = await caches.open(PAGES);
  const asked = fetch(request).then(async (answer) => {
    if (answer.ok) await pages.put(PAGE, answer.clone());
    return answer;
  });
  event.waitUntil(asked.catch(() => undefined));
  const known = await pages.match(PAGE);
  if (!known) return asked;
  const late = new Promise<Response>((resolve) => setTimeout(() => resolve(known), PATIENCE_MS));
  return Promise.race([asked.catch(() => known), late]);
}

async function keep(loaded: readonly string[]): Promise<void> {
  const pages = await caches.open(PAGES);
  if (!(await pages.match(PAGE))) await pages.add(PAGE);
  for (const url of loaded) await (isBeside(url) ? newest : asset)(new Request(url));
}

async function asset(request: Request): Promise<Response> {
  const assets = await caches.open(ASSETS);
  const known = await assets.match(request);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok) {
    await assets.put(request, answer.clone());
    const keys = await assets.keys();
    await Promise.all(keys.slice(0, -ASSETS_MAX).map((key) => assets.delete(key)));
  }
  return answer;
}

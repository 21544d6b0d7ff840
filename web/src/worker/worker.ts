// The service worker: the page opens without a network, and what it needs is loaded once. It knows nothing of the desk:
// what operators see lies in the page's own store.
//
// Pages come from the network as long as it answers in time, else as they last came. Assets are named after their
// contents, so one that was loaded is never asked for again. Nothing else passes here.

import { SHARE, share } from './share';

/** The part of a worker's world that is used here; the types of pages and of workers exclude each other. */
interface Waiting extends Event {
  waitUntil(what: Promise<unknown>): void;
}
interface Asking extends Waiting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface World {
  addEventListener(type: 'install' | 'activate', act: (event: Waiting) => void): void;
  addEventListener(type: 'fetch', act: (event: Asking) => void): void;
  addEventListener(type: 'message', act: (event: Waiting & MessageEvent<unknown>) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
}
const world = globalThis as unknown as World;

const PAGES = 'pages';
const ASSETS = 'assets';
/** All pages of the client are this one. */
const PAGE = '/';
/** A network slower than this counts as none while there is a page to show. */
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

// The browser's side of being told by its push service, although the desk is not open in it.
import type { TellBrowser } from '../proto';

/** Digits of a browser's id, as the server makes it of the endpoint. */
const ID_DIGITS = 16;

/** What the service worker says when somebody pressed a notice. */
interface Pressed {
  open: string | null;
}

/** Whether this browser can be told at all: on pages that are not secure it cannot. */
export function canBeTold(): boolean {
  return 'serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis;
}

async function registration(): Promise<ServiceWorkerRegistration | undefined> {
  return canBeTold() ? navigator.serviceWorker.getRegistration('/') : undefined;
}

/** What this browser has agreed to; null: nothing. */
export async function subscription(): Promise<PushSubscription | null> {
  return (await registration())?.pushManager.getSubscription() ?? null;
}

/** Agrees with the desk of this key, and with no other. Rejects where the browser has no push service. */
export async function subscribe(key: string): Promise<PushSubscription> {
  if (!(await registration())) throw new Error('no worker');
  // One that is still being started agrees to nothing.
  const here = await navigator.serviceWorker.ready;
  const known = await here.pushManager.getSubscription();
  if (known && isAgreedWith(known, key)) return known;
  await known?.unsubscribe();
  return here.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) });
}

/** Takes back what this browser agreed to. */
export async function unsubscribe(): Promise<void> {
  await (await subscription().catch(() => null))?.unsubscribe().catch(() => false);
}

function isAgreedWith({ options }: PushSubscription, key: string): boolean {
  const agreed = new Uint8Array(options.applicationServerKey ?? new ArrayBuffer(0));
  const wanted = bytesOf(key);
  return agreed.length === wanted.length && agreed.every((byte, at) => byte === wanted[at]);
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** As the desk wants it described. */
export function described(agreed: PushSubscription, language: string): TellBrowser {
  const { endpoint = '', keys = {} } = agreed.toJSON();
  return { endpoint, p256dh: keys.p256dh ?? '', auth: keys.auth ?? '', language };
}

/** By which the desk names this browser. */
export async function idOf({ endpoint }: PushSubscription): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint));
  const digits = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0'));
  return digits.join('').slice(0, ID_DIGITS);
}

/** Closes notices of chats that need nobody any more, as whoever knows them up to this commit may say. */
export async function closeNotices(isOver: (chat: string, version: number) => boolean): Promise<void> {
  const shown = (await (await registration())?.getNotifications()) ?? [];
  for (const notice of shown) {
    const { chat, version = 0 } = (notice.data ?? {}) as { chat?: string; version?: number };
    if (chat !== undefined && isOver(chat, version)) notice.close();
  }
}

/** Learns of notices that were pressed, by their chat; the way to stop. */
export function onPressed(open: (chat: string | null) => void): () => void {
  if (!('serviceWorker' in navigator)) return () => undefined;
  const worker = navigator.serviceWorker;
  const hear = ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'object' && data !== null && 'open' in data) open((data as Pressed).open);
  };
  worker.addEventListener('message', hear);
  return () => worker.removeEventListener('message', hear);
}

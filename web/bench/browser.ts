// The browser the bench measures in: pages of their own, a slower processor, a slower network, and how much memory is used.
import { chromium, type Browser, type CDPSession, type Page } from '@playwright/test';
import { CHROMIUM } from '../e2e/chromium';
import { install } from './probe';

/** How much slower than this machine the one of an operator may be. */
export const SLOWDOWN = 4;
const MB = 1_000_000;

export interface Measured {
  page: Page;
  cdp: CDPSession;
}

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
    ],
  });
}

/** Errors of the client that nobody caught, on any page of the bench: figures of a client that is broken mean nothing. */
export const faults: string[] = [];

/** A page with an empty cache. */
export async function openPage(browser: Browser): Promise<Measured> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(error.stack ?? error.message));
  await page.addInitScript(install);
  return { page, cdp: await context.newCDPSession(page) };
}

export async function slow({ cdp }: Measured, rate: number): Promise<void> {
  await cdp.send('Emulation.setCPUThrottlingRate', { rate });
}

/** 1.6 Mbit/s down, half of that up, 150 ms there and back. */
export async function overSlow4G({ cdp }: Measured): Promise<void> {
  await cdp.send('Network.enable');
  const throughput = { downloadThroughput: 200_000, uploadThroughput: 100_000 };
  await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: 150, ...throughput });
}

export async function overFastNetwork({ cdp }: Measured): Promise<void> {
  const throughput = { downloadThroughput: -1, uploadThroughput: -1 };
  await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: 0, ...throughput });
}

/** What is still used after everything unused was thrown away, in MB. */
export async function heap({ cdp }: Measured): Promise<number> {
  for (let round = 0; round < 2; round++) await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  return usedSize / MB;
}

/** How long the page has used a processor since it was opened, in ms: waiting for one, as others may use it, is not counted. */
export async function busyMs({ cdp }: Measured): Promise<number> {
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  const { metrics } = await cdp.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN) * 1000;
}

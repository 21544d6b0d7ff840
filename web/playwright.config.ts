// Browser tests in the system's Chromium; nothing is downloaded. Fake pages come from dist-test (`npm run e2e` builds it).
import { defineConfig } from '@playwright/test';
import { CHROMIUM, hasChromium } from './e2e/chromium';

// Below the ports a system hands out for outgoing connections, one of which could have just this number.
const PORT = 14790;

if (!hasChromium()) {
  // Silence would look like success on a build machine.
  if (process.env.CI === 'true') throw new Error(`Chromium is missing at ${CHROMIUM}; set CHROMIUM`);
  console.log(
    `Chromium is missing at ${CHROMIUM}: browser tests are skipped (set CHROMIUM, or CI=true to fail)`,
  );
}

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  ...(hasChromium() ? {} : { testIgnore: '**' }),
  fullyParallel: false,
  workers: 1,
  timeout: 60_000,
  reporter: 'list',
  use: {
    baseURL: `http://127.0.0.1:${PORT}`,
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      executablePath: CHROMIUM,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        // A microphone that beeps, and nobody who has to allow it.
        '--use-fake-device-for-media-stream',
        '--use-fake-ui-for-media-stream',
      ],
    },
  },
  webServer: hasChromium()
    ? [
        {
          command: `npx vite preview --mode test --outDir dist-test --host 127.0.0.1 --port ${PORT} --strictPort`,
          url: `http://127.0.0.1:${PORT}/fixtures.html`,
        },
      ]
    : [],
});

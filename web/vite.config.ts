// How the client is served while developing and how it is built.
//
// The product is index.html and pretend.html. Mode `test` builds the pages that run without a back end instead (fake.html,
// fake-pretend.html, fixtures.html, drawings.html), so they never reach production.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import tailwind from '@tailwindcss/vite';
import { defineConfig } from 'vitest/config';
import { early } from './early.ts';
import { fileOf, kept } from './together.ts';

const BACK_END = process.env.SWITCHBOARD_URL ?? 'http://127.0.0.1:8080';

/** What the deployment sends too; the tests run under it, so nothing that needs more can slip in. */
export const SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types svelte-trusted-html switchboard-worker',
].join('; ');

/** Text follows the size chosen in the browser and on the desk; lines, discs and gaps keep theirs. */
const SCALED_TEXT = {
  postcssPlugin: 'scaled-text',
  Declaration: {
    'font-size': (declaration: { value: string }) => {
      const px = /^([\d.]+)px$/.exec(declaration.value)?.[1];
      if (px) declaration.value = `calc(${Number(px) / 16}rem * var(--text-scale))`;
    },
  },
};

export default defineConfig(({ mode }) => ({
  plugins: [tailwind(), svelte(), early(), kept()],
  css: { postcss: { plugins: [SCALED_TEXT] } },
  build: {
    target: 'es2023',
    outDir: mode === 'test' ? 'dist-test' : 'dist',
    modulePreload: { polyfill: false },
    // Everything stays a file of its own: a data: URL would need a wider security policy.
    assetsInlineLimit: 0,
    rollupOptions: {
      input:
        mode === 'test'
          ? ['fake.html', 'fake-pretend.html', 'fixtures.html', 'drawings.html']
          : ['index.html', 'pretend.html', 'src/worker/worker.ts'],
      // The worker's address stays the same: browsers ask for it again by its name.
      output: {
        ...(mode === 'test' ? {} : { codeSplitting: { groups: [{ name: fileOf, debugName: 'together' }] } }),
        entryFileNames: ({ name }) => (name === 'worker' ? 'worker.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
  server: {
    proxy: {
      '/api': BACK_END,
      '^/pretend/.+': BACK_END,
      '/socket': { target: BACK_END, ws: true },
    },
  },
  preview: { headers: { 'content-security-policy': SECURITY_POLICY } },
  test: {
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
    setupFiles: ['tests/setup.ts'],
    environment: 'node',
  },
}));

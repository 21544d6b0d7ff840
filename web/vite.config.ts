// How the client is served while developing and how it is built.
//
// The product is index.html and pretend.html. Mode `test` builds the pages that run without a back end instead (fake.html,
// fake-pretend.html, fixtures.html, drawings.html), so they never reach production.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import tailwind from '@tailwindcss/vite';
import { defineConfig } from 'vitest/config';

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
  'trusted-types svelte-trusted-html',
].join('; ');

export default defineConfig(({ mode }) => ({
  plugins: [tailwind(), svelte()],
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
          : ['index.html', 'pretend.html'],
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
  test: { include: ['src/**/*.test.ts', 'tests/**/*.test.ts'], environment: 'node' },
}));

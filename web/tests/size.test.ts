// What a browser loads before the desk is usable stays small; measured on the built client, where there is one.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const SCRIPT_BYTES_MAX = 140_000;
const STYLE_BYTES_MAX = 20_000;

/** Compressed bytes of everything the page names whose address matches. */
function weight(html: string, pattern: RegExp): number {
  const files = [...html.matchAll(pattern)].map(([, path]) => readFileSync(DIST + (path ?? '')));
  return files.reduce((sum, bytes) => sum + brotliCompressSync(bytes).length, 0);
}

describe.skipIf(!existsSync(`${DIST}index.html`))('the built client', () => {
  it('is light', () => {
    const html = readFileSync(`${DIST}index.html`, 'utf8');
    const script = weight(html, /(?:src|href)="\/(assets\/[^"]+\.js)"/g);
    expect(script).toBeGreaterThan(1000);
    expect(script).toBeLessThan(SCRIPT_BYTES_MAX);
    expect(weight(html, /href="\/(assets\/[^"]+\.css)"/g)).toBeLessThan(STYLE_BYTES_MAX);
  });
});

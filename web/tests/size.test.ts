// What a browser loads before the desk is usable stays small; measured on the built client, where there is one.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../src/i18n/languages';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const SCRIPT_BYTES_MAX = 140_000;
const STYLE_BYTES_MAX = 20_000;

/** Compressed bytes of everything the page names whose address matches. */
function weight(html: string, pattern: RegExp): number {
  const files = [...html.matchAll(pattern)].map(([, path]) => readFileSync(DIST + (path ?? '')));
  return files.reduce((sum, bytes) => sum + brotliCompressSync(bytes).length, 0);
}

/** Those of the language with the most of them: a page loads one. */
function wordsWeight(): number {
  const files = readdirSync(`${DIST}assets`);
  const sizes = LANGUAGES.map(({ code }) => {
    const found = files.filter((name) => new RegExp(`^${code}-[^.]+\\.js$`).test(name));
    expect(found, code).toHaveLength(1);
    return brotliCompressSync(readFileSync(`${DIST}assets/${found[0] ?? ''}`)).length;
  });
  return Math.max(...sizes);
}

describe.skipIf(!existsSync(`${DIST}index.html`))('the built client', () => {
  it('is light', () => {
    const html = readFileSync(`${DIST}index.html`, 'utf8');
    const script = weight(html, /(?:src|href)="\/(assets\/[^"]+\.js)"/g);
    // The desk itself is among them, or this weighs nothing but the door.
    expect(script).toBeGreaterThan(50_000);
    expect(script + wordsWeight()).toBeLessThan(SCRIPT_BYTES_MAX);
    expect(weight(html, /href="\/(assets\/[^"]+\.css)"/g)).toBeLessThan(STYLE_BYTES_MAX);
  });
});

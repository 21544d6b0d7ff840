// How much of the built client a browser loads, and when: bytes as they travel, compressed by brotli.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { LANGUAGES } from '../src/i18n/languages';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));

/** Hard limits, and what we want. */
export const SCRIPT_BYTES = { target: 110_000, limit: 140_000 };
export const STYLE_BYTES = { target: 12_000, limit: 20_000 };
export const CHUNK_BYTES = { target: 40_000, limit: 60_000 };

export function isBuilt(): boolean {
  return existsSync(`${DIST}index.html`);
}

/** Before the desk is usable, with the words of one language, and the largest of the files asked for later. */
export function weights(): { script: number; style: number; chunk: number } {
  const pages = readdirSync(DIST).filter((name) => name.endsWith('.html'));
  const html = (name: string) => readFileSync(DIST + name, 'utf8');
  const named = (page: string, pattern: RegExp) =>
    [...html(page).matchAll(pattern)].map(([, path]) => path ?? '');
  const SCRIPT = /(?:src|href)="\/(assets\/[^"]+\.js)"/g;
  const first = new Set(pages.flatMap((page) => named(page, SCRIPT)));
  const lazy = readdirSync(`${DIST}assets`)
    .map((name) => `assets/${name}`)
    .filter((path) => path.endsWith('.js') && !first.has(path));
  const sum = (paths: string[]) => paths.reduce((total, path) => total + weight(path), 0);
  return {
    script: sum(named('index.html', SCRIPT)) + Math.max(...LANGUAGES.map(({ code }) => words(lazy, code))),
    style: sum(named('index.html', /href="\/(assets\/[^"]+\.css)"/g)),
    chunk: Math.max(0, ...lazy.map(weight)),
  };
}

/** The words of one language, which a page loads besides what it names. */
function words(files: readonly string[], code: string): number {
  const [file, ...others] = files.filter((path) => new RegExp(`^assets/${code}-[^.]+\\.js$`).test(path));
  if (file === undefined || others.length > 0) throw new Error(`no one file has the words of ${code}`);
  return weight(file);
}

function weight(path: string): number {
  return brotliCompressSync(readFileSync(DIST + path)).length;
}

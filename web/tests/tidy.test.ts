// Facts of style that a machine can check, so that readers need not.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'svelte/compiler';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LINES_MAX = 400;
/** Words that must not be built in: what a messenger is called and can do comes with GET /api/messengers. */
const MESSENGERS = new RegExp(
  readdirSync(join(ROOT, '../shared/messengers/src'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'pretend')
    .map((entry) => `\\b${entry.name}`)
    .join('|'),
  'i',
);
/** Attributes that people read or hear. */
const WORDED = new Set(['aria-label', 'title', 'placeholder', 'alt', 'label']);

function files(folder: string): string[] {
  return readdirSync(join(ROOT, folder)).flatMap((name) => {
    const path = join(folder, name);
    return statSync(join(ROOT, path)).isDirectory() ? files(path) : [path];
  });
}

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const sources = files('src').filter((path) => !path.startsWith('src/proto') && /\.(ts|svelte)$/.test(path));
const all = [
  ...sources,
  ...['fake', 'tests', 'e2e', 'bench'].flatMap(files).filter((path) => /\.(ts|svelte)$/.test(path)),
];

/** Text of a template that a reader would see: every letter outside of expressions. */
function literals(path: string): string[] {
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== 'object' || node === null) return;
    const { type, name, data, value } = node as Record<string, unknown>;
    if (type === 'StyleDirective' || (type === 'Attribute' && !WORDED.has(String(name)))) return;
    if (type === 'Text' && /\p{L}/u.test(String(data))) found.push(String(data).trim());
    if (type === 'Attribute') return visit(value);
    Object.values(node).forEach(visit);
  };
  visit(parse(read(path), { modern: true }).fragment);
  return found;
}

describe('the client', () => {
  it('names no messenger', () => {
    const naming = files('src').filter((path) => MESSENGERS.test(read(path)));
    expect(naming).toEqual([]);
  });

  it.each(all)('%s says what it answers and is short enough to read', (path) => {
    const text = read(path);
    expect(text.trimStart()).toMatch(/^(\/\/|<!--|\/\*)/);
    expect(text.split('\n').length).toBeLessThanOrEqual(LINES_MAX);
  });

  it.each(sources.filter((path) => path.endsWith('.svelte')))('%s keeps its words in src/i18n', (path) => {
    expect(literals(path)).toEqual([]);
  });
});

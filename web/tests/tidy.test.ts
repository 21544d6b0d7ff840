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
const WORDED = new Set(
  `aria-label aria-description aria-roledescription aria-valuetext title placeholder alt
   label heading hint buttonLabel text`.split(/\s+/),
);

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

const isWorded = (text: unknown) => typeof text === 'string' && /\p{L}/u.test(text);

/** Literal text that an expression may come to: that of its branches, not of what it compares or calls. */
function literalsIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const { type, value, quasis, expressions, consequent, alternate, left, right, operator } = node as Record<
    string,
    unknown
  >;
  switch (type) {
    case 'Literal':
      return isWorded(value) ? [String(value)] : [];
    case 'TemplateLiteral': {
      const cooked = (quasis as { value: { raw: string } }[]).map((quasi) => quasi.value.raw);
      return [...cooked.filter(isWorded), ...(expressions as unknown[]).flatMap(literalsIn)];
    }
    case 'ConditionalExpression':
      return [consequent, alternate].flatMap(literalsIn);
    case 'LogicalExpression':
      return [left, right].flatMap(literalsIn);
    case 'BinaryExpression':
      return operator === '+' ? [left, right].flatMap(literalsIn) : [];
    default:
      return [];
  }
}

/** Text of a template that a reader would see or hear: every letter that does not come from the words. */
function literals(template: string): string[] {
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== 'object' || node === null) return;
    const { type, name, data, value, expression } = node as Record<string, unknown>;
    if (type === 'StyleDirective' || (type === 'Attribute' && !WORDED.has(String(name)))) return;
    if (type === 'Text' && isWorded(data)) found.push(String(data).trim());
    if (type === 'ExpressionTag') found.push(...literalsIn(expression));
    if (type === 'Attribute') return visit(value);
    Object.values(node).forEach(visit);
  };
  visit(parse(template, { modern: true }).fragment);
  return found;
}

it('text outside of the words is found wherever a template may hide it', () => {
  const clean = `<b class="on" title={t.a} data-x="is">{how === 'same' ? t.a : '—'} {f('key')} · 1</b>`;
  expect(literals(clean)).toEqual([]);
  for (const hidden of [
    '<b>Word</b>',
    `<b>{n > 1 ? 'Word' : t.a}</b>`,
    '<b>{`${n} Word`}</b>',
    `<b>{t.a ?? 'Word'}</b>`,
    `<b>{'Word ' + n}</b>`,
    '<b aria-label="Word"></b>',
    `<b title={on && 'Word'}></b>`,
    '<img alt={`Word ${n}`} />',
    '<Empty heading="Word" />',
    '{#if on}<input placeholder="Word" />{/if}',
  ])
    expect(literals(hidden).join(), hidden).toContain('Word');
});

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
    expect(literals(read(path))).toEqual([]);
  });
});

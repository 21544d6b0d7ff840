// Every code the server may refuse with, and every word it writes into the log of changes, has words here.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { refusalOf, t } from '../src/i18n';

const SOURCE = fileURLToPath(new URL('../../shared/domain/src/refusal/code.rs', import.meta.url));

describe.skipIf(!existsSync(SOURCE))('the codes of refusals', () => {
  it('have words, except the one that explains itself', () => {
    const codes = [...readFileSync(SOURCE, 'utf8').matchAll(/=> "([a-z_]+)",/g)].map(
      ([, code]) => code ?? '',
    );
    expect(codes.length).toBeGreaterThan(10);
    expect(codes.filter((code) => !refusalOf(code))).toEqual(['bad_request']);
  });
});

const RULES = [
  '../../shared/domain/src/rules/',
  '../../functions/api/src/',
  '../../functions/api/src/reports/',
].map((folder) => fileURLToPath(new URL(folder, import.meta.url)));

describe.skipIf(!RULES.every(existsSync))('what the log of changes says', () => {
  const rust = RULES.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.rs'))
      .map((name) => readFileSync(folder + name, 'utf8')),
  );
  const known = Object.keys(t.auditActions);

  it('is said by the server', () => {
    const all =
      rust.join('') + readFileSync(new URL('../../shared/domain/src/card.rs', import.meta.url), 'utf8');
    expect(known.filter((action) => !all.includes(`"${action}"`))).toEqual([]);
  });

  it('has words where a rule names it', () => {
    const named = rust
      .filter((text) => text.includes('AuditEntry'))
      .flatMap((text) => text.match(/AuditEntry::new\([^;]*?"[a-z]+(_[a-z]+)+"/g) ?? [])
      .map((call) => /"([a-z_]+)"$/.exec(call)?.[1] ?? '');
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((action) => !known.includes(action))).toEqual([]);
  });
});

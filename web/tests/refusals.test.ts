// Every code the server may refuse with has words here.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { refusalOf } from '../src/i18n';

const SOURCE = fileURLToPath(new URL('../../shared/domain/src/refusal.rs', import.meta.url));

describe.skipIf(!existsSync(SOURCE))('the codes of refusals', () => {
  it('have words, except the one that explains itself', () => {
    const codes = [...readFileSync(SOURCE, 'utf8').matchAll(/=> "([a-z_]+)",/g)].map(
      ([, code]) => code ?? '',
    );
    expect(codes.length).toBeGreaterThan(10);
    expect(codes.filter((code) => !refusalOf(code))).toEqual(['bad_request']);
  });
});

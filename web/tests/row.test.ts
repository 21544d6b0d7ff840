// What a row says besides the last words.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { failedOf, lastWords, waitOf } from '../src/model/row';
import { chat } from './build';

const MINUTE = 60_000;

/** Where the desk chooses the sign of a file. */
const SIGNS = fileURLToPath(new URL('../../shared/domain/src/file.rs', import.meta.url));

describe('a contact who waits', () => {
  const waiting = chat(1, { episode: { opened: 0, unanswered_since: 0 } });

  it('is told after five minutes, and late from the time the workspace names on', () => {
    expect(waitOf(waiting, 10, 4.9 * MINUTE)).toBeNull();
    expect(waitOf(waiting, 10, 5.5 * MINUTE)).toEqual({ minutes: 5, isLate: false });
    expect(waitOf(waiting, 10, 10 * MINUTE)).toEqual({ minutes: 10, isLate: true });
    expect(waitOf(waiting, undefined, 600 * MINUTE)).toEqual({ minutes: 600, isLate: false });
  });

  it('is nobody who was answered, or whose chat is closed', () => {
    expect(waitOf(chat(1, { episode: { opened: 0 } }), 10, 60 * MINUTE)).toBeNull();
    expect(waitOf({ ...waiting, state: { is: 'closed', since: 0 } as never }, 10, 60 * MINUTE)).toBeNull();
    expect(waitOf(chat(1), 10, 60 * MINUTE)).toBeNull();
  });
});

describe('what failed', () => {
  it('is what ended badly, not what goes on', () => {
    const ended = (delivery?: 'accepted' | 'refused' | 'uncertain') =>
      failedOf(chat(1, { preview: { ...chat(1).preview, ...(delivery ? { delivery } : {}) } }));
    expect([ended(), ended('accepted'), ended('refused'), ended('uncertain')]).toEqual([
      null,
      null,
      'refused',
      'uncertain',
    ]);
  });
});

describe('the last words', () => {
  const words = (text: string) => lastWords(chat(1, { preview: { ...chat(1).preview, text } }));

  it('of files that nobody said anything about say what they are', () => {
    expect(words('📷')).toBe('📷 Photo');
    expect(words('📷 +2')).toBe('📷 Photo +2');
    expect(words('📎')).toBe('📎 Document');
  });

  it.skipIf(!existsSync(SIGNS))('know every sign the desk writes', () => {
    const [, kinds = ''] = /pub fn sign\(self\)[^{]+\{([^}]+)\}/.exec(readFileSync(SIGNS, 'utf8')) ?? [];
    const signs = [...kinds.matchAll(/=> "(.+)"/g)].map(([, sign = '']) => sign);
    expect(signs.length).toBeGreaterThan(3);
    expect(signs.filter((sign) => words(sign) === sign)).toEqual([]);
  });

  it('stay what they are where there are any', () => {
    for (const text of ['📷 my door', '📎 +1 invoice.pdf', '🙂', '', 'hello', '+1'])
      expect(words(text)).toBe(text);
  });
});

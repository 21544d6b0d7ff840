// Which language a browser is spoken to in, and what every language must have.
import { describe, expect, it } from 'vitest';
import { languageFor } from '../src/i18n/languages';

describe('the language', () => {
  it('is the one that was chosen here, whatever the browser prefers', () => {
    expect(languageFor('en', ['ru']).code).toBe('en');
  });

  it('is English where nobody asks for one there is', () => {
    expect(languageFor(null, []).code).toBe('en');
    expect(languageFor('xx', ['fr', 'de-AT']).code).toBe('en');
  });
});

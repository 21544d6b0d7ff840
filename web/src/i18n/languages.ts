// The languages there are, and which of them this browser speaks: the one chosen here, else its own, else English.
import type { Messages } from './en';

export interface Language {
  /** As in `<html lang>`. */
  code: string;
  /** In its own tongue, for those who read no other. */
  name: string;
  load: () => Promise<Messages>;
}

const ENGLISH: Language = {
  code: 'en',
  name: 'English',
  load: async () => (await import('./en')).en,
};

export const LANGUAGES: readonly Language[] = [
  ENGLISH,
  { code: 'ru', name: 'Русский', load: async () => (await import('./ru')).ru },
  { code: 'uk', name: 'Українська', load: async () => (await import('./uk')).uk },
];

/** Belongs to the browser, not to an operator: the page for signing in speaks it too. */
const KEY = 'switchboard.language';

/** `kept`: what was chosen here; `wanted`: what the browser asks for, the best first, as `navigator.languages`. */
export function languageFor(kept: string | null, wanted: readonly string[]): Language {
  const tags = [...(kept === null ? [] : [kept]), ...wanted];
  for (const tag of tags) {
    const [primary] = tag.toLowerCase().split('-');
    const found = LANGUAGES.find(({ code }) => code === primary);
    if (found) return found;
  }
  return ENGLISH;
}

export function keptLanguage(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    // Forbidden: the browser's own language it is.
    return null;
  }
}

/** Speaks `language` from the next load on, which begins at once: words stand in too many places to swap them all. */
export function speakFromNowOn(language: Language): void {
  try {
    localStorage.setItem(KEY, language.code);
  } catch {
    return;
  }
  location.reload();
}

// Emoji with their names: read, searched, and those that were used last.

export interface Emoji {
  readonly emoji: string;
  readonly annotation: string;
  readonly tags: readonly string[];
  readonly group: number;
}

/** As the data numbers them; 2 is what others are made of. */
export const GROUPS = [0, 1, 3, 4, 5, 6, 7, 8, 9] as const;
export type Group = (typeof GROUPS)[number];

/** Newer ones are an empty box on many phones. */
const VERSION_MAX = 15.1;
const RECENT_MAX = 24;
const RECENT_KEY = 'switchboard.emoji';

export function known(data: readonly (Emoji & { version: number })[]): Emoji[] {
  return data.filter(({ group, version }) => group !== 2 && version <= VERSION_MAX);
}

/** Those with a word for each of the words, however far it is written; first those that are called so. */
export function search(all: readonly Emoji[], words: string): Emoji[] {
  const asked = wordsOf(words);
  if (asked.length === 0) return [];
  const fits = (given: readonly string[]) => asked.every((word) => given.some((one) => one.startsWith(word)));
  const named = all.filter(({ annotation }) => fits(wordsOf(annotation)));
  const tagged = all.filter(
    (one) => !named.includes(one) && fits(wordsOf([one.annotation, ...one.tags].join(' '))),
  );
  return [...named, ...tagged];
}

function wordsOf(text: string): string[] {
  return text
    .toLocaleLowerCase()
    .split(/[\s:,.«»“”’-]+/)
    .filter(Boolean);
}

/** Last used first. */
export function recent(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(RECENT_KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

export function remember(emoji: string): void {
  const kept = [emoji, ...recent().filter((one) => one !== emoji)].slice(0, RECENT_MAX);
  try {
    localStorage.setItem(RECENT_KEY, JSON.stringify(kept));
  } catch {
    // Full or forbidden: then there are none used last.
  }
}

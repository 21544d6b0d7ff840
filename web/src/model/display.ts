// How the desk looks in this browser: light or dark, and how large its text is. `public/display.js` applies it before the
// first paint.

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export const TEXT_MIN = 80;
export const TEXT_MAX = 150;

export interface Display {
  readonly theme: Theme;
  /** Size of text in percent. */
  readonly text: number;
}

/** What was kept, as far as it makes sense. */
export function readDisplay(kept: unknown): Display {
  const { theme, text } = (kept ?? {}) as { theme?: unknown; text?: unknown };
  const isGood = typeof text === 'number' && text >= TEXT_MIN && text <= TEXT_MAX;
  return { theme: THEMES.find((one) => one === theme) ?? 'system', text: isGood ? text : 100 };
}

export function showDisplay({ theme, text }: Display, root: HTMLElement): void {
  if (theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = theme;
  if (text === 100) root.style.removeProperty('--text-scale');
  else root.style.setProperty('--text-scale', String(text / 100));
}

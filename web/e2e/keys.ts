// Keys of an alphabet that is not Latin: what they write is another sign, their place is the same.
import type { Page } from '@playwright/test';

const RUSSIAN: Record<string, string> = {
  KeyJ: 'о',
  KeyK: 'л',
  KeyU: 'г',
  KeyR: 'к',
  KeyC: 'с',
  KeyE: 'у',
  KeyT: 'е',
  KeyM: 'ь',
  Slash: '.',
};

/** Presses the key at this place as somebody does whose keyboard is set to Russian. */
export async function pressRussian(
  page: Page,
  code: string,
  modifiers: { shift?: true; ctrl?: true } = {},
): Promise<void> {
  const written = RUSSIAN[code] ?? '';
  const session = await page.context().newCDPSession(page);
  const key = modifiers.shift ? written.toUpperCase() : written;
  const held = (modifiers.ctrl ? 2 : 0) + (modifiers.shift ? 8 : 0);
  const text = modifiers.ctrl ? {} : { text: key };
  await session.send('Input.dispatchKeyEvent', { type: 'keyDown', code, key, modifiers: held, ...text });
  await session.send('Input.dispatchKeyEvent', { type: 'keyUp', code, key, modifiers: held });
  await session.detach();
}

// What stories of the keyboard need: keys of another alphabet, and chats in a known order.
import type { Page } from '@playwright/test';
import type { Customer } from './stack';

/** Messengers tell when something was written to the second. */
const SECOND_MS = 1_100;

/** Each writes a second after the other, so that the last of them stands first in the list. */
export async function writeInTurn(customers: Customer[], text: (name: string) => string): Promise<void> {
  for (const one of customers) {
    await one.writes(text(one.name));
    await new Promise((resolve) => setTimeout(resolve, SECOND_MS));
  }
}

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

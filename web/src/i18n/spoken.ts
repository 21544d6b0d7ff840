// The words in use. They are put here before anything that says them is loaded: see `begin.ts`.
import type { Messages } from './en';

let words: Messages | undefined;

export function speak(messages: Messages): void {
  words = messages;
}

export function spoken(): Messages {
  if (!words) throw new Error('no language is spoken yet: load this module behind `begin`');
  return words;
}

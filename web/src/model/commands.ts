// What the palette offers, by the words typed.
import { plain } from './hit';

export interface Command<Group extends string = string> {
  key: string;
  group: Group;
  label: string;
  /** Shown only to those who look for it. */
  isSought?: boolean;
  /** The key that does the same. */
  hint?: string;
  run: () => void;
}

/** Each word typed begins a word of the label, in any order; without words: all that need not be looked for. */
export function matching<C extends Command>(commands: readonly C[], text: string): C[] {
  const sought = plain(text).split(/\s+/).filter(Boolean);
  if (sought.length === 0) return commands.filter(({ isSought }) => !isSought);
  return commands.filter(({ label }) => {
    const words = plain(label).split(/[^\p{L}\p{N}]+/u);
    return sought.every((one) => words.some((word) => word.startsWith(one)));
  });
}

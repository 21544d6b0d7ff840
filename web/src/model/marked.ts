// A snippet in parts: what was found, and what stands around it.
import type { Snippet } from '../proto';

export interface Part {
  text: string;
  isHit: boolean;
}

/** Stretches count code points, not the units of JavaScript's strings. */
export function marked({ text, hits }: Snippet): Part[] {
  const letters = Array.from(text);
  const parts: Part[] = [];
  let at = 0;
  const put = (to: number, isHit: boolean) => {
    if (to > at) parts.push({ text: letters.slice(at, to).join(''), isHit });
    at = Math.max(at, to);
  };
  for (const { from, to } of hits) {
    put(from, false);
    put(to, true);
  }
  put(letters.length, false);
  return parts;
}

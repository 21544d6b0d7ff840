// Finding links in what people write. Only whole http and https addresses count: everything else stays text.

export interface Part {
  text: string;
  href?: string;
  /** Where it really leads, in the letters of the net, where what is written looks like something else. */
  host?: string;
}

const ADDRESS = /https?:\/\/[^\s<>"]+/gi;

/** Ends a sentence rather than an address. */
const TRAILING = /[.,;:!?)\]}'»”]+$/;

export function linked(text: string): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const found = match[0].replace(TRAILING, '');
    const url = URL.canParse(found) ? new URL(found) : null;
    // A name before the @ is there to look like a host; such addresses are not made clickable.
    if (!url || url.username !== '') continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    const isDisguised = url.hostname.includes('xn--') && !found.toLowerCase().includes(url.hostname);
    parts.push({ text: found, href: url.href, ...(isDisguised ? { host: url.hostname } : {}) });
    end = match.index + found.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

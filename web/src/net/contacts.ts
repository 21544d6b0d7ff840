// Paths of what is known about contacts, and of what was said.

export function contactPath(contact: string, rest = ''): string {
  return `/api/contacts/${encodeURIComponent(contact)}${rest}`;
}

export function namedPath(
  contact: string,
  noun: 'tags' | 'variables' | 'notes' | 'funnels',
  name: string,
): string {
  return contactPath(contact, `/${noun}/${encodeURIComponent(name)}`);
}

/** Who has a tag, page by page. */
export function tagPath(tag: string, cursor?: string): string {
  const rest = cursor === undefined ? '' : `?${new URLSearchParams({ cursor })}`;
  return `/api/tags/${encodeURIComponent(tag)}/contacts${rest}`;
}

export function foundPath(term: string): string {
  return `/api/contacts?${new URLSearchParams({ term })}`;
}

export function saidPath(term: string, cursor?: string): string {
  return `/api/messages?${new URLSearchParams({ term, ...(cursor === undefined ? {} : { cursor }) })}`;
}

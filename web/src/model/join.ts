// The links by which an invited person joins and an operator chooses a new password. The token stands behind the #, so that it is never sent with a request for a page.

const JOIN = '/join';
const RESET = '/reset';

export function joinLink(origin: string, token: string): string {
  return `${origin}${JOIN}#${encodeURIComponent(token)}`;
}

/** The link by which an operator chooses a new password. */
export function resetLink(origin: string, token: string): string {
  return `${origin}${RESET}#${encodeURIComponent(token)}`;
}

/** The token of an opened invitation; null: this is another page. */
export function joinToken(path: string, hash: string): string | null {
  return tokenOf(JOIN, path, hash);
}

/** The token of an opened link for a new password; null: this is another page. */
export function resetToken(path: string, hash: string): string | null {
  return tokenOf(RESET, path, hash);
}

function tokenOf(page: string, path: string, hash: string): string | null {
  return path === page && hash.length > 1 ? decodeURIComponent(hash.slice(1)) : null;
}

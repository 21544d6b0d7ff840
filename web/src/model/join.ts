// The link an invited person opens. The token stands behind the #, so that it is never sent with a request for a page.

const PATH = '/join';

export function joinLink(origin: string, token: string): string {
  return `${origin}${PATH}#${encodeURIComponent(token)}`;
}

/** The token of an opened link; null: this is another page. */
export function joinToken(path: string, hash: string): string | null {
  return path === PATH && hash.length > 1 ? decodeURIComponent(hash.slice(1)) : null;
}

// One request to the desk's API: JSON there, JSON back, and only two ways to fail.
import type { ErrorBody } from '../proto';
import type { Failure } from '../sync/want';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Carries one request; throws only if nobody can know what became of it. */
export type Carrier = (
  method: Method,
  path: string,
  body: unknown,
  /** Nobody waits for the answer any more. */
  given?: AbortSignal,
) => Promise<{ status: number; body: unknown }>;

/** After this the answer is taken for lost; longer than any answer of a healthy server takes. */
const PATIENCE_MS = 20_000;

/** Where a page tells how it fares. */
export const TELEMETRY = '/api/telemetry';

/** Refusals that only mean "not now". */
const NOT_NOW = new Set(['too_busy']);

/** The refusal that ends once somebody shows anew who they are. */
const PROOF_NEEDED = 'proof_needed';

/** A request that was not answered with a 2xx. */
export class Failed extends Error {
  constructor(readonly failure: Failure) {
    super(failure.is === 'refused' ? failure.error.code : 'unreachable');
  }
}

/** The browser's own way. */
export const overHttp: Carrier = async (method, path, body, given) => {
  const isQuestion = method === 'GET';
  // The header tells the server that our own page asks: a foreign form or image cannot set it.
  const headers: HeadersInit = isQuestion ? {} : { 'content-type': 'application/json', 'x-switchboard': '1' };
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const signal = given ? AbortSignal.any([patience, given]) : patience;
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  // How the page fared is told as it is closed, too: the browser carries that out afterwards.
  const keepalive = path === TELEMETRY;
  const response = await fetch(path, { method, headers, signal, keepalive, ...content });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
};

export class Api {
  /** Called when the server says that nobody is signed in. */
  onSignedOut: () => void = () => undefined;
  /** Called with what a successful change was answered. */
  onchanged: (body: unknown) => void = () => undefined;
  /** Called when the server wants a fresh proof of who asks; whether it was given, so that asking again makes sense. */
  onProofNeeded: () => Promise<boolean> = () => Promise.resolve(false);
  #carry: Carrier;

  constructor(carry: Carrier) {
    this.#carry = carry;
  }

  /** The answer's body; throws [`Failed`]. */
  async call<T>(method: Method, path: string, body?: unknown, given?: AbortSignal): Promise<T> {
    const answer = await this.#carry(method, path, body, given).catch(() => null);
    if (answer && answer.status < 300) {
      if (method !== 'GET') this.onchanged(answer.body);
      return answer.body as T;
    }
    const error = asErrorBody(answer?.body);
    if (!answer || !error) throw new Failed({ is: 'unreachable' });
    if (isNotNow(answer.status, error)) throw new Failed({ is: 'unreachable', error });
    if (error.code === 'signed_out') this.onSignedOut();
    if (error.code === PROOF_NEEDED && (await this.onProofNeeded()))
      return this.call(method, path, body, given);
    throw new Failed({ is: 'refused', error });
  }
}

function isNotNow(status: number, error: ErrorBody): boolean {
  return status >= 500 || status === 408 || NOT_NOW.has(error.code);
}

/** A proxy in between may answer with a page of its own: that is no answer of the desk. */
function asErrorBody(body: unknown): ErrorBody | null {
  const isError =
    typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string';
  return isError ? (body as ErrorBody) : null;
}

// API keys as they are shown: what state one is in, and how to try a new one.
import type { ApiKey, Scope } from '../proto';

export const SCOPES: readonly Scope[] = ['orders:write', 'contacts:read'];

/** Days a key may be good for, besides ever. `rules::make_key` */
export const DAYS = [30, 90, 365] as const;

export type KeyState = { is: 'good'; until?: number } | { is: 'expired' | 'revoked'; at: number };

export function keyState(key: ApiKey, now: number): KeyState {
  if (key.revoked !== undefined) return { is: 'revoked', at: key.revoked };
  if (key.expires === undefined) return { is: 'good' };
  return key.expires <= now ? { is: 'expired', at: key.expires } : { is: 'good', until: key.expires };
}

/** A command that shows the key to the first route it is for. */
export function command(origin: string, token: string, scopes: readonly Scope[]): string {
  const shown = `-H 'Authorization: Bearer ${token}'`;
  if (!scopes.includes('orders:write'))
    return `curl '${origin}/api/v1/contacts?email=anna@example.com' ${shown}`;
  const order = {
    contact: { email: 'anna@example.com' },
    title: 'Kettle',
    amount: 124850,
    currency: 'USD',
    status: { is: 'paid' },
    placed: 1_795_348_800_000,
    updated: 1_795_348_800_000,
  };
  return `curl -X PUT ${origin}/api/v1/orders/48213 ${shown} -H 'Content-Type: application/json' -d '${JSON.stringify(order)}'`;
}

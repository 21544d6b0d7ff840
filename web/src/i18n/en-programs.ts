// Words about API keys, the programs that show them, and what those tell of: orders.
import type { Scope } from '../proto';

export const programWords = {
  apiKeys: {
    heading: 'API keys',
    hint: 'With a key, a program of yours — a shop, a mailing service — tells this desk of orders or looks contacts up.',
    empty: 'None yet.',
    add: 'Make an API key',
    name: 'What it is for',
    scopes: 'What it may do',
    scope: {
      'orders:write': 'Tell of orders and refunds',
      'contacts:read': 'Look contacts and their cards up',
    } satisfies Record<Scope, string>,
    expires: 'Good for',
    days: { 30: '30 days', 90: '90 days', 365: 'a year', never: 'ever' },
    make: 'Make the key',
    cancel: 'Cancel',
    made: 'The key is made',
    once: 'Copy it now and keep it in a safe place. It is not shown again.',
    try: 'Try it:',
    copyTry: 'Copy the command',
    done: 'I have copied it',
    ends: (ends: string) => `ends with ${ends}`,
    used: (day: string) => `last used ${day}`,
    unused: 'never used',
    until: (day: string) => `good until ${day}`,
    expired: (day: string) => `expired ${day}`,
    revoked: (day: string) => `revoked ${day}`,
    revoke: 'Revoke',
    revokeOf: (name: string) => `Revoke the key ${name}`,
    revokeSure: 'Revoke at once?',
    revokeDone: 'The key is revoked.',
    by: (name: string) => `API key “${name}”`,
    failed: 'The keys cannot be loaded now.',
  },

  orders: {
    heading: 'Orders',
    spent: 'Spent',
    open: 'Open the order',
    paid: 'Paid',
    refunded: 'Refunded',
    partly: (sum: string) => `Refunded ${sum}`,
    more: 'Older orders',
  },
};

export const programRefusals = {
  key_missing: 'This needs an API key.',
  key_unknown: 'This API key is not known.',
  key_expired: 'This API key has expired.',
  key_revoked: 'This API key was revoked.',
  key_scope: 'This API key is not for that.',
  no_such_key: 'There is no such API key.',
  bad_currency: 'This is not a currency’s code.',
  bad_amount: 'This amount cannot be.',
  bad_url: 'The address must begin with https://.',
  order_of_another: 'This order is of another contact.',
};

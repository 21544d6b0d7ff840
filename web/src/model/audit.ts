// The log of changes: what is asked for, and an entry in words.
import { t } from '../i18n';
import type { AuditEntry } from '../proto';
import { valueWords } from './card';

export interface AuditFilter {
  /** An operator's id; empty: everybody. */
  by: string;
  /** How the subject begins; empty: anything. */
  subject: string;
}

export function auditPath({ by, subject }: AuditFilter, before?: string): string {
  const query = new URLSearchParams({
    ...(by ? { by } : {}),
    ...(subject ? { subject } : {}),
    ...(before === undefined ? {} : { before }),
  });
  return `/api/audit${query.size > 0 ? `?${query}` : ''}`;
}

/** One that is not known yet as it came: `chat_closed` as `chat closed`. */
export function actionWords(action: string): string {
  const words: Record<string, string> = t.auditActions;
  return Object.hasOwn(words, action) ? (words[action] ?? '') : action.replaceAll('_', ' ');
}

/** What stood in the log, one value after the other. */
export function stateWords(state: AuditEntry['before']): string {
  if (typeof state !== 'object' || state === null || Array.isArray(state)) return valueWords(state);
  return Object.entries(state)
    .map(([field, value]) => `${field}: ${valueWords(value)}`)
    .join(', ');
}

// What is selected, as it stands in the address bar: /chats/{chat}?state=closed&show=my&tag=vip, or a report:
// /reports/closed-chats?from=2026-11-01&to=2026-11-28. A link shows the same to others.
import type { MessageId } from '../proto';
import { OPEN, SELECTORS, type Selection } from '../sync/selection';
import { isAny, NO_FILTER, parseFilter, writeFilter, type Filter } from './filter';

/** The reports there are. */
export const REPORTS = ['closed-chats', 'operator-time'] as const;
export type ReportKind = (typeof REPORTS)[number];

/** A report instead of the chats. */
export interface ReportPlace {
  readonly kind: ReportKind;
  /** What it is asked, as `reports/ask.ts` reads it, which comes with the report. */
  readonly query: string;
}

export interface Place {
  chat: string | null;
  list: Selection;
  /** What narrows the list; absent: nothing does. */
  filter?: Filter;
  /** Which message of the chat is looked at; absent: the newest. */
  message?: MessageId;
  report?: ReportPlace;
}

export function parsePlace(path: string, query: string): Place {
  const chat = /^\/chats\/([^/]+)\/?$/.exec(path)?.[1];
  const given = new URLSearchParams(query);
  const message = given.get('at');
  const filter = parseFilter(given);
  const report = REPORTS.find((kind) => path.replace(/\/$/, '') === `/reports/${kind}`);
  if (report) return { chat: null, list: OPEN, report: { kind: report, query: given.toString() } };
  return {
    chat: chat === undefined ? null : decodeURIComponent(chat),
    list: parseSelection(given),
    ...(isAny(filter) ? { filter } : {}),
    ...(chat !== undefined && message ? { message } : {}),
  };
}

function parseSelection(query: URLSearchParams): Selection {
  const state = query.get('state') === 'closed' ? 'closed' : 'open';
  const selector = SELECTORS.find((one) => one === query.get('show')) ?? 'all';
  const operator = query.get('operator');
  if (selector !== 'operator') return { state, selector };
  return operator ? { state, selector, operator } : { state, selector: 'all' };
}

export function formatPlace({ chat, list, filter = NO_FILTER, message, report }: Place): string {
  if (report) return `/reports/${report.kind}${report.query === '' ? '' : `?${report.query}`}`;
  const query = new URLSearchParams({ state: list.state });
  if (list.selector !== 'all') query.set('show', list.selector);
  if (list.operator) query.set('operator', list.operator);
  writeFilter(filter, query);
  if (chat !== null && message !== undefined) query.set('at', message);
  return `/chats${chat === null ? '' : `/${encodeURIComponent(chat)}`}?${query}`;
}

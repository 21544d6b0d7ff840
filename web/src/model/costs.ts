// What this month's messages cost: counted page by page, multiplied with what the desk says each takes.
import type { Api } from '../net/http';
import type { Costs, Counted, Units } from '../proto';

/** A figure with how it comes about. */
export interface CostLine {
  kind: 'writes' | 'requests';
  /** How many of each, and what each takes: in, out, closed. */
  parts: readonly [count: number, units: number][];
  units: number;
  /** 10^-9 dollars for one unit. */
  nano: number;
  dollars: number;
}

export interface MonthCosts {
  from: number;
  counted: Counted;
  lines: readonly CostLine[];
  dollars: number;
  /** Dollars for a thousand messages, in and out; `null`: there were none. */
  perThousand: number | null;
}

const KINDS = [
  ['writes', 'write_nano'],
  ['requests', 'request_nano'],
] as const;

/** All pages added up; `seen` learns how many chats were counted so far. */
export async function countMonth(
  api: Api,
  seen: (chats: number) => void,
  given?: AbortSignal,
): Promise<MonthCosts> {
  const counted = { inbound: 0, outbound: 0, closed: 0 };
  let chats = 0;
  let cursor: string | undefined;
  for (;;) {
    const query = cursor === undefined ? '' : `?${new URLSearchParams({ cursor })}`;
    const page: Costs = await api.call<Costs>('GET', `/api/costs${query}`, undefined, given);
    counted.inbound += page.counted.inbound;
    counted.outbound += page.counted.outbound;
    counted.closed += page.counted.closed;
    chats += page.chats;
    seen(chats);
    cursor = page.cursor;
    if (cursor === undefined) return reckon(page, counted);
  }
}

export function reckon(rates: Omit<Costs, 'counted' | 'chats' | 'cursor'>, counted: Counted): MonthCosts {
  const each: readonly [number, Units][] = [
    [counted.inbound, rates.inbound],
    [counted.outbound, rates.outbound],
    [counted.closed, rates.closing],
  ];
  const lines = KINDS.map(([kind, price]): CostLine => {
    const parts = each.map(([count, units]): [number, number] => [count, units[kind]]);
    const units = parts.reduce((sum, [count, takes]) => sum + count * takes, 0);
    const nano = rates.prices[price];
    return { kind, parts, units, nano, dollars: (units * nano) / 1e9 };
  });
  const dollars = lines.reduce((sum, line) => sum + line.dollars, 0);
  const messages = counted.inbound + counted.outbound;
  const perThousand = messages === 0 ? null : (dollars / messages) * 1000;
  return { from: rates.from, counted, lines, dollars, perThousand };
}

/** Small sums need their digits, large ones do not. */
export function digitsOf(dollars: number): number {
  if (dollars === 0 || dollars >= 1) return 2;
  return dollars < 0.01 ? 6 : 4;
}

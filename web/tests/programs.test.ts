// Money in words, what a contact spent, what this client holds of orders, the state of API keys, what a month costs.
import { describe, expect, it } from 'vitest';
import { command, keyState } from '../src/model/api_keys';
import { countMonth, digitsOf } from '../src/model/costs';
import { moneyText, statusText, together } from '../src/model/money';
import { Api } from '../src/net/http';
import type { ApiKey, Costs, ShopOrder, Spent } from '../src/proto';
import { People } from '../src/sync/people';

const order = (change: Partial<ShopOrder> = {}): ShopOrder => ({
  id: '1',
  contact: 'anna',
  version: 1,
  title: 'Kettle',
  amount: 124_850,
  currency: 'USD',
  digits: 2,
  status: { is: 'paid' },
  placed: 5,
  updated: 5,
  ...change,
});

const spent = (contact: string, version: number, ...sums: [string, number, number][]): Spent => ({
  contact,
  version,
  sums: sums.map(([currency, amount, orders]) => ({ currency, digits: 2, amount, orders })),
});

describe('money', () => {
  it('has the digits the desk says, whatever the browser would choose', () => {
    const words = (amount: number, currency: string, digits: number) =>
      moneyText({ amount, currency, digits }).replace(/\s/g, ' ');
    expect(words(124_850, 'USD', 2)).toBe('$1,248.50');
    expect(words(500, 'JPY', 0)).toBe('¥500');
    expect(words(1_234, 'HUF', 2)).toBe('HUF 12.34');
    expect(words(1_234, 'KWD', 3)).toBe('KWD 1.234');
    expect(words(9_007_199_254_740_991, 'USD', 2)).toBe('$90,071,992,547,409.91');
  });

  it('is a sum for each currency, of everybody who is the contact', () => {
    const all = together([
      spent('anna', 1, ['EUR', 500, 1], ['USD', 1_000, 2]),
      spent('annie', 1, ['USD', 30, 1]),
    ]);
    expect(all.map(({ currency, amount, orders }) => [currency, amount, orders])).toEqual([
      ['USD', 1_030, 3],
      ['EUR', 500, 1],
    ]);
  });

  it('says how much was paid back where that is not all', () => {
    expect(statusText(order())).toBe('Paid');
    expect(statusText(order({ status: { is: 'refunded', amount: 124_850 } }))).toBe('Refunded');
    expect(statusText(order({ status: { is: 'refunded', amount: 24_850 } }))).toBe('Refunded $248.50');
  });
});

describe('orders', () => {
  it('are kept of those somebody looked at, the newest of two copies, the newest first', () => {
    const people = new People();
    people.takes({ type: 'order_committed', order: order() });
    expect(people.bought.orders(['anna'])).toEqual([]);

    people.bought.watch(['anna', 'annie']);
    people.takes({ type: 'order_committed', order: order({ version: 2, amount: 7 }) });
    people.bought.learn({ orders: [order(), order({ id: '2', placed: 9, contact: 'annie' })], spent: [] });
    people.takes({ type: 'spent_committed', spent: spent('anna', 2, ['USD', 7, 1]) });
    people.bought.learn({ orders: [], spent: [spent('anna', 1, ['USD', 124_850, 1])] });

    const shown = people.bought.orders(['anna', 'annie']);
    expect(shown.map(({ id, amount }) => [id, amount])).toEqual([
      ['2', 124_850],
      ['1', 7],
    ]);
    expect(people.bought.orders(['anna'])).toHaveLength(1);
    expect(together(people.bought.spent(['anna', 'annie']))[0]?.amount).toBe(7);
  });
});

describe('an API key', () => {
  const key: ApiKey = {
    id: 'x',
    version: 1,
    name: 'Shop',
    ends: 'abcd',
    scopes: ['orders:write'],
    by: 'owner',
    created: 1,
  };

  it('is good until it expires or is revoked', () => {
    expect(keyState(key, 5)).toEqual({ is: 'good' });
    expect(keyState({ ...key, expires: 6 }, 5)).toEqual({ is: 'good', until: 6 });
    expect(keyState({ ...key, expires: 5 }, 5)).toEqual({ is: 'expired', at: 5 });
    expect(keyState({ ...key, expires: 5, revoked: 4 }, 5)).toEqual({ is: 'revoked', at: 4 });
  });

  it('is tried by a command of what it is for', () => {
    expect(command('https://desk.example', 'sk_1', ['contacts:read'])).toBe(
      "curl 'https://desk.example/api/v1/contacts?email=anna@example.com' -H 'Authorization: Bearer sk_1'",
    );
    expect(command('https://desk.example', 'sk_1', ['orders:write'])).toContain(
      'curl -X PUT https://desk.example/api/v1/orders/48213 ',
    );
  });
});

describe('what a month costs', () => {
  const page = (counted: Costs['counted'], cursor?: string): Costs => ({
    from: 0,
    counted,
    chats: 50,
    inbound: { writes: 8, requests: 1 },
    outbound: { writes: 20, requests: 2 },
    closing: { writes: 14, requests: 1 },
    prices: { write_nano: 625, request_nano: 1000 },
    ...(cursor === undefined ? {} : { cursor }),
  });

  it('is all pages together, times units, times prices', async () => {
    const paths: string[] = [];
    const pages = [
      page({ inbound: 600, outbound: 300, closed: 50 }, 'more'),
      page({ inbound: 400, outbound: 100, closed: 50 }),
    ];
    const api = new Api((_method, path) => {
      paths.push(path);
      return Promise.resolve({ status: 200, body: pages.shift() });
    });
    const seen: number[] = [];

    const costs = await countMonth(api, (chats) => seen.push(chats));

    expect([paths, seen]).toEqual([
      ['/api/costs', '/api/costs?cursor=more'],
      [50, 100],
    ]);
    const [writes, requests] = costs.lines;
    // 1000 × 8 + 400 × 20 + 100 × 14, and 1000 + 400 × 2 + 100.
    expect([writes?.units, requests?.units]).toEqual([17_400, 1_900]);
    expect(writes?.dollars).toBeCloseTo(0.010_875, 9);
    expect(costs.dollars).toBeCloseTo(0.012_775, 9);
    expect(costs.perThousand).toBeCloseTo(0.009_125, 9);
  });

  it('shows as many digits as a sum needs', () => {
    expect([0, 0.000_006, 0.0128, 3].map(digitsOf)).toEqual([2, 6, 4, 2]);
  });

  it('has no price for a thousand where there is none', async () => {
    const body = page({ inbound: 0, outbound: 0, closed: 0 });
    const costs = await countMonth(new Api(() => Promise.resolve({ status: 200, body })), () => undefined);
    expect([costs.dollars, costs.perThousand]).toEqual([0, null]);
  });
});

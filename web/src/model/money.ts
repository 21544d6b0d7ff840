// Money in words: amounts are whole numbers of the smaller unit, and the desk says how many digits that is.
import { t } from '../i18n';
import type { ShopOrder, Spent, Sum } from '../proto';

/** As the language writes it. Browsers have digits of their own for some currencies, which are not those amounts come in. */
export function moneyText({ amount, currency, digits }: Pick<Sum, 'amount' | 'currency' | 'digits'>): string {
  const format = new Intl.NumberFormat(t.locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  // Text keeps large amounts exact, which a division would not.
  return format.format(`${amount}e-${digits}` as `${number}`);
}

/** What a contact spent who is all of these: a sum for each currency, the largest number of orders first. */
export function together(spent: readonly Spent[]): Sum[] {
  const all = new Map<string, Sum>();
  for (const sum of spent.flatMap(({ sums }) => sums)) {
    const known = all.get(sum.currency);
    const amount = (known?.amount ?? 0) + sum.amount;
    all.set(sum.currency, { ...sum, amount, orders: (known?.orders ?? 0) + sum.orders });
  }
  return [...all.values()].sort((a, b) => b.orders - a.orders || a.currency.localeCompare(b.currency));
}

/** What became of an order; how much of it was paid back, where that is not all. */
export function statusText(order: ShopOrder): string {
  const { status } = order;
  if (status.is === 'paid') return t.orders.paid;
  return status.amount === order.amount
    ? t.orders.refunded
    : t.orders.partly(moneyText({ ...order, amount: status.amount }));
}

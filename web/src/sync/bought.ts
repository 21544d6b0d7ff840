// What this client holds of what contacts bought: the orders of those somebody looked at, and what each of them spent.
//
// Both lie with the person they were told of; a contact has those of everybody who is this contact now. Of two copies the
// higher version is newer, so answers and events may come in any order.
import type { ContactId, Orders, ShopOrder, Spent } from '../proto';

interface Held {
  orders: Map<string, ShopOrder>;
  spent?: Spent;
}

export class Bought {
  #people = new Map<ContactId, Held>();

  /** From now on news of what these bought are kept. */
  watch(contacts: readonly ContactId[]): void {
    for (const id of contacts) if (!this.#people.has(id)) this.#people.set(id, { orders: new Map() });
  }

  /** A page as it was answered. */
  learn({ orders, spent }: Pick<Orders, 'orders' | 'spent'>): void {
    orders.forEach((order) => this.learnOrder(order));
    spent.forEach((sums) => this.learnSpent(sums));
  }

  learnOrder(order: ShopOrder): void {
    const orders = this.#people.get(order.contact)?.orders;
    if (orders && (orders.get(order.id)?.version ?? 0) < order.version) orders.set(order.id, order);
  }

  learnSpent(spent: Spent): void {
    const held = this.#people.get(spent.contact);
    if (held && (held.spent?.version ?? 0) < spent.version) held.spent = spent;
  }

  /** Newest first. */
  orders(contacts: readonly ContactId[]): ShopOrder[] {
    const all = contacts.flatMap((id) => [...(this.#people.get(id)?.orders.values() ?? [])]);
    return all.sort((a, b) => b.placed - a.placed || (a.id < b.id ? 1 : -1));
  }

  spent(contacts: readonly ContactId[]): Spent[] {
    return contacts.flatMap((id) => this.#people.get(id)?.spent ?? []);
  }
}

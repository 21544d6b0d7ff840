// What the fake desk knows of contacts: cards, notes, funnels, orders, and who may be the same person. Enough to look at; nothing is changed.
import type { Because, Card, Contact, Funnel, FunnelRun, Note, Orders, SimilarContact } from '../src/proto';
import { Refusal, type World } from './world';

export class Contacts {
  readonly cards = new Map<string, Card>();
  readonly notes = new Map<string, Note[]>();
  readonly runs = new Map<string, FunnelRun[]>();
  readonly funnels: Funnel[] = [];
  readonly orders = new Map<string, Orders>();
  readonly similar = new Map<string, { contact: string; because: Because[] }[]>();
  #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Answers a question about contacts; refuses what is none of these. */
  route(method: string, id: string, noun: string | undefined, query: URLSearchParams): unknown {
    if (method !== 'GET') throw new Refusal(404, 'no_such_route');
    if (id === '') return { contacts: this.#found(query.get('term') ?? '') };
    switch (noun) {
      case undefined:
        return this.#of(id);
      case 'notes':
        return { notes: this.notes.get(id) ?? [] };
      case 'funnels':
        return { runs: this.runs.get(id) ?? [] };
      case 'orders':
        return this.orders.get(id) ?? { spent: [], orders: [] };
      case 'similar':
        return { similar: this.#similar(id) };
      case 'unites':
        return { unites: [] };
      case 'history':
        return { changes: [] };
      default:
        throw new Refusal(404, 'no_such_route');
    }
  }

  #of(id: string): Contact {
    const chat = this.#world.chat(id);
    const card = this.cards.get(id) ?? { id, version: 1, created: chat.activity };
    return { card, chat };
  }

  #similar(id: string): SimilarContact[] {
    return (this.similar.get(id) ?? []).map(({ contact, because }) => ({
      contact: this.#of(contact),
      because,
    }));
  }

  #found(term: string): Contact[] {
    const wanted = term.toLocaleLowerCase();
    const chats = [...this.#world.chats.values()].filter(({ name }) =>
      name.toLocaleLowerCase().includes(wanted),
    );
    return chats.slice(0, 20).map(({ id }) => this.#of(id));
  }
}

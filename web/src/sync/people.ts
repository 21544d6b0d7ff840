// What this client holds of the contacts somebody looked at: cards, notes, what they bought, who may be the same person.
//
// Events about others are let go: what they tell is asked for when somebody looks. Of two copies the higher version is
// newer, so answers and events may come in any order.
import type { Card, Contact, ContactId, Event, IntentId, Note, Suggestions } from '../proto';
import { Bought } from './bought';
import { Roots } from './roots';

export class People {
  readonly bought = new Bought();
  #cards = new Roots<Card>();
  #suggestions = new Map<ContactId, Suggestions>();
  /** Of those whose notes were asked for. */
  #notes = new Map<ContactId, Map<IntentId, Note>>();

  card(id: ContactId): Card | undefined {
    return this.#cards.get(id);
  }

  suggestions(id: ContactId): Suggestions | undefined {
    return this.#suggestions.get(id);
  }

  /** Notes written for any of these, newest first; those taken back are left out. */
  notes(contacts: readonly ContactId[]): Note[] {
    const all = contacts.flatMap((id) => [...(this.#notes.get(id)?.values() ?? [])]);
    return all.filter((note) => !note.is_removed).sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  learn({ card, suggestions }: Contact): void {
    this.#cards.learn(card);
    if (suggestions) this.#suggest(suggestions);
  }

  learnCard(card: Card): void {
    this.#cards.learn(card);
  }

  /** From now on news of these contacts' notes are kept. */
  watchNotes(contacts: readonly ContactId[]): void {
    for (const id of contacts) if (!this.#notes.has(id)) this.#notes.set(id, new Map());
  }

  learnNote(note: Note): void {
    const held = this.#notes.get(note.contact);
    if (held && (held.get(note.id)?.version ?? 0) < note.version) held.set(note.id, note);
  }

  /** Takes an event about one of these; whether it was one. */
  takes(event: Event): boolean {
    switch (event.type) {
      case 'card_committed':
        if (this.#cards.get(event.card.id)) this.#cards.learn(event.card);
        return true;
      case 'note_committed':
        this.learnNote(event.note);
        return true;
      case 'order_committed':
        this.bought.learnOrder(event.order);
        return true;
      case 'spent_committed':
        this.bought.learnSpent(event.spent);
        return true;
      case 'suggestions_committed':
        if (this.#cards.get(event.suggestions.contact)) this.#suggest(event.suggestions);
        return true;
      default:
        return false;
    }
  }

  #suggest(suggestions: Suggestions): void {
    const known = this.#suggestions.get(suggestions.contact);
    if (!known || known.version < suggestions.version)
      this.#suggestions.set(suggestions.contact, suggestions);
  }
}

// What this client holds of the contacts somebody looked at: cards, notes, ways through funnels, what they bought, and who
// may be the same person.
//
// Events about others are let go: what they tell is asked for when somebody looks. Of two copies the higher version is
// newer, so answers and events may come in any order.
import type { Card, Contact, ContactId, Event, FunnelRun, IntentId, Note, Suggestions } from '../proto';
import { Bought } from './bought';
import { Roots } from './roots';

export class People {
  readonly bought = new Bought();
  #cards = new Roots<Card>();
  #suggestions = new Map<ContactId, Suggestions>();
  /** Of those whose notes were asked for. */
  #notes = new Map<ContactId, Map<IntentId, Note>>();
  /** Of those whose ways through funnels were asked for, by funnel. */
  #runs = new Map<ContactId, Map<IntentId, FunnelRun>>();

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

  /** Ways through funnels begun for any of these: those under way as they were started, then those that ended, the latest
   * first; those removed are left out. */
  runs(contacts: readonly ContactId[]): FunnelRun[] {
    const all = contacts.flatMap((id) => [...(this.#runs.get(id)?.values() ?? [])]);
    const ended = (run: FunnelRun) => Number(run.state.is !== 'running');
    const order = (run: FunnelRun) => (ended(run) ? -run.at : run.started);
    return all
      .filter((run) => run.state.is !== 'removed')
      .sort((a, b) => ended(a) - ended(b) || order(a) - order(b));
  }

  /** From now on news of these contacts' ways through funnels are kept. */
  watchRuns(contacts: readonly ContactId[]): void {
    for (const id of contacts) if (!this.#runs.has(id)) this.#runs.set(id, new Map());
  }

  learnRun(run: FunnelRun): void {
    const held = this.#runs.get(run.contact);
    if (held && (held.get(run.funnel)?.version ?? 0) < run.version) held.set(run.funnel, run);
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
      case 'funnel_run_committed':
        this.learnRun(event.run);
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

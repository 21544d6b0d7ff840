// What an operator does with contacts: looks at cards, changes them, writes notes, makes one of two and takes it back.
import type {
  Card,
  CardHistory,
  Chat,
  Contact,
  ContactId,
  Contacts,
  FunnelRun,
  FunnelRuns,
  Note,
  Notes,
  Orders,
  PastUnite,
  Separated,
  ShopOrder,
  Side,
  SimilarContact,
  SimilarContacts,
  Spent,
  Suggestions,
  Tags,
  Unite,
  United,
  Unites,
  Variable,
} from '../proto';
import { failureWords } from '../i18n';
import { contactPath, foundPath, namedPath } from '../net/contacts';
import { Failed, type Api } from '../net/http';
import { ulid } from '../net/ulid';
import type { People } from '../sync/people';
import type { CardEdit } from './card';
import type { Page } from './finder';

/** More rounds mean that somebody types as fast as we send: then the operator decides. */
const TRIES_MAX = 4;

export type Outcome = { is: 'done' } | { is: 'stale'; card: Card } | { is: 'no'; words: string };

export interface ContactDeps {
  api: Api;
  people: People;
  read<T>(value: () => T): T;
  change(change: () => void): void;
  news(chat: Chat): void;
}

export class ContactDesk {
  #deps: ContactDeps;

  constructor(deps: ContactDeps) {
    this.#deps = deps;
  }

  card(id: ContactId): Card | undefined {
    return this.#deps.read(() => this.#deps.people.card(id));
  }

  suggestions(id: ContactId): Suggestions | undefined {
    return this.#deps.read(() => this.#deps.people.suggestions(id));
  }

  notes(chat: Chat): Note[] {
    return this.#deps.read(() => this.#deps.people.notes(everybody(chat)));
  }

  /** Loads the card; what speaks against it, in words. */
  look(id: ContactId): Promise<string | null> {
    return this.#try(() => this.#deps.api.call<Contact>('GET', contactPath(id)));
  }

  find(term: string, given: AbortSignal): Promise<Page<Contact>> {
    const asked = this.#deps.api.call<Contacts>('GET', foundPath(term), undefined, given);
    return asked.then(({ contacts }) => ({ hits: contacts }));
  }

  /** Changes a card; a newer one is taken into account as long as the same field was not touched. */
  async edit(id: ContactId, edit: CardEdit): Promise<Outcome> {
    let card = this.#deps.people.card(id);
    for (let tries = 0; card && tries < TRIES_MAX; tries++) {
      const fields = edit(card);
      if (!fields) return { is: 'stale', card };
      try {
        const body = { version: card.version, ...fields };
        this.#learn(await this.#deps.api.call<Contact>('PATCH', contactPath(id), body));
        return { is: 'done' };
      } catch (error) {
        const newer = newerCard(error);
        if (!newer) return { is: 'no', words: failureWords(error) };
        this.#deps.change(() => this.#deps.people.learnCard(newer));
        card = newer;
      }
    }
    return card ? { is: 'stale', card } : { is: 'no', words: (await this.look(id)) ?? '' };
  }

  tag(id: ContactId, tag: string): Promise<string | null> {
    return this.#try(() => this.#deps.api.call<Contact>('PUT', namedPath(id, 'tags', tag), {}));
  }

  untag(id: ContactId, tag: string): Promise<string | null> {
    return this.#try(() => this.#deps.api.call<Contact>('DELETE', namedPath(id, 'tags', tag)));
  }

  /** The tags in use, as far as one page goes: they are suggestions. */
  async tags(): Promise<string[]> {
    const { tags } = await this.#deps.api.call<Tags>('GET', '/api/tags');
    return tags;
  }

  set(id: ContactId, name: string, value: Variable): Promise<string | null> {
    const path = namedPath(id, 'variables', name);
    return this.#try(() => this.#deps.api.call<Contact>('PUT', path, { value }));
  }

  clear(id: ContactId, name: string): Promise<string | null> {
    return this.#try(() => this.#deps.api.call<Contact>('DELETE', namedPath(id, 'variables', name)));
  }

  history(id: ContactId, cursor?: string): Promise<CardHistory> {
    return this.#deps.api.call('GET', contactPath(id, `/history${after(cursor)}`));
  }

  // ---- Notes ---------------------------------------------------------------------------------------------------

  /** A page of notes; where the next one begins. */
  async lookAtNotes(chat: Chat, cursor?: string): Promise<string | undefined> {
    this.#deps.people.watchNotes(everybody(chat));
    const page = await this.#deps.api.call<Notes>('GET', contactPath(chat.id, `/notes${after(cursor)}`));
    this.#deps.change(() => page.notes.forEach((note) => this.#deps.people.learnNote(note)));
    return page.cursor;
  }

  /** To be made once for each note that is written: the same intent sent again is the same note. */
  intent(): string {
    return ulid(Date.now());
  }

  addNote(id: ContactId, intent: string, text: string): Promise<string | null> {
    const body = { intent_id: intent, text };
    return this.#tryNote(() => this.#deps.api.call<Note>('POST', contactPath(id, '/notes'), body));
  }

  editNote(note: Note, text: string): Promise<string | null> {
    const body = { version: note.version, text };
    return this.#tryNote(() =>
      this.#deps.api.call<Note>('PATCH', namedPath(note.contact, 'notes', note.id), body),
    );
  }

  removeNote(note: Note): Promise<string | null> {
    return this.#tryNote(() =>
      this.#deps.api.call<Note>('DELETE', namedPath(note.contact, 'notes', note.id)),
    );
  }

  // ---- Ways through funnels ------------------------------------------------------------------------------------

  runs(chat: Chat): FunnelRun[] {
    return this.#deps.read(() => this.#deps.people.runs(everybody(chat)));
  }

  /** Asks for them; from then on news of them are kept. */
  async lookAtRuns(chat: Chat): Promise<void> {
    this.#deps.people.watchRuns(everybody(chat));
    const { runs } = await this.#deps.api.call<FunnelRuns>('GET', contactPath(chat.id, '/funnels'));
    this.#deps.change(() => runs.forEach((run) => this.#deps.people.learnRun(run)));
  }

  /** The same intent sent again is the same run. */
  startFunnel(id: ContactId, funnel: string, intent: string): Promise<string | null> {
    const body = { intent_id: intent };
    return this.#tryRun(() => this.#deps.api.call<FunnelRun>('PUT', namedPath(id, 'funnels', funnel), body));
  }

  removeRun(id: ContactId, funnel: string): Promise<string | null> {
    return this.#tryRun(() => this.#deps.api.call<FunnelRun>('DELETE', namedPath(id, 'funnels', funnel)));
  }

  // ---- Orders --------------------------------------------------------------------------------------------------

  orders(chat: Chat): ShopOrder[] {
    return this.#deps.read(() => this.#deps.people.bought.orders(everybody(chat)));
  }

  spent(chat: Chat): Spent[] {
    return this.#deps.read(() => this.#deps.people.bought.spent(everybody(chat)));
  }

  /** A page of orders, the first with what was spent; where the next one begins. */
  async lookAtOrders(chat: Chat, cursor?: string): Promise<string | undefined> {
    const { bought } = this.#deps.people;
    bought.watch(everybody(chat));
    const page = await this.#deps.api.call<Orders>('GET', contactPath(chat.id, `/orders${after(cursor)}`));
    this.#deps.change(() => bought.learn(page));
    return page.cursor;
  }

  // ---- One contact of two --------------------------------------------------------------------------------------

  async contact(id: ContactId): Promise<Contact> {
    const contact = await this.#deps.api.call<Contact>('GET', contactPath(id));
    this.#learn(contact);
    return contact;
  }

  async similar(id: ContactId): Promise<SimilarContact[]> {
    const { similar } = await this.#deps.api.call<SimilarContacts>('GET', contactPath(id, '/similar'));
    return similar;
  }

  async pastUnites(id: ContactId): Promise<PastUnite[]> {
    const { unites } = await this.#deps.api.call<Unites>('GET', contactPath(id, '/unites'));
    return unites;
  }

  /** Throws [`Failed`]. */
  async unite(left: ContactId, right: ContactId, choose: Record<string, Side>): Promise<United> {
    const body: Unite = { right, choose };
    const united = await this.#deps.api.call<United>('POST', contactPath(left, '/unite'), body);
    this.#learn(united.contact);
    return united;
  }

  undo(left: ContactId, unite: number): Promise<string | null> {
    return this.#try(async () => {
      const path = contactPath(left, `/unite/${unite}/undo`);
      const separated = await this.#deps.api.call<Separated>('POST', path, {});
      this.#learn(separated.right);
      return separated.left;
    });
  }

  async notSame(one: ContactId, other: ContactId): Promise<string | null> {
    try {
      await this.#deps.api.call('POST', contactPath(one, `/not-same/${encodeURIComponent(other)}`), {});
      return null;
    } catch (error) {
      return failureWords(error);
    }
  }

  // ---- Details -------------------------------------------------------------------------------------------------

  async #try(ask: () => Promise<Contact>): Promise<string | null> {
    try {
      this.#learn(await ask());
      return null;
    } catch (error) {
      return failureWords(error);
    }
  }

  async #tryNote(ask: () => Promise<Note>): Promise<string | null> {
    try {
      const note = await ask();
      this.#deps.change(() => this.#deps.people.learnNote(note));
      return null;
    } catch (error) {
      return failureWords(error);
    }
  }

  async #tryRun(ask: () => Promise<FunnelRun>): Promise<string | null> {
    try {
      const run = await ask();
      this.#deps.change(() => this.#deps.people.learnRun(run));
      return null;
    } catch (error) {
      return failureWords(error);
    }
  }

  #learn(contact: Contact): void {
    this.#deps.change(() => {
      this.#deps.people.learn(contact);
      this.#deps.news(contact.chat);
    });
  }
}

/** The contact and whoever was found to be this person. */
function everybody(chat: Chat): ContactId[] {
  return [chat.id, ...(chat.united ?? [])];
}

function after(cursor: string | undefined): string {
  return cursor === undefined ? '' : `?${new URLSearchParams({ cursor })}`;
}

function newerCard(error: unknown): Card | null {
  if (!(error instanceof Failed) || error.failure.error?.code !== 'stale_version') return null;
  return (error.failure.error.details as { card?: Card } | undefined)?.card ?? null;
}

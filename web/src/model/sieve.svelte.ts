// The rows of the list as it is filtered: what is loaded, as far as it passes. The server keeps no list for filters, so
// it is said how far one has looked; only for tags it knows everybody who has them.
import { tagPath } from '../net/contacts';
import { Failed } from '../net/http';
import type { Card, Chat, Contacts } from '../proto';
import { byActivity } from '../sync/list';
import { belongs, type Selection } from '../sync/selection';
import type { Desk } from './desk.svelte';
import { filterKey, isAny, NO_FILTER, sifted } from './filter';
import type { Place } from './place';

/** Chats looked through by itself, and again each time somebody wants to look further: ten pages. */
const REACH = 500;
/** Pages of contacts with a tag that are asked for. */
const TAG_PAGES_MAX = 20;

export class Sieve {
  #desk: Desk;
  /** How many chats are looked through. */
  reach = $state(REACH);
  /** Who has the tag asked for; null: that is not known yet. */
  tagged = $state.raw<ReadonlySet<string> | null>(null);
  /** There are more with the tag than were asked for. */
  isTagCut = $state(false);
  #tag: string | undefined;
  #key = '';
  #attempt = 0;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  rows({ list, filter = NO_FILTER }: Place): readonly Chat[] {
    const { tag } = filter;
    if (!isAny(filter)) return this.#desk.rows(list);
    return sifted(tag === undefined ? this.#desk.rows(list) : this.#having(tag, list), filter);
  }

  /** Asks for what the filter needs. To be called when it changes, and after each interruption. */
  look({ filter = NO_FILTER }: Place): void {
    const key = filterKey(filter);
    if (key !== this.#key) this.reach = REACH;
    this.#key = key;
    if (filter.tag !== this.#tag) this.tagged = null;
    this.#tag = filter.tag;
    this.#attempt += 1;
    if (filter.tag !== undefined) void this.#learnTagged(filter.tag, this.#attempt);
  }

  /** How many chats of the list are known as they are now; what is from before an interruption comes below them. */
  looked(list: Selection): number {
    const { fresh } = this.#desk.list(list);
    return this.#desk.rows(list).filter(({ activity }) => activity >= fresh).length;
  }

  /** Whether more may turn up by itself. */
  isLooking({ list, filter = NO_FILTER }: Place): boolean {
    if (filter.tag !== undefined) return this.tagged === null;
    const { isStale, cursor } = this.#desk.list(list);
    return isStale || (cursor !== undefined && this.looked(list) < this.reach);
  }

  further(): void {
    this.reach += REACH;
  }

  /** Everybody with the tag, whether their rows are loaded or not; a card one looked at knows best. */
  #having(tag: string, list: Place['list']): Chat[] {
    const { contacts, me } = this.#desk;
    const shown = this.#desk.rows(list);
    const ids = new Set([...(this.tagged ?? []), ...shown.map(({ id }) => id)]);
    const chats = [...ids].flatMap((id) => {
      const card = contacts.card(id);
      const isTagged = card ? hasTag(card, tag) : this.tagged?.has(id);
      const chat = isTagged ? this.#desk.chat(id) : undefined;
      return chat && belongs(chat, list, me) ? [chat] : [];
    });
    return chats.sort(byActivity);
  }

  async #learnTagged(tag: string, attempt: number): Promise<void> {
    const all = new Set<string>();
    let cursor: string | undefined;
    try {
      for (let page = 0; page < TAG_PAGES_MAX; page++) {
        const found = await this.#desk.api.call<Contacts>('GET', tagPath(tag, cursor));
        if (attempt !== this.#attempt) return;
        this.#desk.learnChats(found.contacts.map(({ chat }) => chat));
        for (const { chat } of found.contacts) all.add(chat.id);
        cursor = found.cursor;
        this.tagged = new Set([...(this.tagged ?? []), ...all]);
        if (cursor === undefined) break;
      }
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      // A name that is no tag: nobody has it. Without a network the next connection asks again.
      if (error.failure.is === 'unreachable') return;
    }
    this.isTagCut = cursor !== undefined;
    this.tagged = all;
  }
}

/** Tags are the same in any case. `card::tag_key` */
function hasTag({ tags = [] }: Card, tag: string): boolean {
  return tags.some((one) => one.toLowerCase() === tag.toLowerCase());
}

const sieves = new WeakMap<Desk, Sieve>();

/** The one of this desk: the list, its keys and its bar speak of the same rows. */
export function sieveOf(desk: Desk): Sieve {
  const known = sieves.get(desk) ?? new Sieve(desk);
  sieves.set(desk, known);
  return known;
}

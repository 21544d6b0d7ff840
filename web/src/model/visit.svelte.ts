// A visit to one place in a chat's history: what is shown there, and asking for more at either end.
import type { Api } from '../net/http';
import { chatPath } from '../net/perform';
import type { Message, MessageId, MessagePage } from '../proto';
import * as detours from '../sync/detour';
import type { Detour } from '../sync/detour';
import { hasOlder, type Thread } from '../sync/thread';

/** What a conversation shows of a chat's history. */
export interface Shown {
  readonly messages: readonly Message[];
  readonly hasOlder: boolean;
  /** Whether it reaches to the newest message. */
  readonly isLive: boolean;
  /** Every change up to here is in. */
  readonly version: number;
  /** The message one came for. */
  readonly at?: MessageId;
  older(): void;
  newer(): void;
}

/** Null: nothing to show yet. `thread` is the live window. */
export function shownOf(thread: Thread | undefined, visit: Visit | null, older: () => void): Shown | null {
  if (!thread?.isLoaded) return null;
  const { version, messages } = thread;
  if (!visit) return { messages, version, hasOlder: hasOlder(thread), isLive: true, older, newer: () => {} };
  const { detour, at } = visit;
  if (!detour) return null;
  const whole = detours.joined(detour, messages);
  return {
    messages: whole ?? detour.messages,
    version,
    hasOlder: detour.older !== undefined,
    isLive: whole !== null,
    at,
    older: () => visit.older(),
    newer: () => visit.newer(),
  };
}

export class Visit {
  detour = $state.raw<Detour | null>(null);
  /** Why there is nothing to show. */
  error = $state.raw<unknown>(null);
  #api: Api;
  #chat: string;
  #asks = new Set<string>();
  #given = new AbortController();

  constructor(
    api: Api,
    chat: string,
    readonly at: MessageId,
  ) {
    this.#api = api;
    this.#chat = chat;
    void this.#arrive();
  }

  older(): void {
    const query = this.detour?.older;
    if (query !== undefined) void this.#grow(query, detours.takeOlder);
  }

  newer(): void {
    const query = this.detour?.newer;
    if (query !== undefined) void this.#grow(query, detours.takeNewer);
  }

  /** The live window changed. */
  news(live: readonly Message[]): void {
    if (this.detour) this.detour = detours.takeNews(this.detour, live);
  }

  end(): void {
    this.#given.abort();
  }

  async #arrive(): Promise<void> {
    try {
      const page = await this.#ask(`around=${encodeURIComponent(this.at)}`);
      if (!this.#given.signal.aborted) this.detour = detours.arrive(this.at, page);
    } catch (error) {
      if (!this.#given.signal.aborted) this.error = error;
    }
  }

  /** Asked once at a time; what failed is asked again when somebody scrolls there again. */
  async #grow(query: string, take: (detour: Detour, page: MessagePage) => Detour): Promise<void> {
    if (this.#asks.has(query)) return;
    this.#asks.add(query);
    try {
      const page = await this.#ask(query);
      const { detour } = this;
      if (detour && !this.#given.signal.aborted) this.detour = take(detour, page);
    } catch {
      // Scrolling on asks again.
    } finally {
      this.#asks.delete(query);
    }
  }

  #ask(query: string): Promise<MessagePage> {
    return this.#api.call('GET', chatPath(this.#chat, `/messages?${query}`), undefined, this.#given.signal);
  }
}

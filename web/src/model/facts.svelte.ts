// What a client asks for until it knows it: the workspace's settings, and what the messengers can do.
import type { Api } from '../net/http';
import type { Messengers, MessengerInfo, Settings } from '../proto';

/** Between two tries. */
const LOOK_AGAIN_MS = 3000;
/** What is known from an earlier page is looked at again so much later: at the start other questions are more urgent. */
const LOOK_LATER_MS = 5000;
/** A browser that has not read by then what an earlier page kept is not waited for. */
const RECALL_MS = 1000;

export class Facts {
  messengers = $state.raw<ReadonlyMap<string, MessengerInfo>>(new Map());
  #api: Api;
  #onsettings: (settings: Settings) => void;
  #isEnded = false;
  /** What an earlier page kept is there, or will not be. */
  readonly #ready: Promise<void>;
  recalled: () => void = () => undefined;

  constructor(api: Api, onsettings: (settings: Settings) => void) {
    this.#api = api;
    this.#onsettings = onsettings;
    this.#ready = new Promise((resolve) => {
      this.recalled = resolve;
      setTimeout(resolve, RECALL_MS);
    });
  }

  /** Until they are known the server says which reasons for closing it wants. */
  learnSettings(isKnown: () => boolean): void {
    const ask = async () => this.#onsettings(await this.#api.call<Settings>('GET', '/api/settings'));
    void this.#ready.then(() => this.#later(isKnown(), ask));
  }

  learnMessengers(): void {
    const ask = async () => {
      const { messengers } = await this.#api.call<Messengers>('GET', '/api/messengers');
      this.messengers = new Map(messengers.map((info) => [info.name, info]));
    };
    void this.#ready.then(() => this.#later(this.messengers.size > 0, ask));
  }

  end(): void {
    this.#isEnded = true;
  }

  #later(isKnown: boolean, learn: () => Promise<void>): void {
    if (!isKnown) return this.#learn(learn);
    setTimeout(() => {
      if (!this.#isEnded) this.#learn(learn);
    }, LOOK_LATER_MS);
  }

  #learn(learn: () => Promise<void>): void {
    learn().catch(() => {
      if (!this.#isEnded) setTimeout(() => this.#learn(learn), LOOK_AGAIN_MS);
    });
  }
}

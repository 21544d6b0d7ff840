// What a client asks for until it knows it: the workspace's settings, and what the messengers can do.
import type { Api } from '../net/http';
import type { Messengers, MessengerInfo, Settings } from '../proto';

/** Between two tries. */
const LOOK_AGAIN_MS = 3000;

export class Facts {
  messengers = $state.raw<ReadonlyMap<string, MessengerInfo>>(new Map());
  #api: Api;
  #onsettings: (settings: Settings) => void;
  #isEnded = false;

  constructor(api: Api, onsettings: (settings: Settings) => void) {
    this.#api = api;
    this.#onsettings = onsettings;
  }

  /** Until they are known the server says which reasons for closing it wants. */
  learnSettings(): void {
    this.#learn(async () => this.#onsettings(await this.#api.call<Settings>('GET', '/api/settings')));
  }

  learnMessengers(): void {
    this.#learn(async () => {
      const { messengers } = await this.#api.call<Messengers>('GET', '/api/messengers');
      this.messengers = new Map(messengers.map((info) => [info.name, info]));
    });
  }

  end(): void {
    this.#isEnded = true;
  }

  #learn(learn: () => Promise<void>): void {
    learn().catch(() => {
      if (!this.#isEnded) setTimeout(() => this.#learn(learn), LOOK_AGAIN_MS);
    });
  }
}

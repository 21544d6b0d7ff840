// Whether this browser tells its operator of news although the desk is not open in it.
import type { Api } from '../net/http';
import { canBeTold, described, idOf, subscribe, subscription, unsubscribe } from '../net/pushes';
import type { MyNotifications, PushKey } from '../proto';
import { Attempt } from './attempt.svelte';

const PATH = '/api/operators/me/notifications';

/** `impossible`: no such browser, or no secure page; `blocked`: forbidden in the browser's own settings. */
export type Here = 'unknown' | 'impossible' | 'blocked' | 'off' | 'on';

export interface BrowserNoticeDeps {
  api: Api;
  /** The language notices are in. */
  language: string;
  learn: (notifications: MyNotifications) => void;
}

export class BrowserNotices {
  readonly attempt = new Attempt();
  here = $state<Here>('unknown');
  /** By which the desk names this browser; null: it does not know it. */
  id = $state<string | null>(null);
  /** The browser has no push service, though it says it could be told. */
  isWithoutService = $state(false);
  #deps: BrowserNoticeDeps;

  constructor(deps: BrowserNoticeDeps) {
    this.#deps = deps;
  }

  /** Finds out how it is. What the browser agreed to and the desk forgot, as with an ended session, is told it again. */
  async look(): Promise<void> {
    if (!canBeTold()) {
      this.here = 'impossible';
      return;
    }
    const agreed = await subscription().catch(() => null);
    if (Notification.permission === 'denied') this.here = 'blocked';
    else if (!agreed || Notification.permission !== 'granted') this.here = 'off';
    else if (await this.attempt.run(() => this.#tell(agreed))) this.here = 'on';
  }

  /** To be called from a press: browsers ask nobody who did not press anything. */
  turnOn(): Promise<boolean> {
    this.isWithoutService = false;
    return this.attempt.run(async () => {
      const answer = await Notification.requestPermission();
      if (answer !== 'granted') {
        this.here = answer === 'denied' ? 'blocked' : 'off';
        return;
      }
      const { key } = await this.#deps.api.call<PushKey>('GET', `${PATH}/push-key`);
      const agreed = await subscribe(key).catch(() => null);
      this.isWithoutService = !agreed;
      if (!agreed) return;
      await this.#tell(agreed);
      this.here = 'on';
    });
  }

  turnOff(): Promise<boolean> {
    return this.attempt.run(async () => {
      const agreed = await subscription();
      if (agreed) await this.remove(await idOf(agreed));
      await unsubscribe();
      this.here = 'off';
      this.id = null;
    });
  }

  /** Another browser is told nothing any more, or this one. */
  async remove(id: string): Promise<void> {
    const path = `${PATH}/browsers/${encodeURIComponent(id)}`;
    this.#deps.learn(await this.#deps.api.call<MyNotifications>('DELETE', path));
  }

  async #tell(agreed: PushSubscription): Promise<void> {
    const { api, language, learn } = this.#deps;
    learn(await api.call<MyNotifications>('PUT', `${PATH}/browser`, described(agreed, language)));
    this.id = await idOf(agreed);
  }
}

// Notices in one's own messenger: where they go, of what and when, and linking a phone.
import type { Api } from '../net/http';
import type {
  ChangeNotifications,
  ChannelId,
  MyNotifications,
  NotificationSettings,
  OfferedLink,
} from '../proto';
import { Attempt } from './attempt.svelte';

const PATH = '/api/operators/me/notifications';

export interface NoticeDeps {
  api: Api;
  /** As the desk knows them by now: the server tells of each change. */
  now: () => MyNotifications | null;
  learn: (notifications: MyNotifications) => void;
}

export class Notices {
  readonly attempt = new Attempt();
  /** Through which a phone can be linked; null: not known yet. */
  channels = $state.raw<readonly ChannelId[] | null>(null);
  /** To be opened on the phone. */
  offer = $state.raw<OfferedLink | null>(null);
  #deps: NoticeDeps;

  constructor(deps: NoticeDeps) {
    this.#deps = deps;
  }

  get mine(): MyNotifications | null {
    return this.#deps.now();
  }

  learn(notifications: MyNotifications): void {
    this.#deps.learn(notifications);
  }

  load(): Promise<boolean> {
    return this.attempt.run(async () => {
      const { notifications, channels } = await this.#deps.api.call<NotificationSettings>('GET', PATH);
      this.channels = channels;
      this.#deps.learn(notifications);
    });
  }

  link(channel: ChannelId): Promise<boolean> {
    return this.attempt.run(async () => {
      this.offer = await this.#deps.api.call<OfferedLink>('POST', `${PATH}/link`, { channel });
    });
  }

  unlink(): Promise<boolean> {
    return this.attempt.run(async () => {
      this.#deps.learn(await this.#deps.api.call<MyNotifications>('DELETE', `${PATH}/link`));
    });
  }

  /** Sends a notice to see whether it arrives. */
  test(): Promise<boolean> {
    return this.attempt.run(() => this.#deps.api.call('POST', `${PATH}/test`, {}));
  }

  change(change: Omit<ChangeNotifications, 'version'>): Promise<boolean> {
    return this.attempt.run(async () => {
      const body: ChangeNotifications = { version: this.mine?.version ?? 0, ...change };
      this.#deps.learn(await this.#deps.api.call<MyNotifications>('PATCH', PATH, body));
    });
  }

  giveUp(): void {
    this.offer = null;
  }
}

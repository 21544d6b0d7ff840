// What every client holds whole beside chats: channels, operators, the settings; and what it knows of contacts it looked at.
import type { Channel, Event, MyNotifications, Operator, OperatorId, Settings } from '../proto';
import { compareText } from './order';
import { People } from './people';
import { Roots } from './roots';
import type { WantOf } from './want';

export class Workspace {
  /** Null until they are known. */
  settings: Settings | null = null;
  /** One's own; null until somebody looks at them. */
  notifications: MyNotifications | null = null;
  #channels = new Roots<Channel>();
  #operators = new Roots<Operator>();
  readonly people = new People();

  channels(): Channel[] {
    return this.#channels.values().sort((a, b) => a.created - b.created);
  }

  /** Everybody, also those who no longer work here, by name. */
  operators(): Operator[] {
    return this.#operators.values().sort((a, b) => a.name.localeCompare(b.name) || compareText(a.id, b.id));
  }

  operator(id: OperatorId): Operator | undefined {
    return this.#operators.get(id);
  }

  learnSettings(settings: Settings): void {
    if (!this.settings || this.settings.version < settings.version) this.settings = settings;
  }

  learnNotifications(notifications: MyNotifications): void {
    if ((this.notifications?.version ?? -1) < notifications.version) this.notifications = notifications;
  }

  /** Something may have been missed. */
  doubt(): void {
    this.#channels.isStale = true;
    this.#operators.isStale = true;
  }

  /** Takes an event about one of these; whether it was one. */
  takes(event: Event): boolean {
    switch (event.type) {
      case 'channel_committed':
        this.#channels.learn(event.channel);
        return true;
      case 'operator_committed':
        this.#operators.learn(event.operator);
        return true;
      case 'settings_committed':
        this.learnSettings(event.settings);
        return true;
      case 'notifications_committed':
        this.learnNotifications(event.notifications);
        return true;
      case 'draft_committed':
        // One's own, kept apart.
        return true;
      case 'chat_came_up':
      case 'looking':
      case 'typing':
        // For whoever is looking right now: nothing to catch up with.
        return true;
      default:
        return this.people.takes(event);
    }
  }

  wants(epoch: number): WantOf<'channels' | 'operators'>[] {
    return [
      ...(this.#channels.isStale ? [{ kind: 'channels' as const, epoch }] : []),
      ...(this.#operators.isStale ? [{ kind: 'operators' as const, epoch }] : []),
    ];
  }

  /** From an earlier page: shown until it is known anew. */
  recall(channels: readonly Channel[], operators: readonly Operator[]): void {
    channels.forEach((channel) => this.#channels.learn(channel));
    operators.forEach((operator) => this.#operators.learn(operator));
  }

  /** `isCurrent`: nothing was interrupted since the question. */
  takeChannels(channels: readonly Channel[], isCurrent: boolean): void {
    if (isCurrent) this.#channels.isStale = false;
    channels.forEach((channel) => this.#channels.learn(channel));
  }

  takeOperators(operators: readonly Operator[], isCurrent: boolean): void {
    if (isCurrent) this.#operators.isStale = false;
    operators.forEach((operator) => this.#operators.learn(operator));
  }
}

// What every client holds whole beside chats: channels, operators, the settings; and the cards it has looked at.
import type { Card, Channel, ContactId, Event, Operator, OperatorId, Settings } from '../proto';
import { compareText } from './order';
import { Roots } from './roots';
import type { WantOf } from './want';

export class Workspace {
  /** Null until they are known. */
  settings: Settings | null = null;
  #channels = new Roots<Channel>();
  #operators = new Roots<Operator>();
  #cards = new Roots<Card>();

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

  card(id: ContactId): Card | undefined {
    return this.#cards.get(id);
  }

  learnCard(card: Card): void {
    this.#cards.learn(card);
  }

  learnSettings(settings: Settings): void {
    if (!this.settings || this.settings.version < settings.version) this.settings = settings;
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
      case 'card_committed':
        // Nobody looks at the others: they are asked for when somebody does.
        if (this.#cards.get(event.card.id)) this.#cards.learn(event.card);
        return true;
      case 'notifications_committed':
        // Asked for by the settings when they are looked at.
        return true;
      case 'chat_came_up':
        // A sound; the chat's own commit is told besides.
        return true;
      case 'note_committed':
        // Notes are asked for when they are looked at.
        return true;
      case 'suggestions_committed':
        // Who may be the same person is asked for with the card.
        return true;
      default:
        return false;
    }
  }

  wants(epoch: number): WantOf<'channels' | 'operators'>[] {
    return [
      ...(this.#channels.isStale ? [{ kind: 'channels' as const, epoch }] : []),
      ...(this.#operators.isStale ? [{ kind: 'operators' as const, epoch }] : []),
    ];
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

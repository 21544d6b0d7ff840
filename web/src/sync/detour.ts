// The part of a chat's history around one message: a window of its own, apart from the one that reaches to the newest.
//
// It grows at both ends. Once its end is the newest message, the live window takes over there, and both show as one.
import type { Message, MessageId, MessagePage } from '../proto';
import { inOrder, placeOf } from './order';

export interface Detour {
  /** The message one came for. */
  readonly at: MessageId;
  readonly messages: readonly Message[];
  /** What is asked for to get the page before; absent: it begins with the first message of the chat. */
  readonly older?: string;
  /** What is asked for to get the page behind; absent: it reaches to what was the newest message then. */
  readonly newer?: string;
}

/** The page around `at` has come. */
export function arrive(at: MessageId, page: MessagePage): Detour {
  return { at, ...grown([], page), ...behind(page) };
}

export function takeOlder(detour: Detour, page: MessagePage): Detour {
  const { at, newer } = detour;
  return { at, ...(newer === undefined ? {} : { newer }), ...grown(detour.messages, page) };
}

export function takeNewer(detour: Detour, page: MessagePage): Detour {
  const { at, older } = detour;
  const messages = united(detour.messages, page.messages);
  return { at, messages, ...(older === undefined ? {} : { older }), ...behind(page) };
}

/** What was changed meanwhile, as far as the live window holds it. */
export function takeNews(detour: Detour, live: readonly Message[]): Detour {
  const held = new Map(detour.messages.map((message) => [message.id, message.version]));
  const changed = live.filter((message) => message.version > (held.get(message.id) ?? Infinity));
  return changed.length === 0 ? detour : { ...detour, messages: united(detour.messages, changed) };
}

/** Both windows as one; null: something may lie between them. */
export function joined(detour: Detour, live: readonly Message[]): readonly Message[] | null {
  if (detour.newer !== undefined) return null;
  const held = new Set(detour.messages.map((message) => message.id));
  return live.some((message) => held.has(message.id)) ? united(detour.messages, live) : null;
}

/** `cursor` where the server gave one: of a talk by several addresses there is no one place it goes on from. */
function grown(held: readonly Message[], page: MessagePage): Pick<Detour, 'messages' | 'older'> {
  const messages = united(held, page.messages);
  const first = page.messages[0];
  if (page.cursor !== undefined) return { messages, older: `cursor=${encodeURIComponent(page.cursor)}` };
  if (!page.has_older || !first) return { messages };
  return { messages, older: `before=${encodeURIComponent(placeOf(first.id))}` };
}

function behind(page: MessagePage): Pick<Detour, 'newer'> {
  return page.after === undefined ? {} : { newer: `after=${encodeURIComponent(page.after)}` };
}

/** Of two copies the higher version is newer. */
function united(held: readonly Message[], arrived: readonly Message[]): Message[] {
  const byId = new Map(held.map((message) => [message.id, message]));
  for (const message of arrived) {
    if (message.version >= (byId.get(message.id)?.version ?? 0)) byId.set(message.id, message);
  }
  return inOrder(byId.values());
}

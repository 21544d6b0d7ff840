// The frames the Rust side recorded lead this client to the same end: both read one set of files.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Chat, ContactId, Event, Frame, Message } from '../src/proto';
import { Engine } from '../src/sync/engine';
import { inOrder } from '../src/sync/order';
import type { Want } from '../src/sync/want';

interface Trace {
  start: Chat[];
  frames: Frame[];
  end: { chats: Chat[]; messages: Message[] };
}

const FOLDER = fileURLToPath(new URL('../../tests/fixtures/traces/', import.meta.url));
const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.json')) : [];

/** Gives every chat a window that is complete from the start, by answering the first questions with nothing. */
function open(engine: Engine, chats: readonly Chat[]): void {
  const [list] = engine
    .take(0)
    .filter((want): want is Extract<Want, { kind: 'list' }> => want.kind === 'list');
  if (list) engine.answer({ kind: 'list', want: list, answer: { chats: [...chats] } });
  for (const { id } of chats) load(engine, id);
}

function load(engine: Engine, id: ContactId): void {
  engine.open(id);
  for (const want of engine.take(0)) {
    if (want.kind === 'newest')
      engine.answer({ kind: 'newest', want, answer: { messages: [], has_older: false } });
  }
}

function isCommit(event: Event): event is Extract<Event, { type: 'chat_committed' }> {
  return event.type === 'chat_committed';
}

describe.skipIf(files.length === 0)('recorded traces', () => {
  it.each(files)('%s', (file) => {
    const trace = JSON.parse(readFileSync(FOLDER + file, 'utf8')) as Trace;
    const engine = new Engine('me');
    open(engine, trace.start);

    for (const frame of trace.frames) {
      engine.frame(frame);
      // Of a talk that became another one, a trace says what came since.
      for (const { id } of trace.start) if (engine.chat(id) && !engine.thread(id)) load(engine, id);
    }

    const commits = trace.frames.flatMap((frame) => frame.events).filter(isCommit);
    const ids = new Set([...trace.start.map(({ id }) => id), ...commits.map(({ chat }) => chat.id)]);
    const byId = <T extends { id: string }>(items: readonly T[]) =>
      new Map(items.map((item) => [item.id, item]));
    const chats = [...ids].flatMap((id) => engine.chat(id) ?? []);
    const messages = [...ids].flatMap((id) => engine.thread(id)?.messages ?? []);
    expect(byId(chats)).toEqual(byId(trace.end.chats));
    expect(byId(messages)).toEqual(byId(trace.end.messages));
    for (const id of ids) {
      const expected = inOrder(trace.end.messages.filter((message) => message.chat === id));
      expect(engine.thread(id)?.messages ?? []).toEqual(expected);
    }
  });
});

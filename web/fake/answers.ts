// What the fake desk answers to each want of the engine.
import type { Answered, Want } from '../src/sync/want';
import { Refusal, type World } from './world';

/** Performs `want`; throws `Refusal` as the API would refuse. */
export function perform(world: World, want: Want): Answered {
  switch (want.kind) {
    case 'list':
      return { kind: want.kind, want, answer: world.page(want.list, want.cursor) };
    case 'channels':
      return { kind: want.kind, want, answer: { channels: [...world.channels.values()] } };
    case 'operators':
      return { kind: want.kind, want, answer: { operators: [...world.operators.values()] } };
    case 'counters':
      return { kind: want.kind, want, answer: world.counters() };
    case 'chat':
      return { kind: want.kind, want, answer: world.chat(want.chat) };
    case 'newest':
      return { kind: want.kind, want, answer: world.messages(want.chat) };
    case 'older':
      return { kind: want.kind, want, answer: world.messages(want.chat, want.before) };
    case 'earlier':
      throw new Refusal(400, 'bad_request');
    case 'changes':
      return { kind: want.kind, want, answer: world.changes(want.chat, want.after) };
    case 'send':
      return { kind: want.kind, want, answer: { message: world.send(want.chat, want.request) } };
    case 'comment':
      return { kind: want.kind, want, answer: { message: world.comment(want.chat, want.request) } };
    case 'read':
      return { kind: want.kind, want, answer: world.read(want.chat, want.request.inbound) };
    case 'move':
      return { kind: want.kind, want, answer: world.move(want.chat, want.to, want.reason) };
  }
}

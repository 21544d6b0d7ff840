// Which request carries out which want of the engine.
import type { Answered, Want } from '../sync/want';
import type { Api } from './http';

export async function perform(api: Api, want: Want): Promise<Answered> {
  switch (want.kind) {
    case 'list': {
      const query = new URLSearchParams({
        state: want.list.state,
        selector: want.list.selector,
        ...(want.list.operator ? { operator: want.list.operator } : {}),
        ...(want.cursor ? { cursor: want.cursor } : {}),
      });
      return { kind: want.kind, want, answer: await api.call('GET', `/api/chats?${query}`) };
    }
    case 'channels':
      return { kind: want.kind, want, answer: await api.call('GET', '/api/channels') };
    case 'operators':
      return { kind: want.kind, want, answer: await api.call('GET', '/api/operators?drafts=true') };
    case 'counters':
      return { kind: want.kind, want, answer: await api.call('GET', '/api/counters') };
    case 'chat':
      return { kind: want.kind, want, answer: await api.call('GET', chatPath(want.chat)) };
    case 'newest':
      return { kind: want.kind, want, answer: await api.call('GET', chatPath(want.chat, '/messages')) };
    case 'older': {
      const path = chatPath(want.chat, `/messages?before=${encodeURIComponent(want.before)}`);
      return { kind: want.kind, want, answer: await api.call('GET', path) };
    }
    case 'earlier': {
      const path = chatPath(want.chat, `/messages?cursor=${encodeURIComponent(want.cursor)}`);
      return { kind: want.kind, want, answer: await api.call('GET', path) };
    }
    case 'changes': {
      const path = chatPath(want.chat, `/messages?after_version=${want.after}`);
      return { kind: want.kind, want, answer: await api.call('GET', path) };
    }
    case 'send':
      return {
        kind: want.kind,
        want,
        answer: await api.call('POST', chatPath(want.chat, '/messages'), want.request),
      };
    case 'comment':
      return {
        kind: want.kind,
        want,
        answer: await api.call('POST', chatPath(want.chat, '/comments'), want.request),
      };
    case 'read':
      return {
        kind: want.kind,
        want,
        answer: await api.call('PUT', chatPath(want.chat, '/read'), want.request),
      };
    case 'move': {
      const verb = want.to === 'closed' ? '/close' : '/reopen';
      const body = want.to === 'closed' && want.reason !== undefined ? { reason: want.reason } : {};
      return { kind: want.kind, want, answer: await api.call('PUT', chatPath(want.chat, verb), body) };
    }
  }
}

export function chatPath(chat: string, rest = ''): string {
  return `/api/chats/${encodeURIComponent(chat)}${rest}`;
}

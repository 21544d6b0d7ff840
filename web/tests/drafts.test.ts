// Drafts of one operator on several devices: nobody's words are lost, and nothing is written over under the caret.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DraftBeside, KeptDraft } from '../src/kept/kept';
import { Drafts, PAUSE_MS } from '../src/model/drafts.svelte';
import { Failed } from '../src/net/http';
import type { Draft, SaveDraft } from '../src/proto';
import * as drafts from '../src/sync/drafts';
import { NO_DRAFT, NO_WORDS, type Words } from '../src/sync/drafts';

const words = (text: string): Words => ({ text, reply: null });
const draft = (revision: number, text: string): Draft => ({
  operator: 'me',
  chat: 'greta',
  kind: 'answer',
  revision,
  text,
  at: 0,
});

/** The server: one draft, as the API keeps it. */
class Server {
  draft = draft(0, '');
  clock = 100;
  calls: SaveDraft[] = [];
  isReachable = true;

  save = (_chat: string, _kind: string, body: SaveDraft): Promise<Draft> => {
    if (!this.isReachable) return Promise.reject(new Failed({ is: 'unreachable' }));
    this.calls.push(body);
    if (body.text.trim() === this.draft.text) return Promise.resolve(this.draft);
    const isRead =
      this.draft.text === '' ? body.revision >= this.draft.revision : body.revision === this.draft.revision;
    if (!isRead) {
      const error = { code: 'stale_version', message: '', details: { draft: this.draft }, reference: '' };
      return Promise.reject(new Failed({ is: 'refused', error }));
    }
    this.draft = draft(++this.clock, body.text.trim());
    return Promise.resolve(this.draft);
  };
}

class Device {
  texts = new Map<string, string>();
  besides = new Map<string, DraftBeside>();
  field = '';
  isFocused = false;
  drafts: Drafts;

  constructor(
    readonly server: Server,
    kept: KeptDraft[] = [],
  ) {
    this.drafts = new Drafts({
      me: 'me',
      kept: {
        allDrafts: () => kept,
        keepDraft: (chat, kind, text) => this.texts.set(`${chat} ${kind}`, text),
        keepBeside: (chat, kind, beside) => this.besides.set(`${chat} ${kind}`, beside),
      },
      save: server.save,
      now: () => Date.now(),
      later: (act, ms) => {
        const timer = setTimeout(act, ms);
        return () => clearTimeout(timer);
      },
    });
  }

  open(): () => void {
    this.field = this.drafts.of('greta', 'answer').text;
    return this.drafts.watch({
      chat: 'greta',
      isFocused: () => this.isFocused,
      put: (_, { text }) => (this.field = text),
    });
  }

  types(text: string) {
    this.field = text;
    this.drafts.write('greta', 'answer', words(text));
  }

  hears(told = this.server.draft) {
    this.drafts.take({ events: [{ type: 'draft_committed', draft: told }] });
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => vi.useRealTimers());
const pause = () => vi.advanceTimersByTimeAsync(PAUSE_MS);

describe('a draft', () => {
  it('is told once per pause, and not at all if nothing changed', async () => {
    const device = new Device(new Server());
    for (const text of ['H', 'He', 'Hello']) device.types(text);
    expect(device.server.calls).toEqual([]);
    expect(device.texts.get('greta answer')).toBe('Hello');
    await pause();
    expect(device.server.calls).toEqual([{ revision: 0, text: 'Hello' }]);
    device.types('Hello!');
    device.types('Hello');
    await pause();
    device.drafts.write('greta', 'answer', words('Hello'), true);
    await pause();
    expect(device.server.calls).toHaveLength(1);
  });

  it('is told at once when the chat is left, and when it is emptied', async () => {
    const device = new Device(new Server());
    device.types('Hello');
    device.drafts.write('greta', 'answer', words('Hello'), true);
    await vi.advanceTimersByTimeAsync(0);
    expect(device.drafts.shownOf('greta')).toBe('Hello');
    device.types('');
    await vi.advanceTimersByTimeAsync(0);
    expect(device.server.calls.map(({ text }) => text)).toEqual(['Hello', '']);
    expect(device.server.calls[1]?.revision).toBe(101);
  });

  it('appears and goes on the other device, in the row and in a field nobody writes in', async () => {
    const server = new Server();
    const [one, other] = [new Device(server), new Device(server)];
    other.open();
    one.types('Hello');
    await pause();
    other.hears();
    one.hears();
    expect([other.field, other.drafts.shownOf('greta')]).toEqual(['Hello', 'Hello']);
    expect(one.drafts.offerOf('greta', 'answer')).toBeUndefined();
    one.types('');
    await vi.advanceTimersByTimeAsync(0);
    other.hears();
    expect([other.field, other.drafts.shownOf('greta')]).toEqual(['', undefined]);
    expect(server.calls).toHaveLength(2);
  });

  it('is never written over under the caret, but offered', async () => {
    const server = new Server();
    const [one, other] = [new Device(server), new Device(server)];
    other.open();
    other.isFocused = true;
    one.types('Hello');
    await pause();
    other.hears();
    expect(other.field).toBe('');
    expect(other.drafts.offerOf('greta', 'answer')?.text).toBe('Hello');
    other.types('Good day');
    await pause();
    expect(server.calls).toHaveLength(1);
    other.drafts.settle('greta', 'answer', false);
    await pause();
    expect(server.draft.text).toBe('Good day');
    one.hears();
    expect(one.drafts.of('greta', 'answer').text).toBe('Good day');
  });

  it('of the other device is taken where somebody wants it, or comes in when they leave without a word', async () => {
    const server = new Server();
    const [one, other, third] = [new Device(server), new Device(server), new Device(server)];
    for (const device of [other, third]) {
      device.open();
      device.isFocused = true;
    }
    one.types('Hello');
    await pause();
    other.hears();
    third.hears();
    other.drafts.settle('greta', 'answer', true);
    expect(other.field).toBe('Hello');
    third.drafts.write('greta', 'answer', words(''), true);
    expect(third.drafts.of('greta', 'answer').text).toBe('Hello');
    expect(server.calls).toHaveLength(1);
  });

  it('that was sent here is settled, whatever another device offers', async () => {
    const server = new Server();
    const [one, other] = [new Device(server), new Device(server)];
    other.open();
    other.isFocused = true;
    one.types('Hello');
    await pause();
    other.hears();
    other.types('Good day');
    other.types('');
    await pause();
    expect(server.draft.text).toBe('');
    expect(other.drafts.offers.size).toBe(0);
  });

  it('written without a network goes out later, and meets what others wrote meanwhile', async () => {
    const server = new Server();
    const [one, other] = [new Device(server), new Device(server)];
    server.isReachable = false;
    one.types('offline');
    await pause();
    server.isReachable = true;
    other.types('online');
    await pause();
    one.drafts.takeAll([server.draft]);
    await pause();
    expect(one.drafts.of('greta', 'answer').text).toBe('offline');
    expect(one.drafts.offerOf('greta', 'answer')?.text).toBe('online');
    expect(server.draft.text).toBe('online');
  });

  it('that nobody else wrote goes out with the next list', async () => {
    const server = new Server();
    const kept: KeptDraft = { chat: 'greta', kind: 'answer', words: words('kept'), base: NO_DRAFT.base };
    const device = new Device(server, [kept]);
    expect(device.drafts.shownOf('greta')).toBe('kept');
    device.drafts.takeAll([]);
    await pause();
    expect(server.draft.text).toBe('kept');
  });

  it('that the server has no more was sent elsewhere, unless the list is older than it', async () => {
    const server = new Server();
    const base = { revision: 7, words: words('sent by now') };
    const kept: KeptDraft = { chat: 'greta', kind: 'answer', words: base.words, base };
    const device = new Device(server, [kept]);
    device.drafts.takeAll([]);
    expect(device.drafts.of('greta', 'answer')).toEqual(NO_WORDS);
    device.types('new');
    await pause();
    device.drafts.takeAll([]);
    expect(device.drafts.of('greta', 'answer').text).toBe('new');
  });

  it('is not offered to whoever wrote it, though its echo comes before the answer', async () => {
    const server = new Server();
    const { save } = server;
    server.save = async (chat, kind, body) => {
      const saved = await save(chat, kind, body);
      await new Promise((resolve) => setTimeout(resolve, 500));
      return saved;
    };
    const device = new Device(server);
    device.isFocused = true;
    device.open();
    device.types('Hel');
    await pause();
    device.types('Hello');
    device.hears();
    await vi.advanceTimersByTimeAsync(500);
    expect(device.drafts.offers.size).toBe(0);
    expect(device.field).toBe('Hello');
    await vi.advanceTimersByTimeAsync(2 * PAUSE_MS);
    expect(server.draft.text).toBe('Hello');
  });

  it('begun where nobody knew that another one was sent is told once more, not lost', async () => {
    const server = new Server();
    server.draft = draft(50, '');
    const device = new Device(server);
    device.types('One more thing');
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    expect(server.draft.text).toBe('');
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    expect(server.draft.text).toBe('One more thing');
    await vi.advanceTimersByTimeAsync(10 * PAUSE_MS);
    expect(server.calls.map(({ revision }) => revision)).toEqual([0, 50]);
  });

  it('goes with its chat, and is forgotten with its contact', async () => {
    const server = new Server();
    const device = new Device(server);
    device.types('unsaid');
    device.drafts.take({ events: [{ type: 'chat_united', chat: 'greta', into: 'hans', version: 9 }] });
    expect(device.drafts.of('hans', 'answer').text).toBe('unsaid');
    expect(device.drafts.of('greta', 'answer').text).toBe('');
    device.drafts.take({ events: [{ type: 'contact_erased', contact: 'hans', version: 9 }] });
    expect(device.drafts.of('hans', 'answer').text).toBe('');
    expect(device.texts.get('hans answer')).toBe('');
    await pause();
  });

  it('longer than the server takes stays here', async () => {
    const device = new Device(new Server());
    device.types('é'.repeat(drafts.DRAFT_CODE_POINTS_MAX + 1));
    await pause();
    expect(device.server.calls).toEqual([]);
  });
});

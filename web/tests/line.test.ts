// The socket comes back by itself, notices a silent death, and moves to a new connection without a gap.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Line, type LineState, type SocketLike } from '../src/net/line';

class Pipe implements SocketLike {
  static all: Pipe[] = [];
  onopen: SocketLike['onopen'] = null;
  onmessage: SocketLike['onmessage'] = null;
  onclose: SocketLike['onclose'] = null;
  isClosed = false;
  isAlive = true;
  sent: unknown[] = [];
  constructor() {
    Pipe.all.push(this);
  }
  send(text: unknown) {
    this.sent.push(text);
    if (this.isAlive) setTimeout(() => this.says({ type: 'pong' }), 50);
  }
  close() {
    this.isClosed = true;
  }
  opens() {
    this.onopen?.call(this as never, {} as Event);
  }
  says(frame: unknown) {
    this.onmessage?.call(this as never, { data: JSON.stringify(frame) } as MessageEvent);
  }
  breaks() {
    this.onclose?.call(this as never, {} as CloseEvent);
  }
}

const events = {
  onframe: vi.fn(),
  onconnected: vi.fn(),
  onalive: vi.fn(),
  onchange: vi.fn<(state: LineState) => void>(),
};
let ticket = vi.fn(() => Promise.resolve({ ticket: 't', url: '' }));
let line: Line;
const last = () => Pipe.all.at(-1) as Pipe;
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  Pipe.all = [];
  ticket = vi.fn(() => Promise.resolve({ ticket: 't', url: '' }));
  const deps = {
    ticket: () => ticket(),
    connect: () => new Pipe(),
    now: () => Date.now(),
    random: () => 0.5,
  };
  line = new Line(deps, events);
});
afterEach(() => {
  line.end();
  vi.useRealTimers();
});

describe('the line', () => {
  it('connects with a fresh ticket each time it is lost', async () => {
    await pass(0);
    last().opens();
    last().breaks();
    await pass(300);
    last().opens();
    expect(ticket).toHaveBeenCalledTimes(2);
    expect(events.onconnected).toHaveBeenCalledTimes(2);
  });

  it('never gives up', async () => {
    ticket.mockRejectedValue(new Error('no network'));
    await pass(3_600_000);
    expect(ticket.mock.calls.length).toBeGreaterThan(120);
  });

  it('notices a connection that died without saying so', async () => {
    await pass(0);
    last().opens();
    last().isAlive = false;
    await pass(270_000);
    expect(last().sent).toEqual(['{"type":"ping"}']);
    await pass(5_000);
    expect(events.onchange).toHaveBeenLastCalledWith(expect.objectContaining({ is: 'broken' }));
  });

  it('does not doubt a connection that answers', async () => {
    await pass(0);
    last().opens();
    await pass(3_600_000);
    expect(last().sent.length).toBeGreaterThan(10);
    expect(Pipe.all).toHaveLength(1);
    expect(events.onframe).not.toHaveBeenCalled();
  });

  it('asks to look again after each ping, for the last frame may have been lost', async () => {
    await pass(0);
    last().opens();
    expect(events.onalive).not.toHaveBeenCalled();
    await pass(270_000 + 50);
    expect(events.onalive).toHaveBeenCalledTimes(1);
    await pass(270_000);
    expect(events.onalive).toHaveBeenCalledTimes(2);
  });

  it('opens the next connection before it closes the one in use', async () => {
    await pass(0);
    const first = last();
    first.opens();
    await pass(107.5 * 60_000 + 100);
    expect(Pipe.all).toHaveLength(2);
    expect(first.isClosed).toBe(false);
    first.says({ events: [] });
    last().opens();
    expect(first.isClosed).toBe(true);
    expect(events.onframe).toHaveBeenCalledTimes(1);
    expect(events.onchange.mock.calls.filter(([state]) => state.is === 'broken').length).toBeLessThanOrEqual(
      1,
    );
  });

  it('tries at once when asked to', async () => {
    ticket.mockRejectedValue(new Error('no network'));
    await pass(60_000);
    const before = ticket.mock.calls.length;
    line.tryNow();
    expect(ticket.mock.calls.length).toBe(before + 1);
  });

  it('is not hurried by requests that fail while it is broken', async () => {
    ticket.mockRejectedValue(new Error('no network'));
    await pass(60_000);
    const before = ticket.mock.calls.length;
    for (let request = 0; request < 10; request++) line.doubt();
    expect(ticket.mock.calls.length).toBe(before);
  });

  it('looks at a silent connection when the window comes back', async () => {
    await pass(0);
    last().opens();
    line.wake();
    expect(last().sent).toEqual([]);
    await pass(60_000);
    line.wake();
    expect(last().sent).toEqual(['{"type":"ping"}']);
  });

  it('stays silent once it is ended', async () => {
    await pass(0);
    last().opens();
    line.end();
    await pass(3_600_000);
    expect(Pipe.all).toHaveLength(1);
  });
});

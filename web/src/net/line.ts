// The socket that brings frames: kept open, reopened, and never given up.
//
// The gateway ends every connection after two hours, so the line moves to a new one before that, opening the second
// before it closes the first. A connection that died without saying so is found by a ping that nobody answers.
import type { Frame, ServerFrame, SocketTicket, UnixMs } from '../proto';
import { backoffMs } from '../sync/backoff';

/** What the line needs of a WebSocket. */
export type SocketLike = Pick<WebSocket, 'send' | 'close' | 'onopen' | 'onmessage' | 'onclose'>;

export interface LineDeps {
  ticket(): Promise<SocketTicket>;
  connect(ticket: SocketTicket): SocketLike;
  now(): UnixMs;
  random(): number;
}

export interface LineEvents {
  onframe(frame: Frame): void;
  /** Connected, for the first time or again. */
  onconnected(): void;
  /** It still is, says the answer to a ping. Whether the last frame arrived nobody can tell: there was none after it. */
  onalive(): void;
  onchange(state: LineState): void;
}

export type LineState =
  | { is: 'connected' }
  /** Since when there is no connection, and when the next try begins; null: it is being tried. */
  | { is: 'broken'; since: UnixMs; next: UnixMs | null };

/** Below the gateway's ten idle minutes. */
const PING_MS = 270_000;
/** An answer to a ping takes milliseconds; after this the connection is dead. */
const PONG_MS = 5_000;
/** An opening that takes longer will not come. */
const OPEN_MS = 10_000;
/** A connection that was silent for less is not doubted when the window comes back. */
const DOUBT_MS = 10_000;
/** The line moves at a random time in this stretch, below the gateway's two hours. */
const MOVE_MS = { from: 100 * 60_000, to: 115 * 60_000 };

type Timer = ReturnType<typeof setTimeout>;

export class Line {
  #deps: LineDeps;
  #events: LineEvents;
  #state: LineState;
  #socket: SocketLike | null = null;
  #failures = 0;
  #heard = 0;
  #attempt = 0;
  #isEnded = false;
  #timers = new Map<'retry' | 'ping' | 'pong' | 'move' | 'open', Timer>();

  constructor(deps: LineDeps, events: LineEvents) {
    this.#deps = deps;
    this.#events = events;
    this.#state = { is: 'broken', since: deps.now(), next: null };
    void this.#open();
  }

  /** Somebody is waiting: tries at once, unless a try is under way. */
  tryNow(): void {
    if (this.#isEnded || this.#state.is === 'connected' || this.#state.next === null) return;
    this.#failures = 0;
    void this.#open();
  }

  /** The window came back, or the network did: nothing that was silent for long is trusted. */
  wake(): void {
    if (this.#state.is === 'broken') this.tryNow();
    else this.doubt();
  }

  /** A request got no answer: look whether the connection still lives, without hurrying a broken one. */
  doubt(): void {
    if (this.#state.is === 'connected' && this.#deps.now() - this.#heard > DOUBT_MS) this.#ping();
  }

  end(): void {
    this.#isEnded = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#drop(this.#socket);
    this.#socket = null;
  }

  async #open(): Promise<void> {
    const attempt = ++this.#attempt;
    this.#stop('retry');
    if (this.#state.is === 'broken') this.#become({ ...this.#state, next: null });
    this.#after('open', OPEN_MS, () => this.#failed(attempt));
    try {
      const ticket = await this.#deps.ticket();
      if (attempt !== this.#attempt || this.#isEnded) return;
      this.#listen(this.#deps.connect(ticket), attempt);
    } catch {
      this.#failed(attempt);
    }
  }

  #listen(socket: SocketLike, attempt: number): void {
    socket.onopen = () => {
      if (attempt !== this.#attempt || this.#isEnded) return this.#drop(socket);
      const before = this.#socket;
      this.#socket = socket;
      this.#connected();
      this.#drop(before);
    };
    socket.onmessage = ({ data }: MessageEvent<unknown>) => this.#read(data);
    socket.onclose = () => {
      if (socket === this.#socket) this.#lost();
      else this.#failed(attempt);
    };
  }

  #connected(): void {
    this.#stop('open');
    this.#failures = 0;
    this.#heard = this.#deps.now();
    this.#after('ping', PING_MS, () => this.#ping());
    const { from, to } = MOVE_MS;
    this.#after('move', from + this.#deps.random() * (to - from), () => void this.#open());
    this.#become({ is: 'connected' });
    this.#events.onconnected();
  }

  #read(data: unknown): void {
    this.#heard = this.#deps.now();
    this.#stop('pong');
    const frame = parse(data);
    if (frame && 'events' in frame) this.#events.onframe(frame);
    else if (frame?.type === 'pong') this.#events.onalive();
  }

  #ping(): void {
    this.#socket?.send('{"type":"ping"}');
    this.#after('pong', PONG_MS, () => this.#lost());
    this.#after('ping', PING_MS, () => this.#ping());
  }

  /** The connection in use is gone. */
  #lost(): void {
    this.#drop(this.#socket);
    this.#socket = null;
    for (const name of ['ping', 'pong', 'move'] as const) this.#stop(name);
    this.#become({ is: 'broken', since: this.#deps.now(), next: null });
    this.#retry();
  }

  /** An attempt came to nothing; while another connection still works nobody needs to know. */
  #failed(attempt: number): void {
    if (attempt !== this.#attempt || this.#isEnded) return;
    this.#attempt += 1;
    this.#stop('open');
    this.#failures += 1;
    this.#retry();
  }

  #retry(): void {
    if (this.#isEnded) return;
    const wait = backoffMs(this.#failures, this.#deps.random());
    if (this.#state.is === 'broken') this.#become({ ...this.#state, next: this.#deps.now() + wait });
    this.#after('retry', wait, () => void this.#open());
  }

  #become(state: LineState): void {
    this.#state = state;
    if (!this.#isEnded) this.#events.onchange(state);
  }

  #drop(socket: SocketLike | null): void {
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  #after(name: 'retry' | 'ping' | 'pong' | 'move' | 'open', ms: number, run: () => void): void {
    this.#stop(name);
    this.#timers.set(name, setTimeout(run, ms));
  }

  #stop(name: 'retry' | 'ping' | 'pong' | 'move' | 'open'): void {
    clearTimeout(this.#timers.get(name));
    this.#timers.delete(name);
  }
}

/** The browser's own way to connect. The ticket travels as a subprotocol: a page cannot set headers here. */
export function overWebSocket({ ticket, url }: SocketTicket): SocketLike {
  const own = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/socket`;
  return new WebSocket(url || own, ['switchboard', ticket]);
}

function parse(data: unknown): Frame | ServerFrame | null {
  try {
    return JSON.parse(String(data)) as Frame | ServerFrame;
  } catch {
    return null;
  }
}

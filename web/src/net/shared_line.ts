// One socket for all tabs of a browser. The tab that holds the lock has the line; it tells the others what arrives, and
// they tell it when somebody is waiting. When it goes, the browser gives the lock to the next one.
import type { Frame } from '../proto';
import { Line, type LineDeps, type LineEvents, type LineState } from './line';

/** What a browser has for tabs that share something. */
export interface Tabs {
  /** Holds the lock of this name until `held` settles; `steal`: from whoever has it. */
  lock(
    name: string,
    options: { steal: boolean; signal?: AbortSignal },
    held: () => Promise<void>,
  ): Promise<void>;
  channel(name: string): Channel;
}

export type Channel = Pick<BroadcastChannel, 'postMessage' | 'close' | 'onmessage'>;

/** What a desk needs of a line, its own or another tab's. */
export type AnyLine = Pick<Line, 'tryNow' | 'wake' | 'doubt' | 'end'>;

type Said =
  /** From the tab with the line. */
  | { say: 'frame'; frame: Frame }
  | { say: 'connected' | 'alive' }
  | { say: 'state'; state: LineState }
  /** To it. */
  | { say: 'hello' | 'tryNow' | 'wake' | 'doubt' };

/** A tab with the line that does not answer for so long is asleep: the line is taken from it. */
const ANSWER_MS = 3000;

export class SharedLine implements AnyLine {
  #name: string;
  #deps: LineDeps;
  #events: LineEvents;
  #tabs: Tabs;
  #channel: Channel;
  #line: Line | null = null;
  #state: LineState;
  #release: (() => void) | null = null;
  #waiting = new AbortController();
  #patience: ReturnType<typeof setTimeout> | undefined;
  /** Nothing was heard of the line yet. */
  #isFirst = true;
  #isEnded = false;

  constructor(name: string, deps: LineDeps, events: LineEvents, tabs: Tabs) {
    this.#name = name;
    this.#deps = deps;
    this.#events = events;
    this.#tabs = tabs;
    this.#state = { is: 'broken', since: deps.now(), next: null };
    this.#channel = tabs.channel(name);
    this.#channel.onmessage = ({ data }: MessageEvent<unknown>) => this.#hear(data as Said);
    this.#say({ say: 'hello' });
    void this.#queue(false);
  }

  tryNow(): void {
    this.#ask('tryNow');
  }

  wake(): void {
    this.#ask('wake');
  }

  doubt(): void {
    this.#ask('doubt');
  }

  end(): void {
    this.#isEnded = true;
    clearTimeout(this.#patience);
    this.#waiting.abort();
    this.#letGo();
    this.#channel.onmessage = null;
    this.#channel.close();
  }

  /** Waits for the lock, or takes it, and has the line as long as it is held. */
  async #queue(steal: boolean): Promise<void> {
    // Whoever takes it does not wait for it any more.
    this.#waiting.abort();
    const waiting = (this.#waiting = new AbortController());
    const options = steal ? { steal } : { steal, signal: waiting.signal };
    try {
      await this.#tabs.lock(this.#name, options, () => {
        if (this.#isEnded) return Promise.resolve();
        return new Promise((resolve) => {
          this.#release = resolve;
          this.#lead();
        });
      });
    } catch {
      if (waiting.signal.aborted) return;
      // Another tab took it, because this one was asleep.
      this.#letGo();
      if (!this.#isEnded) void this.#queue(false);
    }
  }

  #lead(): void {
    clearTimeout(this.#patience);
    this.#line = new Line(this.#deps, {
      onframe: (frame) => {
        this.#say({ say: 'frame', frame });
        this.#events.onframe(frame);
      },
      onconnected: () => {
        this.#say({ say: 'connected' });
        this.#events.onconnected();
      },
      onalive: () => {
        this.#say({ say: 'alive' });
        this.#events.onalive();
      },
      onchange: (state) => this.#become(state),
    });
  }

  #letGo(): void {
    this.#line?.end();
    this.#line = null;
    this.#release?.();
    this.#release = null;
  }

  #become(state: LineState): void {
    this.#state = state;
    this.#say({ say: 'state', state });
    this.#events.onchange(state);
  }

  /** Does it, or has it done by the tab with the line. */
  #ask(what: 'tryNow' | 'wake' | 'doubt'): void {
    if (this.#line) return this.#line[what]();
    if (what === 'wake')
      this.#patience ??= setTimeout(() => {
        this.#patience = undefined;
        if (!this.#line && !this.#isEnded) void this.#queue(true);
      }, ANSWER_MS);
    this.#say({ say: what });
  }

  #hear(said: Said): void {
    if (this.#line) {
      if (said.say === 'hello') this.#say({ say: 'state', state: this.#state });
      if (said.say === 'tryNow' || said.say === 'wake' || said.say === 'doubt') {
        this.#line[said.say]();
        // Whoever asked sees that somebody listens.
        this.#say({ say: 'state', state: this.#state });
      }
      return;
    }
    if (said.say === 'state') this.#follow(said.state);
    if (said.say === 'frame') this.#events.onframe(said.frame);
    if (said.say === 'connected') this.#events.onconnected();
    if (said.say === 'alive') this.#events.onalive();
  }

  #follow(state: LineState): void {
    clearTimeout(this.#patience);
    this.#patience = undefined;
    const isNews = state.is === 'connected' && this.#state.is !== 'connected' && this.#isFirst;
    this.#isFirst = false;
    this.#state = state;
    this.#events.onchange(state);
    // It was connected before this tab came: what it has asked for meanwhile may be older than what it missed.
    if (isNews) this.#events.onconnected();
  }

  #say(said: Said): void {
    if (!this.#isEnded) this.#channel.postMessage(said);
  }
}

/** The browser's own tabs; null where it has no locks, as on pages that are not secure. */
export function tabsOf(scope: typeof globalThis): Tabs | null {
  const locks = scope.navigator?.locks as LockManager | undefined;
  if (!locks || typeof scope.BroadcastChannel !== 'function') return null;
  return {
    lock: (name, { steal, signal }, held) =>
      locks.request(name, signal ? { signal } : { steal }, held) as Promise<void>,
    channel: (name) => new scope.BroadcastChannel(name),
  };
}

/** One line for all tabs where the browser can share it, else one for each. */
export function openLine(name: string, deps: LineDeps, events: LineEvents, tabs: Tabs | null): AnyLine {
  return tabs ? new SharedLine(name, deps, events, tabs) : new Line(deps, events);
}

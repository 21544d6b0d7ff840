// Carries out what the engine wants, as soon as it is due, and tells when something changed.
import type { Draft, ErrorBody, UnixMs } from '../proto';
import type { Engine } from '../sync/engine';
import type { Want } from '../sync/want';
import { Failed, type Api } from './http';
import { perform } from './perform';

/** A socket that is not there after so long is not waited for: showing chats soon is worth asking twice. */
const SOCKET_MS = 600;

export interface DriverEvents {
  /** The engine may show something else now. */
  onchange(): void;
  /** Something the operator asked for was refused. */
  onrefused(want: Want, error: ErrorBody): void;
  /** A request was not answered. */
  onunreachable(): void;
  /** What this operator has begun to write, as the server knows it. */
  ondrafts(all: readonly Draft[]): void;
}

export class Driver {
  #engine: Engine;
  #api: Api;
  #events: DriverEvents;
  #clock: () => UnixMs;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isEnded = false;

  constructor(engine: Engine, api: Api, clock: () => UnixMs, events: DriverEvents) {
    this.#engine = engine;
    this.#api = api;
    this.#clock = clock;
    this.#events = events;
    engine.hold(clock() + SOCKET_MS);
  }

  /** To be called after whatever may have changed the engine. */
  pump(): void {
    if (this.#isEnded) return;
    for (const want of this.#engine.take(this.#clock())) void this.#run(want);
    this.#events.onchange();
    const now = this.#clock();
    const due = this.#engine.nextDue(now);
    clearTimeout(this.#timer);
    if (due !== null) this.#timer = setTimeout(() => this.pump(), Math.max(due - now, 1));
  }

  end(): void {
    this.#isEnded = true;
    clearTimeout(this.#timer);
  }

  async #run(want: Want): Promise<void> {
    try {
      const answered = await perform(this.#api, want);
      this.#engine.answer(answered);
      if (answered.kind === 'operators' && answered.answer.drafts)
        this.#events.ondrafts(answered.answer.drafts);
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      this.#failed(want, error);
    }
    this.pump();
  }

  #failed(want: Want, { failure }: Failed): void {
    // Signed out is no answer to the want: it is kept for when somebody signs in again.
    const isAnswer = failure.is === 'refused' && failure.error.code !== 'signed_out';
    const known = isAnswer ? failure : { is: 'unreachable' as const };
    const mustTell = this.#engine.fail(want, known, this.#clock(), Math.random());
    if (mustTell && known.is === 'refused') this.#events.onrefused(want, known.error);
    if (failure.is === 'unreachable') this.#events.onunreachable();
  }
}

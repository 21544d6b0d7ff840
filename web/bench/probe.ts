// What the bench sees from inside the page: when something was shown, how long keys took, how long frames were.
//
// `install` runs in the page before anything of its own, so it may use nothing from outside.

export interface Probe {
  /** When the first row of the list could be seen, in ms since the page was asked for. */
  firstRow(): Promise<number>;
  /** How long after `start` (now, if absent) and the next event that `seen` tells about was `isThere` true and painted. */
  until(isThere: () => boolean, start?: number): Promise<number>;
  /** Presses a row of the list; ms until its messages are painted. */
  open(chat: string, name: string): Promise<number>;
  /** ms from the key that sends until the conversation shows `text`. */
  sent(text: string): Promise<number>;
  /** ms from the frame that brings `text` until the page shows it. */
  received(text: string): Promise<number>;
  /** Starts to note how long keys take until something is painted. */
  watchKeys(): void;
  /** One duration for each key since. */
  keys(): number[];
  /** Notes the length of each frame, or the blank px of each, for `ms`. */
  frames(ms: number, what: 'length' | 'blank'): Promise<number[]>;
}

declare global {
  interface Window {
    probe: Probe;
  }
}

export function install(): void {
  /** After the picture that is drawn next. */
  const painted = () =>
    new Promise<number>((resolve) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now());
        port2.postMessage(null);
      }),
    );
  const there = (isThere: () => boolean) =>
    new Promise<void>((resolve, reject) => {
      if (isThere()) return resolve();
      const patience = setTimeout(() => {
        observer.disconnect();
        reject(new Error(`never: ${isThere}`));
      }, 20_000);
      const observer = new MutationObserver(() => {
        if (!isThere()) return;
        clearTimeout(patience);
        observer.disconnect();
        resolve();
      });
      observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
    });
  const until = async (isThere: () => boolean, start = performance.now()) => {
    await there(isThere);
    return (await painted()) - start;
  };
  const log = () => document.querySelector('[data-testid="messages"]');
  const row = (chat: string) => document.querySelector<HTMLElement>(`a[data-chat="${chat}"]`);
  const shows = (text: string) => log()?.textContent.includes(text) ?? false;

  let onmessage: (data: string) => void = () => undefined;
  const Native = WebSocket;
  window.WebSocket = class extends Native {
    constructor(...args: ConstructorParameters<typeof WebSocket>) {
      super(...args);
      this.addEventListener('message', ({ data }: MessageEvent<string>) => onmessage(data));
    }
  };

  const durations = new Map<number, number>();
  const noted = (entries: PerformanceEntryList) => {
    for (const entry of entries as PerformanceEventTiming[]) {
      const id = entry.interactionId;
      if (id) durations.set(id, Math.max(entry.duration, durations.get(id) ?? 0));
    }
  };
  const keyObserver = new PerformanceObserver((list) => noted(list.getEntries()));

  /** Px of the visible part of the list that no row covers. */
  const blank = () => {
    const scroller = log();
    if (!scroller) return 0;
    const view = scroller.getBoundingClientRect();
    const rows = [...scroller.querySelectorAll('[data-index]')].map((one) => one.getBoundingClientRect());
    const covered = rows.reduce(
      (sum, { top, bottom }) => sum + Math.max(0, Math.min(bottom, view.bottom) - Math.max(top, view.top)),
      0,
    );
    return Math.max(0, view.height - covered);
  };

  window.probe = {
    until,
    firstRow: () => until(() => document.querySelector('a[data-chat]') !== null, 0),
    open(chat, name) {
      const start = performance.now();
      row(chat)?.click();
      return until(
        () =>
          (log()?.getAttribute('aria-label')?.endsWith(name) ?? false) &&
          document.querySelector('[data-testid="messages"] [data-message]') !== null,
        start,
      );
    },
    sent: (text) =>
      new Promise((resolve) =>
        addEventListener('keydown', ({ timeStamp }) => resolve(until(() => shows(text), timeStamp)), {
          once: true,
          capture: true,
        }),
      ),
    received: (text) =>
      new Promise((resolve) => {
        onmessage = (data) => {
          if (!data.includes(text)) return;
          onmessage = () => undefined;
          resolve(until(() => shows(text), performance.now()));
        };
      }),
    watchKeys() {
      noted(keyObserver.takeRecords());
      durations.clear();
      keyObserver.observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
    },
    keys() {
      noted(keyObserver.takeRecords());
      return [...durations.values()];
    },
    frames: (ms, what) =>
      new Promise((resolve) => {
        const values: number[] = [];
        const end = performance.now() + ms;
        let last = 0;
        const look = (now: number) => {
          if (what === 'blank') values.push(blank());
          else if (last > 0) values.push(now - last);
          last = now;
          if (now < end) requestAnimationFrame(look);
          else resolve(values);
        };
        requestAnimationFrame(look);
      }),
  };
}

// What the tabs of one browser agree on. Where the browser has no locks (an insecure address), each tab is alone.

/** Every tab has heard of an event long before that. */
const HELD_MS = 10_000;

const ATTENDED = 'switchboard.attended';

/** Whether this tab is the first to ask for `what`, within ten seconds. */
export function isFirstTab(what: string): Promise<boolean> {
  return new Promise((resolve) => {
    if (!navigator.locks) return resolve(true);
    void navigator.locks.request(`switchboard.once ${what}`, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise((end) => setTimeout(end, HELD_MS));
    });
  });
}

/** Lets the other tabs know that somebody looks at this one; how to end that. */
export function attend(): () => void {
  const given = new AbortController();
  let end = () => given.abort();
  const held = () => new Promise<void>((resolve) => (end = resolve));
  navigator.locks?.request(ATTENDED, { mode: 'shared', signal: given.signal }, held).catch(() => undefined);
  return () => end();
}

/** Whether somebody looks at any tab. */
export async function isAnyAttended(): Promise<boolean> {
  const { held } = (await navigator.locks?.query()) ?? {};
  return held?.some(({ name }) => name === ATTENDED) ?? false;
}

// What the page knows about its surroundings: the time, the window's focus, the width of the screen.
import { MediaQuery } from 'svelte/reactivity';

/** Rows show minutes; a banner counts seconds by itself. */
const TICK_MS = 20_000;

class Surroundings {
  /** Good to the minute. */
  now = $state(Date.now());
  /** Whether somebody is likely to be looking at this window. */
  isAttended = $state(isAttended());
  /** Whether this page can be seen at all. */
  isVisible = $state(document.visibilityState === 'visible');
  /** One pane instead of two. */
  isNarrow = new MediaQuery('(width < 900px)', false);

  constructor() {
    setInterval(() => (this.now = Date.now()), TICK_MS);
    const look = () => {
      this.isAttended = isAttended();
      this.isVisible = document.visibilityState === 'visible';
      this.now = Date.now();
    };
    for (const event of ['focus', 'blur']) addEventListener(event, look);
    document.addEventListener('visibilitychange', look);
  }
}

function isAttended(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}

export const surroundings = new Surroundings();

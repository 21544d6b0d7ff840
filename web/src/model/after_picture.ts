// What may wait until the next picture stands: nobody waits for it, and it would hold up what somebody does wait for.

/** A page that is not drawn has no pictures; one that is has them sooner than this. */
const PATIENCE_MS = 250;

/** Does the newest task it was given, once, behind the next picture. */
export class AfterPicture {
  #task: (() => void) | null = null;
  #frame = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Takes the place of a task that still waits, and its turn: a stream of them holds up none. */
  next(task: () => void): void {
    const isDue = this.#task !== null;
    this.#task = task;
    if (isDue) return;
    // Frames begin before the picture is drawn.
    this.#frame = requestAnimationFrame(() => this.#in(0));
    this.#in(PATIENCE_MS);
  }

  /** Forgets what still waits. */
  end(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
    this.#task = null;
  }

  #in(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const task = this.#task;
      this.end();
      task?.();
    }, ms);
  }
}

// Short notices at the edge of the screen, some with one action to take back what was done.

/** Time to read a line and decide. */
export const TOAST_MS = 8000;

/** How long closing can be taken back; the server undoes it without a trace for longer than that. */
export const UNDO_MS = 10_000;

/** More would cover the talk; the oldest give way. */
export const TOASTS_MAX = 5;

export interface Toast {
  id: number;
  text: string;
  action?: { label: string; run: () => void };
  /** The chat whose last move it takes back: a later one about the same chat takes its place. */
  moved?: string;
}

export class Toasts {
  shown = $state.raw<readonly Toast[]>([]);
  #next = 1;

  add(toast: Omit<Toast, 'id'>, shownMs = TOAST_MS): void {
    const id = this.#next++;
    const isOver = ({ moved }: Toast) => moved !== undefined && moved === toast.moved;
    const others = this.shown.filter((shown) => !isOver(shown));
    this.shown = [...others, { ...toast, id }].slice(-TOASTS_MAX);
    setTimeout(() => this.remove(id), shownMs);
  }

  remove(id: number): void {
    this.shown = this.shown.filter((toast) => toast.id !== id);
  }
}

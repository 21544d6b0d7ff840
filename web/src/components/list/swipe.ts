// A finger that draws a row to the side and lets go: an attachment. What it does has buttons elsewhere too.

export interface Swipes {
  /** Drawn towards the end of the line; null: nothing would happen, so the row stays where it is. */
  toEnd: (() => void) | null;
  /** Drawn towards its beginning. */
  toStart: (() => void) | null;
}

/** Less than this to the side, or more up and down than to the side, is somebody who scrolls or presses. */
const STILL_PX = 10;
/** As far as this it is meant. */
const MEANT_PX = 88;
/** No row goes further. */
const FAR_PX = 132;

/** `swipes` is asked when a finger begins to draw. */
export function swipeable(swipes: () => Swipes): (node: HTMLElement) => () => void {
  return (node) => {
    let begun: { id: number; x: number; y: number } | null = null;
    let drawn = 0;
    let isDrawn = false;

    function rest() {
      begun = null;
      drawn = 0;
      node.style.transform = '';
    }

    /** What a finger this far would do. */
    function meant(by: number): (() => void) | null {
      const { toEnd, toStart } = swipes();
      const isToEnd = by > 0 === (getComputedStyle(node).direction === 'ltr');
      return isToEnd ? toEnd : toStart;
    }

    function onpointerdown(event: PointerEvent) {
      isDrawn = false;
      if (event.pointerType !== 'touch' || !event.isPrimary) return;
      begun = { id: event.pointerId, x: event.clientX, y: event.clientY };
    }

    function onpointermove(event: PointerEvent) {
      if (begun?.id !== event.pointerId) return;
      const [x, y] = [event.clientX - begun.x, event.clientY - begun.y];
      if (!isDrawn) {
        if (Math.abs(x) < STILL_PX || Math.abs(x) < 2 * Math.abs(y) || !meant(x)) return;
        isDrawn = true;
        node.setPointerCapture(event.pointerId);
      }
      drawn = meant(x) ? Math.max(-FAR_PX, Math.min(FAR_PX, x)) : 0;
      node.style.transform = `translateX(${drawn}px)`;
    }

    function onpointerup(event: PointerEvent) {
      if (begun?.id !== event.pointerId) return;
      const act = event.type === 'pointerup' && Math.abs(drawn) >= MEANT_PX ? meant(drawn) : null;
      rest();
      act?.();
    }

    /** A row that was drawn was not pressed. */
    function onclick(event: MouseEvent) {
      if (!isDrawn) return;
      isDrawn = false;
      event.preventDefault();
      event.stopImmediatePropagation();
    }

    const given = new AbortController();
    const on = { signal: given.signal };
    node.addEventListener('pointerdown', onpointerdown, on);
    node.addEventListener('pointermove', onpointermove, on);
    node.addEventListener('pointerup', onpointerup, on);
    node.addEventListener('pointercancel', onpointerup, on);
    node.addEventListener('click', onclick, { ...on, capture: true });
    return () => given.abort();
  };
}

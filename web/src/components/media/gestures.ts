// What hands do on a stage: wheel, drag, pinch, swipe and tap, by mouse, pen and fingers. Points are from its middle.
import type { Point } from '../../model/zoom';

export interface Hands {
  zoom(factor: number, at: Point): void;
  move(x: number, y: number): void;
  /** A finger went to the side: 1 for what comes next. */
  swipe(by: 1 | -1): void;
  /** Pressed and let go in one place; `on`: what was there. */
  tap(at: Point, on: EventTarget | null): void;
  doubleTap(at: Point): void;
}

/** Less than this is no movement. */
const STILL_PX = 5;
const SWIPE_PX = 60;
/** How much a notch of a wheel zooms. */
const WHEEL = 0.002;

/** An attachment. */
export function gestures(hands: Hands): (node: HTMLElement) => () => void {
  return (node) => {
    const down = new Map<number, Point>();
    let start: (Point & { on: EventTarget | null }) | null = null;

    function pointOf(event: MouseEvent): Point {
      const { left, top, width, height } = node.getBoundingClientRect();
      return { x: event.clientX - left - width / 2, y: event.clientY - top - height / 2 };
    }

    function onpointerdown(event: PointerEvent) {
      if (event.button !== 0) return;
      node.setPointerCapture(event.pointerId);
      const at = pointOf(event);
      start = down.size === 0 ? { ...at, on: event.target } : null;
      down.set(event.pointerId, at);
    }

    function onpointermove(event: PointerEvent) {
      const before = down.get(event.pointerId);
      if (!before) return;
      const now = pointOf(event);
      const [other] = [...down].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
      down.set(event.pointerId, now);
      if (!other) {
        if (!start || isFar(start, now)) hands.move(now.x - before.x, now.y - before.y);
        return;
      }
      const apart = (one: Point) => Math.max(1, Math.hypot(one.x - other.x, one.y - other.y));
      const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
      hands.move((now.x - before.x) / 2, (now.y - before.y) / 2);
      hands.zoom(apart(now) / apart(before), middle);
    }

    function onpointerup(event: PointerEvent) {
      if (!down.delete(event.pointerId) || !start || event.type === 'pointercancel') return;
      const now = pointOf(event);
      const [x, y] = [now.x - start.x, now.y - start.y];
      const isSwipe =
        event.pointerType === 'touch' && Math.abs(x) > SWIPE_PX && Math.abs(x) > 2 * Math.abs(y);
      if (isSwipe) hands.swipe(x < 0 ? 1 : -1);
      else if (!isFar(start, now)) hands.tap(now, start.on);
      start = null;
    }

    function onwheel(event: WheelEvent) {
      // With Ctrl, as pinching on a touchpad comes, the browser would zoom the page.
      event.preventDefault();
      hands.zoom(Math.exp(-event.deltaY * WHEEL * (event.ctrlKey ? 4 : 1)), pointOf(event));
    }

    const ondblclick = (event: MouseEvent) => hands.doubleTap(pointOf(event));
    const events = { pointerdown: onpointerdown, pointermove: onpointermove, pointerup: onpointerup };
    const heard = { ...events, pointercancel: onpointerup, wheel: onwheel, dblclick: ondblclick };
    for (const [name, listener] of Object.entries(heard)) {
      node.addEventListener(name, listener as EventListener, { passive: false });
    }
    return () => {
      for (const [name, listener] of Object.entries(heard)) {
        node.removeEventListener(name, listener as EventListener);
      }
    };
  };
}

function isFar(one: Point, other: Point): boolean {
  return Math.hypot(one.x - other.x, one.y - other.y) > STILL_PX;
}

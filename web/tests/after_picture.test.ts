// What waits for the next picture is done once, with the newest, and also where no picture is drawn.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AfterPicture } from '../src/model/after_picture';

let frames = new Map<number, () => void>();
let done: string[] = [];
let after = new AfterPicture();

function draw(): void {
  const due = [...frames.values()];
  frames.clear();
  for (const one of due) one();
}

beforeEach(() => {
  frames = new Map();
  done = [];
  after = new AfterPicture();
  let number = 0;
  vi.useFakeTimers();
  vi.stubGlobal('requestAnimationFrame', (call: () => void) => {
    frames.set(++number, call);
    return number;
  });
  vi.stubGlobal('cancelAnimationFrame', (which: number) => frames.delete(which));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('the newest task is done once, behind the picture and not with it', () => {
  after.next(() => done.push('older'));
  after.next(() => done.push('newer'));
  draw();
  expect(done).toEqual([]);
  vi.advanceTimersByTime(0);
  expect(done).toEqual(['newer']);
  draw();
  vi.advanceTimersByTime(10_000);
  expect(done).toEqual(['newer']);
});

test('where nothing is drawn it is done all the same', () => {
  after.next(() => done.push('hidden'));
  vi.advanceTimersByTime(249);
  expect(done).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(done).toEqual(['hidden']);
});

test('a task that begins another is not held up by itself', () => {
  after.next(() => after.next(() => done.push('second')));
  draw();
  vi.advanceTimersByTime(0);
  draw();
  vi.advanceTimersByTime(0);
  expect(done).toEqual(['second']);
});

test('what has ended does nothing', () => {
  after.next(() => done.push('gone'));
  after.end();
  draw();
  vi.advanceTimersByTime(10_000);
  expect(done).toEqual([]);
});

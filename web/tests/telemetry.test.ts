// How a page fares, and that nothing anybody wrote is told with it.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EVERY_MS, faultOf, Lag, SOON_MS, Telemetry } from '../src/model/telemetry';
import type { Frame, Telemetry as Told } from '../src/proto';

const frame = (...ids: string[]) =>
  ({
    events: [{ type: 'chat_committed', chat: {}, messages: ids.map((id) => ({ id })) }],
  }) as unknown as Frame;
const sent = (id: string) => ({ message: { id } });

function failing(stack: string, name = 'TypeError'): Error {
  const error = new Error('Vera wrote +380501234567');
  error.name = name;
  error.stack = `${name}: Vera wrote +380501234567\n${stack}`;
  return error;
}

describe('the lag', () => {
  it('is from the answer to the push, in whichever order they come', () => {
    const lag = new Lag();
    lag.answered(sent('a'), 100);
    lag.pushed(frame('other', 'a'), 180);
    lag.pushed(frame('b'), 200);
    lag.answered(sent('b'), 260);
    lag.answered(sent('c'), 300);
    lag.pushed(frame('c'), 700);

    expect(lag.take()).toEqual({ count: 3, median_ms: 80, max_ms: 400 });
    expect(lag.take()).toBeUndefined();
  });

  it('forgets what is never answered or pushed', () => {
    const lag = new Lag();
    lag.answered(sent('a'), 0);
    for (let n = 0; n < 60; n += 1) lag.answered(sent(`m${n}`), 1);
    lag.pushed(frame('a'), 50_000);
    for (const body of [undefined, null, 'text', { message: null }, { message: { id: 7 } }])
      lag.answered(body, 2);

    expect(lag.take()).toBeUndefined();
  });
});

describe('a fault', () => {
  it('is its class and its place, and never its words', () => {
    const fault = faultOf(
      failing('    at f (https://desk.example/assets/desk-1a.js:1:2345)\n    at g (x.js:2:1)'),
    );

    expect(fault).toEqual({
      code: expect.stringMatching(/^E-[2-9A-Z]{5}$/),
      kind: 'TypeError',
      place: 'assets/desk-1a.js:1:2345',
    });
    expect(JSON.stringify(fault)).not.toContain('Vera');
  });

  it('has the same code at the same place, and another one elsewhere', () => {
    const [one, same, other] = ['1:1', '1:1', '1:2'].map(
      (at) => faultOf(failing(`at /assets/a.js:${at}`))?.code,
    );

    expect(one).toBe(same);
    expect(one).not.toBe(other);
  });

  it('is taken as far as the desk takes it', () => {
    expect(faultOf(failing('nowhere', 'Ошибка: Вера'))).toMatchObject({ kind: 'Error', place: '' });
    expect(faultOf(failing('', 'AbortError'))).toBeNull();
    expect(faultOf('Vera wrote')).toBeNull();
    expect(faultOf(null)).toBeNull();
  });
});

describe('telling', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function listening() {
    const told: Told[] = [];
    const desk = { isDown: false };
    const tell = (one: Told) => {
      if (desk.isDown) return Promise.reject(new Error('down'));
      told.push(one);
      return Promise.resolve();
    };
    return { told, desk, telemetry: new Telemetry({ release: 'assets/index-1.js', tell }) };
  }

  it('is silent where there is nothing to tell', async () => {
    const { told } = listening();
    await vi.advanceTimersByTimeAsync(5 * EVERY_MS);
    expect(told).toEqual([]);
  });

  it('tells delays now and then, a figure that stays the same once', async () => {
    const { told, telemetry } = listening();
    telemetry.input = 47.6;
    telemetry.lag.answered(sent('a'), 0);
    telemetry.lag.pushed(frame('a'), 30);
    await vi.advanceTimersByTimeAsync(3 * EVERY_MS);

    expect(told).toEqual([
      {
        release: 'assets/index-1.js',
        input_ms: 48,
        lag: { count: 1, median_ms: 30, max_ms: 30 },
        faults: [],
      },
    ]);
  });

  it('tells faults soon, together, and again what could not be told', async () => {
    const { told, desk, telemetry } = listening();
    desk.isDown = true;
    const code = telemetry.fault(failing('at /assets/a.js:1:1'));
    telemetry.fault(failing('at /assets/a.js:1:1'));
    await vi.advanceTimersByTimeAsync(SOON_MS);
    expect(told).toEqual([]);

    desk.isDown = false;
    telemetry.fault(failing('at /assets/a.js:1:1'));
    await vi.advanceTimersByTimeAsync(SOON_MS);

    expect(told.map(({ faults }) => faults)).toEqual([
      [{ code, kind: 'TypeError', place: 'assets/a.js:1:1', times: 3 }],
    ]);
  });

  it('tells of no more places than the desk takes', async () => {
    const { told, telemetry } = listening();
    for (let line = 1; line <= 30; line += 1) telemetry.fault(failing(`at /assets/a.js:${line}:1`));
    await vi.advanceTimersByTimeAsync(SOON_MS);

    expect(told[0]?.faults).toHaveLength(20);
  });
});

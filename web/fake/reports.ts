// The reports of the drawings: the figures that stand in them, and what fits beside.
import type {
  ClosedEpisodes,
  ReportedEpisode,
  ClosedFigures,
  ClosedReport,
  Intervals,
  OperatorTime,
  Spread,
  StatusInterval,
  TimeFigures,
  TimeReport,
} from '../src/proto';
import { daysOf } from '../src/model/reports/days';
import type { Status } from '../src/proto';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
export const ZONE = 'Europe/Sofia';
/** The drawings' month; Sofia is two hours ahead then. */
export const PERIOD = { from: '2026-11-01', to: '2026-11-28' };
const DAY = '2026-11-27';
const DAY_FROM = Date.UTC(2026, 10, 26, 22);

const LASTING = [
  39, 48, 44, 56, 52, 21, 17, 46, 55, 59, 54, 57, 24, 19, 50, 62, 67, 60, 65, 28, 23, 55, 69, 72, 66, 70, 33,
  26,
];
const AGAIN = [3, 3, 3, 4, 3, 1, 1, 3, 3, 4, 3, 4, 2, 1, 3, 4, 4, 4, 4, 2, 1, 3, 4, 5, 4, 4, 2, 2];

const spread = (count: number, median_ms: number): Spread => ({
  count,
  mean_ms: Math.round(median_ms * 1.4),
  median_ms,
  p90_ms: median_ms * 3,
});

/** Reopened and messages as shares of what was closed. */
function figures(
  closed: number,
  first_s: number,
  close_min: number,
  reopened: number,
  messages: number,
): ClosedFigures {
  return {
    closed,
    reopened: Math.round(closed * reopened),
    unanswered: Math.round(closed * 0.012),
    first_answer: spread(closed, first_s * SECOND),
    answer: spread(closed, first_s * 0.8 * SECOND),
    to_close: spread(closed, close_min * MINUTE),
    inbound: Math.round(closed * messages * 0.55),
    outbound: Math.round(closed * messages * 0.45),
    forwards_out: Math.round(closed * 0.06),
    forwards_in: Math.round(closed * 0.06),
  };
}

export function closedReport(): ClosedReport {
  const days = daysOf(PERIOD).map((day, at) => {
    const reopened = AGAIN[at] ?? 0;
    return { day, closed: (LASTING[at] ?? 0) + reopened, reopened };
  });
  return {
    zone: ZONE,
    ...PERIOD,
    total: figures(1422, 108, 26, 0.061, 13.5),
    before: figures(1270, 130, 23, 0.07, 13.1),
    days,
    operators: [
      { operator: 'oleg', figures: figures(471, 80, 21, 0.049, 14.2) },
      { operator: 'me', figures: figures(398, 101, 25, 0.055, 12.8) },
      { operator: 'sara', figures: figures(341, 125, 29, 0.067, 15.9) },
      { operator: 'timur', figures: figures(212, 170, 34, 0.094, 11.1) },
    ],
  };
}

/** From when on who was in which status, by hours of the day. */
const LINES: Record<string, [from: number, status: Status][]> = {
  oleg: [
    [0, 'offline'],
    [8, 'online'],
    [12, 'break'],
    [12.75, 'online'],
    [17, 'offline'],
  ],
  me: [
    [0, 'offline'],
    [9, 'online'],
    [12.5, 'break'],
    [13.5, 'online'],
    [17.5, 'busy'],
    [17.75, 'online'],
    [19, 'offline'],
  ],
  sara: [
    [0, 'offline'],
    [12, 'online'],
    [16, 'busy'],
    [16.5, 'online'],
    [21, 'offline'],
  ],
  timur: [
    [0, 'online'],
    [2, 'offline'],
    [16, 'online'],
    [19, 'break'],
    [20, 'online'],
  ],
  vera: [[0, 'offline']],
};
const TAKEN: Record<string, number> = { oleg: 31, me: 28, sara: 26, timur: 17, vera: 0 };
/** Shares of the period, of a hundred: Online, Busy, Break. */
const SHARES: Record<string, [number, number, number]> = {
  oleg: [34, 2, 4],
  me: [31, 3, 5],
  sara: [32, 4, 3],
  timur: [26, 1, 6],
  vera: [0, 0, 0],
};

function intervalsOf(operator: string): StatusInterval[] {
  const line = LINES[operator] ?? [];
  return line.map(([from, status], at) => ({
    operator,
    status,
    from: DAY_FROM + from * HOUR,
    to: DAY_FROM + (line[at + 1]?.[0] ?? 24) * HOUR,
    reason: status === 'offline' && operator === 'timur' ? 'connection_lost' : 'chosen',
    chats: 0,
    taken: 0,
  }));
}

export function intervals(): Intervals {
  const all = Object.keys(LINES).flatMap(intervalsOf);
  return { zone: ZONE, day: DAY, from: DAY_FROM, to: DAY_FROM + 24 * HOUR, intervals: all };
}

function timeFigures(ms: Partial<TimeFigures>): TimeFigures {
  const { online_ms = 0, busy_ms = 0 } = ms;
  return {
    online_ms,
    online_with_chats_ms: Math.round(online_ms * 0.9),
    busy_ms,
    busy_with_chats_ms: Math.round(busy_ms * 0.6),
    break_ms: 0,
    offline_ms: 0,
    changes: 0,
    chats_ms: Math.round(online_ms * 4.3),
    chats_max: online_ms > 0 ? 9 : 0,
    taken: 0,
    ...ms,
  };
}

/** Of each operator in the period. */
const WORKING_DAYS = 21;

function operatorTime(operator: string): OperatorTime {
  const sum = (status: Status) =>
    intervalsOf(operator)
      .filter((one) => one.status === status)
      .reduce((ms, one) => ms + one.to - one.from, 0);
  const [online, busy, pause] = SHARES[operator] ?? [0, 0, 0];
  const whole = 28 * 24 * HOUR;
  const part = (share: number) => (whole * share) / 100;
  const lines = intervalsOf(operator);
  const first = lines.find(({ status }) => status === 'online');
  const last = lines.findLast(({ status }) => status !== 'offline');
  return {
    operator,
    total: timeFigures({
      online_ms: part(online),
      busy_ms: part(busy),
      break_ms: part(pause),
      offline_ms: part(100 - online - busy - pause),
      changes: online * 4,
      taken: (TAKEN[operator] ?? 0) * 15,
    }),
    days: [
      // As long as the day that is drawn, on the other working days.
      ...daysOf(PERIOD)
        .filter((day) => day !== DAY)
        .slice(0, WORKING_DAYS - 1)
        .map((day) => ({ day, figures: timeFigures({ online_ms: sum('online') }) })),
      {
        day: DAY,
        figures: timeFigures({
          online_ms: sum('online'),
          busy_ms: sum('busy'),
          break_ms: sum('break'),
          offline_ms: sum('offline'),
          taken: TAKEN[operator] ?? 0,
        }),
        ...(first ? { first_online: first.from } : {}),
        ...(last && last.to < DAY_FROM + 24 * HOUR ? { last_offline: last.to } : {}),
      },
    ],
  };
}

export function timeReport(): TimeReport {
  const operators = Object.keys(LINES).map(operatorTime);
  const total = timeFigures({
    online_ms: 612 * HOUR,
    busy_ms: 23 * HOUR,
    break_ms: 48 * HOUR,
    offline_ms: 2_000 * HOUR,
    changes: 512,
    taken: 1_530,
  });
  const before = timeFigures({ online_ms: 588 * HOUR, busy_ms: 21 * HOUR, break_ms: 44 * HOUR });
  const until = DAY_FROM + 48 * HOUR;
  return {
    zone: ZONE,
    ...PERIOD,
    until,
    operators,
    total,
    before,
    uncovered_ms: 65 * MINUTE,
    uncovered_before_ms: 105 * MINUTE,
  };
}

/** Behind every figure the same two, one of them of somebody erased. */
export function episodes(): ClosedEpisodes {
  const closed = DAY_FROM + 15 * HOUR;
  const one = (chat: string, name: string, minutes: number): ReportedEpisode => {
    const figures = {
      opened: closed - minutes * MINUTE,
      first_answer_ms: 80 * SECOND,
      inbound: 3,
      outbound: 2,
    };
    return { episode: { chat, figures, holder: 'oleg', closed_by: 'oleg', closed }, name };
  };
  return { episodes: [one('chat-ch1-42', 'Anna Petrova', 26), one('chat-gone', '', 90)] };
}

/** What the fake desk answers; undefined: it has no such report. */
export function reportRoute(kind: string, part: string | undefined): unknown {
  if (kind === 'closed-chats') return part === 'episodes' ? episodes() : closedReport();
  if (kind === 'operator-time') return part === 'intervals' ? intervals() : timeReport();
  return undefined;
}

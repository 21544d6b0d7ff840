// What reports look like on the wire.
import type { ClosedEpisode, Status, StatusReason } from '../../proto';

/** Times of episodes that have one, in milliseconds. */
export interface Spread {
  count: number;
  mean_ms: number;
  median_ms: number;
  p90_ms: number;
}

export interface ClosedFigures {
  closed: number;
  reopened: number;
  unanswered: number;
  first_answer?: Spread;
  answer?: Spread;
  to_close?: Spread;
  inbound: number;
  outbound: number;
  forwards_out: number;
  forwards_in: number;
}

export interface ClosedDay {
  day: string;
  closed: number;
  reopened: number;
}

export interface OperatorClosed {
  operator: string;
  figures: ClosedFigures;
}

export interface ClosedReport {
  zone: string;
  from: string;
  to: string;
  total: ClosedFigures;
  before: ClosedFigures;
  days: ClosedDay[];
  operators: OperatorClosed[];
}

export interface ReportedEpisode {
  episode: ClosedEpisode;
  name: string;
}

export interface ClosedEpisodes {
  episodes: ReportedEpisode[];
  next?: string;
}

export interface TimeFigures {
  online_ms: number;
  online_with_chats_ms: number;
  busy_ms: number;
  busy_with_chats_ms: number;
  break_ms: number;
  offline_ms: number;
  changes: number;
  chats_ms: number;
  chats_max: number;
  taken: number;
}

export interface TimeDay {
  day: string;
  figures: TimeFigures;
  first_online?: number;
  last_offline?: number;
}

export interface OperatorTime {
  operator: string;
  total: TimeFigures;
  days: TimeDay[];
}

export interface TimeReport {
  zone: string;
  from: string;
  to: string;
  until: number;
  operators: OperatorTime[];
  total: TimeFigures;
  before: TimeFigures;
  uncovered_ms?: number;
  uncovered_before_ms?: number;
}

export interface StatusInterval {
  operator: string;
  status: Status;
  from: number;
  to: number;
  reason: StatusReason;
  chats: number;
  taken: number;
}

export interface Intervals {
  zone: string;
  day: string;
  from: number;
  to: number;
  intervals: StatusInterval[];
}

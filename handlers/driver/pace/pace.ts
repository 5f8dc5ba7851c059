import type { EnvReader } from '../../lib/env';
import type { State } from '../../lib/state';
import type { Reading } from '../readings';
import { type Sign, signAmong, signsIn } from './signs';

/** How often a database is visited where the pace adapts. The schedule runs more often, and most runs wait. */
export interface Pace {
  /** Milliseconds from one visit to the next while all is well. */
  readonly everyMs: number;
  /** With one of these, every run visits. */
  readonly signs: readonly Sign[];
}

/** So long after the last sign every run still visits: what comes back soon is seen at once. */
export const ALERT_MS = 15 * 60_000;

const HOUR_S = 3600;

/** The pace that the variables ask for; undefined where every run visits. */
export function paceIn(variables: EnvReader): Pace | undefined {
  const everyS = variables.number('VISIT_INTERVAL_SECONDS', undefined, 60, HOUR_S);
  const signs = signsIn(variables, 'FIRST_SIGNS');
  return everyS === undefined ? undefined : { everyMs: everyS * 1000, signs };
}

/**
 * When the next visit is due, as the slot of a run, milliseconds since the epoch.
 * @returns undefined where the present run visits: at each visit's time, while a sign was seen lately, and where nothing is known
 *   of the last visit. A database whose state cannot be read is visited by every run, because nothing tells that all is well.
 */
export function nextVisit(
  pace: Pace | undefined,
  state: State | undefined,
  slot: number,
): number | undefined {
  const { visited, alertUntil = 0 } = state?.pace ?? {};
  if (!pace || visited === undefined) return undefined;
  // A time in the future means that a clock was wrong.
  const isSane = visited <= slot && alertUntil - visited <= ALERT_MS;
  const next = visited + pace.everyMs;
  return isSane && slot > alertUntil && slot < next ? next : undefined;
}

/** Milliseconds from one visit to the next while all is well. */
export const visitMs = ({
  pace,
  intervalMs,
}: {
  readonly pace?: Pace | undefined;
  readonly intervalMs: number;
}) => pace?.everyMs ?? intervalMs;

/** What a visit leaves for the next run to decide with. */
export function paceAfter(
  { signs }: Pace,
  readings: Readonly<Record<string, Reading>>,
  state: State | undefined,
  { slot, intervalMs }: { readonly slot: number; readonly intervalMs: number },
): NonNullable<State['pace']> {
  const alertUntil = signAmong(signs, readings, intervalMs) ? slot + ALERT_MS : state?.pace?.alertUntil;
  const isOver = alertUntil === undefined || alertUntil < slot;
  return { visited: slot, ...(!isOver && { alertUntil }) };
}

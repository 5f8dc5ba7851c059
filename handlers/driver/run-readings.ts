import { countedOf, type Finding } from '../../model/evidence';
import { includes, type Table } from '../../thresholds/row';
import type { Journal } from '../lib/journal';
import { type DeriveContext, derive, elapsed, readingOf } from './derive';
import { Absent, type Reading, type Snapshot } from './readings';
import type { Service, Witness } from './service';
import type { Settings } from './settings';
import type { VisitOutcome } from './visit';

export type Readings = Readonly<Record<string, Reading>>;
/** The settings of a run, and the slot that its readings belong to. */
export type RunContext = Pick<Settings, 'level' | 'intervalMs'> &
  Partial<Pick<Settings, 'pace'>> & { readonly slot: number };

/** The readings of every row that is collected in this environment: derived, asleep, or failed. */
export function readingsOf<T extends Table, S extends Snapshot, Target>(
  service: Service<T, S, Target>,
  outcome: VisitOutcome<S>,
  { level, ...context }: RunContext,
): Readings {
  const table: Table = service.rows;
  const rows = Object.entries(table).filter(([, row]) => includes(level, row.level));
  const up: Reading = { is: 'measured', value: outcome.failure ? 0 : 1, unit: 'Count' };
  const all = (reading: (name: string) => Reading) =>
    Object.fromEntries(rows.map(([name]) => [name, reading(name)]));

  if (outcome.failure) {
    const cause = outcome.failure.name;
    return { ...all(() => ({ is: 'failed', cause })), Up: up };
  }
  if (outcome.asleep) {
    const { asleep } = outcome;
    const reading = (name: string): Reading => {
      const value = asleep[name];
      return value === undefined ? { is: 'asleep' } : readingOf(value, table[name]?.unit ?? 'None');
    };
    return { ...all(reading), Up: up };
  }
  const { snapshot, turn } = outcome;
  if (!snapshot) return { Up: up };
  return {
    ...derive(
      Object.fromEntries(rows),
      service.readers,
      snapshot,
      turn,
      deriveContext(service, outcome, context),
    ),
    Up: up,
    Findings: findingsOf(outcome.findings),
  };
}

/** How this run's snapshot is compared with the previous one. */
function deriveContext<T extends Table, S extends Snapshot, Target>(
  service: Service<T, S, Target>,
  { snapshot, turn, stored }: VisitOutcome<S>,
  { slot, intervalMs, pace }: Omit<RunContext, 'level'>,
): DeriveContext {
  const resets = turn && snapshot && service.resets?.(turn.previous.baseline, snapshot);
  return {
    slot,
    intervalMs,
    pace,
    ...(!stored && { noPrevious: 'the previous sample could not be loaded' }),
    ...(resets && { resets }),
  };
}

/** What evidence is made of: the same two samples as the readings, where something can be derived between them. */
export function witnessOf<T extends Table, S extends Snapshot, Target>(
  service: Service<T, S, Target>,
  outcome: VisitOutcome<S>,
  readings: Readings,
  context: RunContext,
): Witness<S> | undefined {
  const { snapshot, turn } = outcome;
  if (!snapshot) return undefined;
  const ms = elapsed(turn, snapshot, deriveContext(service, outcome, context));
  const seconds = ms instanceof Absent || ms === 0 ? Number.NaN : ms / 1000;
  const before = Number.isNaN(seconds) ? undefined : turn?.previous.baseline;
  return { before, now: snapshot, seconds, readings };
}

/** A finding of severity notice is worth knowing, and does not count. */
function findingsOf(findings: readonly Finding[] | undefined): Reading {
  if (!findings) return { is: 'absent', reason: 'this run made no check-up: there is one a day' };
  return { is: 'measured', value: countedOf(findings), unit: 'Count' };
}

/**
 * The readings as they are now, with the number of failed calls so far.
 * @param counts false where the counts of this interval are left to another run
 */
export function finalReadings(readings: Readings, journal: Journal, counts: boolean): Readings {
  const left: Reading = {
    is: 'absent',
    reason: 'left to another run, because this one could not save its sample',
  };
  const own = Object.entries(readings).map(([name, reading]): [string, Reading] => [
    name,
    !counts && reading.is === 'measured' && reading.span ? left : reading,
  ]);
  return {
    ...Object.fromEntries(own),
    ApiErrors: { is: 'measured', value: journal.failedCalls, unit: 'Count' },
  };
}

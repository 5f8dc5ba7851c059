import { cleaned, type Evidence } from '../../../model/evidence';
import type { DatabaseResult } from '../../../model/result';
import type { Table } from '../../../thresholds/row';
import { MonitoringError } from '../../lib/errors';
import type { PublishOutcome } from '../outbox';
import type { Snapshot } from '../readings';
import { silentRows, toMetric } from '../result';
import { finalReadings, type Readings, type RunContext, witnessOf } from '../run-readings';
import type { Runtime } from '../runtime';
import type { Service } from '../service';
import { unexpectedError, type VisitOutcome } from '../visit';
import type { Database } from './database';

/** What a run knows of a database before it is published. */
export interface Seen<S extends Snapshot> {
  readonly database: Database;
  readonly outcome: VisitOutcome<S>;
  readonly readings: Readings;
  readonly context: RunContext;
  readonly durationMs: number;
}

/** How a run ended for one database. */
export interface Ended {
  /** Undefined for the unnamed one. */
  readonly name: string | undefined;
  /** What is known of it, whether it failed or not. */
  readonly result: DatabaseResult;
  /** Why it could not be read, or its readings not be published. Not cleaned of secrets. */
  readonly error?: unknown;
}

/** @param publishing what became of its data; undefined in a dry run */
export function endedOf<T extends Table, S extends Snapshot, Target>(
  service: Service<T, S, Target>,
  runtime: Runtime,
  { database, outcome, readings, context, durationMs }: Seen<S>,
  publishing: PublishOutcome = { published: 0, counted: true },
): Ended {
  const { name, journal } = database;
  const clean = (text: string) => runtime.redactor.clean(text);
  const { snapshot, turn } = outcome;
  const previous = turn?.previous;
  const error = outcome.failure ?? publishing.error;
  const final = finalReadings(readings, journal, publishing.counted);
  const beside = error === undefined ? besides(service, { database, outcome, readings: final, context }) : {};
  const evidence = cleaned(beside.evidence ?? {}, clean);
  const findings = outcome.findings && cleaned(outcome.findings, clean);
  const silent = silentRows(service.rows, final, beside.cannotFire ?? {}, clean);
  const warnings = journal.warnings.map(clean);
  if (error instanceof MonitoringError) error.warnings = warnings;
  const result = {
    collectedAt: new Date().toISOString(),
    intervalSeconds: snapshot && previous ? (snapshot.takenAt - previous.baseline.takenAt) / 1000 : null,
    metrics: Object.fromEntries(
      Object.entries(final).map(([row, reading]) => [row, toMetric(reading, clean)]),
    ),
    ...(Object.keys(silent).length > 0 && { cannotFire: silent }),
    ...(outcome.nextVisit !== undefined && { nextVisit: new Date(outcome.nextVisit).toISOString() }),
    published: publishing.published,
    warnings,
    durationMs: Math.round(durationMs),
    // At the end: of a line of its log, CloudWatch finds the first 200 fields by itself (`thresholds/queries.ts`).
    ...(Object.keys(evidence).length > 0 && { evidence }),
    ...(findings && { findings }),
  };
  return { name, result, ...(error !== undefined && { error }) };
}

interface Beside {
  readonly evidence?: Evidence | undefined;
  readonly cannotFire?: Readonly<Partial<Record<string, string>>> | undefined;
}

/** What stands beside the readings. A bug there costs the evidence, and not the readings, which are published by now. */
function besides<T extends Table, S extends Snapshot, Target>(
  service: Service<T, S, Target>,
  { database, outcome, readings, context }: Omit<Seen<S>, 'durationMs'>,
): Beside {
  const { snapshot } = outcome;
  try {
    const witness = witnessOf(service, outcome, readings, context);
    return {
      evidence: witness && service.evidence?.(witness),
      cannotFire: snapshot && service.cannotFire?.(snapshot),
    };
  } catch (error) {
    database.journal.warn(`the evidence could not be put together: ${unexpectedError(error).message}`);
    return {};
  }
}

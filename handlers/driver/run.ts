import type { Table } from '../../thresholds/row';
import { concurrently } from '../lib/concurrent';
import { Deadline } from '../lib/deadline';
import { MonitoringError } from '../lib/errors';
import { Journal } from '../lib/journal';
import type { State } from '../lib/state';
import { type Asked, isUnnamedAlone, mustExist, unnamedAlone } from './databases/asked';
import { Common } from './databases/common';
import type { Database } from './databases/database';
import { type Ended, endedOf } from './databases/ended';
import { loadStates } from './databases/states';
import { type RunTime, shareOf, timeOf, VISITS_AT_ONCE, withTimeout } from './databases/time';
import { envOf, variablesOfDatabases } from './databases/variables';
import { baselineOf } from './derive';
import { samplesOf, withSample } from './members';
import { publishAndSave } from './outbox';
import { nextVisit, paceAfter, visitMs } from './pace/pace';
import { readPayload } from './payload';
import type { Snapshot } from './readings';
import { toData } from './result';
import { finalReadings, type Readings, type RunContext, readingsOf } from './run-readings';
import type { Runtime } from './runtime';
import type { Service } from './service';
import { readSettings, type Settings } from './settings';
import { checkedUpAt, unexpectedError, type Visit, type VisitOutcome, visit } from './visit';

/** The part of Lambda's invocation context that is used. */
export interface Invocation {
  readonly awsRequestId?: string;
  getRemainingTimeInMillis?(): number;
}

/** How a run ended. */
export interface RunOutcome {
  /** One for each database that was asked for. */
  readonly ended: readonly Ended[];
  /** Whether the payload has `databases`: then what is said of them is said by name. */
  readonly byName: boolean;
}

/**
 * One run, the same for every service: configuration, previous samples, collect, derive, publish, save, results.
 * @param payload see `readPayload`
 * @returns how it ended for each database. Where one could not be read, `Up` = 0 has been published, where possible.
 * @throws {ConfigurationError} when no database was visited
 */
export async function run<T extends Table, S extends Snapshot, Target>(
  service: Service<T, S, Target>,
  runtime: Runtime,
  payload: unknown,
  invocation: Invocation = {},
): Promise<RunOutcome> {
  const started = performance.now();
  const settings = readSettings(runtime.env, service.namespace);
  const request = readPayload(payload, Date.now(), settings.intervalMs, variablesOfDatabases(service.about));
  const byName = request.databases !== undefined;
  const asked = request.databases ?? unnamedAlone;
  mustExist(asked, runtime.env, service.name);
  const alone = isUnnamedAlone(asked);
  const time = timeOf(invocation.getRemainingTimeInMillis?.(), alone);
  const deadline = Deadline.in(time.ms);
  const databases = asked.map((one) => databaseOf(service, runtime, settings, one));
  if (request.warning) for (const { journal } of databases) journal.warn(request.warning);

  const visiting = deadline.earlierBy(time.publishingMs);
  const visits = await visitAll(service, runtime, databases, { ...request, settings, visiting, time });
  const seen = visits.map(({ database, outcome, durationMs }) => {
    const { level, pace } = database;
    const context = { ...settings, level, pace, slot: request.slot };
    return { database, context, durationMs, ...readingsOrFailure(service, outcome, context) };
  });

  const { publisher } = runtime.around(settings);
  const outputs = seen.map(({ database: { outbox, journal }, context, outcome, readings }) => ({
    ...{ outbox, journal, stored: outcome.stored },
    next: nextState(outcome, context, () => finalReadings(readings, journal, true)),
    data: (counts: boolean) => toData(finalReadings(readings, journal, counts), request.slot),
  }));
  const published = request.dryRun ? [] : await publishAndSave(outputs, publisher, deadline);
  const ended = seen.map((one, i) => {
    const durationMs = byName ? one.durationMs : performance.now() - started;
    return endedOf(service, runtime, { ...one, durationMs }, published[i]);
  });
  return { ended, byName };
}

/** A database of the run. If one of its variables is wrong, it fails alone. */
function databaseOf<T extends Table, S extends Snapshot, Target>(
  service: Service<T, S, Target>,
  runtime: Runtime,
  settings: Settings,
  asked: Asked,
): Database {
  const { name } = asked;
  const env = envOf(runtime.env, asked, service.about);
  const own = { name, env, journal: new Journal(), outbox: runtime.outbox(service.name, settings, name) };
  try {
    const { level, pace } = readSettings(env, service.namespace);
    return { ...own, level, pace };
  } catch (error) {
    if (!(error instanceof MonitoringError)) throw error;
    return { ...own, level: settings.level, pace: settings.pace, refused: error };
  }
}

interface Visited<S extends Snapshot> {
  readonly database: Database;
  readonly outcome: VisitOutcome<S>;
  /** Of the visit. */
  readonly durationMs: number;
}

/** How a run visits its databases. */
interface Visiting {
  readonly settings: Settings;
  readonly checkup: boolean;
  readonly scheduled: boolean;
  readonly slot: number;
  /** When all visits must have ended. */
  readonly visiting: Deadline;
  readonly time: RunTime;
}

/** Loads the states, reads the secrets, and visits the databases, several at a time. */
async function visitAll<T extends Table, S extends Snapshot, Target>(
  service: Service<T, S, Target>,
  runtime: Runtime,
  databases: readonly Database[],
  { settings, checkup, scheduled, slot, visiting, time }: Visiting,
): Promise<Visited<S>[]> {
  const states = loadStates(databases, runtime.around(settings).store, service.detail, visiting);
  const all = databases.map((database, i) => ({
    database,
    loading: states[i] ?? Promise.resolve(undefined),
  }));
  const waits = scheduled ? await Promise.all(all.map((one) => waitOf(one, slot))) : [];
  const due = all.filter((_, i) => waits[i] === undefined);
  const variables = await runtime.secrets.resolve(
    due.map(({ database }) => database),
    visiting,
  );
  const common = new Common();
  const visits = await concurrently(due, VISITS_AT_ONCE, async ({ database, loading }, i) => {
    const deadline = shareOf(visiting, due.length - i);
    const [begun, given] = [performance.now(), deadline.left];
    const { failure, ...outcome } = await visit(service, runtime, {
      ...{ database, deadline, checkup, common, loading },
      variables: variables[i] ?? (() => database.env),
    });
    const left = deadline.left;
    const failed = withTimeout(failure, { given, left }, time);
    return {
      database,
      outcome: { ...outcome, ...(failed && { failure: failed }) },
      durationMs: performance.now() - begun,
    };
  });
  const visited = visits.map((one) => ({ ...one, outcome: withCommonVisit(one.outcome, common) })).values();
  return all.flatMap((_, i) => waits[i] ?? visited.next().value ?? []);
}

/** A database whose visit is not due; undefined where it is. Only where the pace adapts is the state awaited. */
async function waitOf<S extends Snapshot>(
  { database, loading }: { readonly database: Database; readonly loading: Visit<S>['loading'] },
  slot: number,
): Promise<Visited<S> | undefined> {
  if (!database.pace) return undefined;
  const stored = (await loading.catch(() => undefined))?.stored;
  const next = nextVisit(database.pace, stored?.state, slot);
  if (!stored || next === undefined) return undefined;
  return { database, outcome: { stored, nextVisit: next }, durationMs: 0 };
}

/**
 * With the time at which the run connected to the compute last, for whichever of its databases: a later visit of the collector's
 * own must not look like somebody else's.
 */
function withCommonVisit<S extends Snapshot>(outcome: VisitOutcome<S>, common: Common): VisitOutcome<S> {
  const at = outcome.compute === undefined ? undefined : common.lastVisit(outcome.compute);
  return at === undefined ? outcome : { ...outcome, lastVisit: at };
}

/** The readings. A bug in the collector fails the run as a failing database does, so that `Up` = 0 is published. */
function readingsOrFailure<T extends Table, S extends Snapshot, Target>(
  service: Service<T, S, Target>,
  outcome: VisitOutcome<S>,
  context: RunContext,
): { outcome: VisitOutcome<S>; readings: Readings } {
  try {
    return { outcome, readings: readingsOf(service, outcome, context) };
  } catch (error) {
    const failed = { ...outcome, failure: unexpectedError(error) };
    return { outcome: failed, readings: readingsOf(service, failed, context) };
  }
}

/** The state for the next run: with this run's sample, or with the previous ones where there is none. */
function nextState<S extends Snapshot>(
  outcome: VisitOutcome<S>,
  { slot, intervalMs, pace }: RunContext,
  readings: () => Readings,
): State {
  const { snapshot, stored, lastVisit, remembered } = outcome;
  if (stored && outcome.nextVisit !== undefined) return { ...stored.state, unsent: [] };
  const { previous, members } = stored?.state ?? {};
  const checked = checkedUpAt(outcome, Date.now());
  const samples = snapshot
    ? withSample(
        stored ? samplesOf(stored.state) : [],
        { baseline: baselineOf(snapshot), slot },
        visitMs({ pace, intervalMs }),
      )
    : { ...(previous && { previous }), ...(members && { members }) };
  return {
    ...samples,
    ...(lastVisit !== undefined && { lastVisit }),
    ...(remembered && { remembered }),
    ...(checked !== undefined && { checkedUpAt: checked }),
    ...(pace && { pace: paceAfter(pace, readings(), stored?.state, { slot, intervalMs }) }),
    unsent: [],
  };
}

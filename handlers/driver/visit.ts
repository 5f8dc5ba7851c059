import type { Finding } from '../../model/evidence';
import { variableOf } from '../../model/variables';
import type { Table } from '../../thresholds/row';
import type { Deadline } from '../lib/deadline';
import type { Env } from '../lib/env';
import {
  AuthenticationError,
  ConfigurationError,
  DnsError,
  MonitoringError,
  ProtocolError,
} from '../lib/errors';
import { asError } from '../lib/network';
import { retry } from '../lib/retry';
import type { State, Stored } from '../lib/state';
import { failOnUncaught } from '../lib/uncaught';
import type { Common } from './databases/common';
import type { Database } from './databases/database';
import type { Loaded } from './databases/states';
import { variableFor } from './databases/variables';
import { isTurned, MOST_MEMBERS, type Turn, turnOf } from './members';
import type { DetailOf, Snapshot, Value } from './readings';
import type { Runtime } from './runtime';
import type { Collected, Service, VisitContext } from './service';

/** What a run knows after its visit. */
export interface VisitOutcome<S extends Snapshot> {
  /** The state of the previous run; undefined when it could not be read. */
  readonly stored?: Stored;
  readonly snapshot?: S;
  /** What the snapshot is compared with. */
  readonly turn?: Turn<DetailOf<S>>;
  /** The readings that are known although the database is suspended. */
  readonly asleep?: Readonly<Record<string, Value>>;
  readonly failure?: MonitoringError;
  /** When the collector last connected, milliseconds since the epoch; for collectors that need it. */
  readonly lastVisit?: number;
  /** What it keeps awake by connecting, if it asked for its last visit. */
  readonly compute?: string;
  /** What the collector remembers, by name. */
  readonly remembered?: Readonly<Record<string, unknown>>;
  /** What the check-up of this visit found; undefined if it made none. */
  readonly findings?: readonly Finding[];
  /** Whether it tried to make one. */
  readonly checkupFailed?: true;
  /** Instead of all that: the visit was not due. When the next one is, milliseconds since the epoch. */
  readonly nextVisit?: number;
}

/** What a visit needs besides the database. */
export interface Visit<S extends Snapshot> {
  readonly database: Database;
  /** Its state, while it is loaded. */
  readonly loading: Promise<Loaded<DetailOf<S>> | undefined>;
  /** Its variables with secrets. @throws {MonitoringError} when they could not be read */
  readonly variables: () => Env;
  readonly deadline: Deadline;
  /** Whether to make a check-up now. */
  readonly checkup: boolean;
  /** What it has in common with the other visits of the run. */
  readonly common: Common;
}

/** Visits the database, while its state is loaded. Never throws. */
export async function visit<T extends Table, S extends Snapshot, Target>(
  service: Service<T, S, Target>,
  runtime: Runtime,
  { database, loading, variables, deadline, checkup, common }: Visit<S>,
): Promise<VisitOutcome<S>> {
  const { journal, level } = database;
  let compute: string | undefined;
  const remembered: Record<string, unknown> = {};
  const context: VisitContext = {
    deadline,
    journal,
    level,
    lastVisit: async (shared) => {
      compute = shared;
      const at = (await loading)?.stored.state.lastVisit;
      // One in the future means that a clock was wrong. If it were believed, a busy compute would be taken for idle
      // until then.
      return at !== undefined && at <= Date.now() ? at : undefined;
    },
    once: (name, call) => common.once(name, journal, call),
    memo: async (name) => (await loading)?.stored.state.remembered?.[name],
    remember(name, value) {
      remembered[name] = value;
    },
    samples: async () => (await loading)?.samples ?? [],
    checkup: async () => (checkup ? 'overdue' : checkupDue((await loading)?.stored.state)),
  };
  const sampling = sample(service, runtime, context, database, { loading, variables });
  const [loaded, sampled] = await Promise.allSettled([loading, sampling]);
  const known = loaded.status === 'fulfilled' ? loaded.value : undefined;
  const { visitedAt } = context;
  if (compute !== undefined && visitedAt !== undefined) common.visited(compute, visitedAt);
  const lastVisit = visitedAt ?? known?.stored.state.lastVisit;
  const before = known?.stored.state.remembered;
  // The same object if nothing is new: then there is nothing to save.
  const all = Object.keys(remembered).length > 0 ? { ...before, ...remembered } : before;
  return {
    ...(known && { stored: known.stored }),
    ...(sampled.status === 'fulfilled' && sampled.value),
    ...(lastVisit !== undefined && { lastVisit }),
    ...(compute !== undefined && { compute }),
    ...(all && { remembered: all }),
  };
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Whether a check-up is due; without the state it is not known. Where none was ever made, it is not known either for how long it has
 * waited: it must not wait behind others for ever.
 */
function checkupDue(state: State | undefined): 'due' | 'overdue' | undefined {
  if (!state) return undefined;
  const { checkedUpAt } = state;
  if (checkedUpAt === undefined) return 'overdue';
  // One in the future means that a clock was wrong.
  const age = Date.now() - checkedUpAt;
  if (age >= 0 && age < DAY_MS) return undefined;
  return age >= DAY_MS + HOUR_MS ? 'overdue' : 'due';
}

/** When the last check-up was made, for the next run; undefined if never. */
export function checkedUpAt<S extends Snapshot>(
  { findings, checkupFailed, stored }: VisitOutcome<S>,
  now: number,
): number | undefined {
  if (findings) return now;
  // As if it had been made so long ago that it is due in an hour: what failed may fail at once again.
  return checkupFailed ? now - DAY_MS + HOUR_MS : stored?.state.checkedUpAt;
}

/** Samples the database. Never throws: the outcome has the failure, also where `loading` fails. */
async function sample<T extends Table, S extends Snapshot, Target>(
  service: Service<T, S, Target>,
  runtime: Runtime,
  context: VisitContext,
  database: Database,
  { loading, variables }: Pick<Visit<S>, 'loading' | 'variables'>,
): Promise<Pick<VisitOutcome<S>, 'snapshot' | 'turn' | 'asleep' | 'failure' | 'findings' | 'checkupFailed'>> {
  const { journal } = context;
  try {
    if (database.refused) throw database.refused;
    const collected = await collect(service, runtime, database, variables, context);
    const samples = (await loading)?.samples ?? [];
    if (collected.asleep) return { asleep: collected.known };
    const { asleep: _, ...seen } = collected;
    const { snapshot } = seen;
    const turn = turnOf(samples, snapshot);
    if (!turn) return seen;
    const turns = turnsOf(turn, snapshot);
    if (turns) journal.warn(turns);
    for (const remark of service.remarks?.(turn.previous.baseline, snapshot) ?? []) journal.warn(remark);
    return { ...seen, turn };
  } catch (error) {
    return { failure: error instanceof MonitoringError ? error : unexpectedError(error) };
  }
}

/** What to know about the readings where several members of a database answer; undefined where one does. */
function turnsOf(turn: Turn<unknown>, snapshot: Snapshot): string | undefined {
  const { members, previous } = turn;
  if (isTurned(turn, snapshot))
    return `${members} members of the database take turns to answer: rates and counts are those of the member that answered, since its own previous answer`;
  // After a restart there are two.
  if (previous.baseline.member === snapshot.member || members <= 2) return undefined;
  const many = members > MOST_MEMBERS ? `more than ${MOST_MEMBERS}` : members;
  return `${many} members of the database have answered, or it was restarted that often: rates and counts are absent, because no previous answer of this one is known`;
}

/** What a rotated secret may cause: it holds other credentials, another host, another connection string. */
const causedBySecrets = [AuthenticationError, ConfigurationError, DnsError];

/** Collects. Where rotated secrets may have caused a failure, collects once more with new ones. */
async function collect<T extends Table, S extends Snapshot, Target>(
  service: Service<T, S, Target>,
  runtime: Runtime,
  database: Database,
  variables: () => Env,
  context: VisitContext,
): Promise<Collected<S>> {
  const { journal, deadline } = context;
  const { secrets } = runtime;
  const once = (resolved: Env) => {
    const target = targetOf(service, runtime, database, resolved);
    return retry(() => failOnUncaught(() => service.collect(target, context)), journal, deadline);
  };
  const env = variables();
  try {
    return await once(env);
  } catch (error) {
    if (!causedBySecrets.some((kind) => error instanceof kind) || !secrets.couldChange(database.env))
      throw error;
    const [again] = await secrets.resolve([database], deadline, true);
    const renewed = resolvedOr(env, again);
    if (
      service.about.secrets.every(
        ({ variable }) => variableOf(renewed, variable) === variableOf(env, variable),
      )
    )
      throw error;
    journal.warn('the secrets had been rotated; the run continued with the new ones');
    return once(renewed);
  }
}

/** If the secrets cannot be read again, that failure is counted, and the first error is thrown. */
function resolvedOr(env: Env, again: (() => Env) | undefined): Env {
  try {
    return again?.() ?? env;
  } catch {
    return env;
  }
}

/** @throws {ConfigurationError} that names the variables as this database has them */
function targetOf<T extends Table, S extends Snapshot, Target>(
  { about, readTarget }: Service<T, S, Target>,
  { env, redactor }: Runtime,
  { name }: Database,
  resolved: Env,
): Target {
  try {
    return readTarget(resolved, redactor);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const own = about.secrets.filter(({ shared }) => !shared).map(({ variable }) => variable);
    const message = own.reduce(
      (text, variable) => text.replaceAll(variable, variableFor(env, variable, name)),
      error.message,
    );
    throw new ConfigurationError(message, error.problems);
  }
}

/** A bug in the collector must not look like a fault of the database, nor bring a driver's error object into the log. */
export function unexpectedError(error: unknown): ProtocolError {
  const { name, message, stack } = asError(error);
  const wrapped = new ProtocolError(`${name}: ${message}. This is a bug in the collector: please report it.`);
  if (stack) wrapped.stack = stack;
  return wrapped;
}

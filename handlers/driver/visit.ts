import type { Finding } from '../../model/evidence';
import { variableOf } from '../../model/variables';
import type { Level, Table } from '../../thresholds/row';
import type { Deadline } from '../lib/deadline';
import type { Env } from '../lib/env';
import {
  AuthenticationError,
  ConfigurationError,
  DnsError,
  MonitoringError,
  ProtocolError,
} from '../lib/errors';
import type { Journal } from '../lib/journal';
import { asError } from '../lib/network';
import { retry } from '../lib/retry';
import { type Previous, type State, type Stored, withDetail } from '../lib/state';
import { failOnUncaught } from '../lib/uncaught';
import { isTurned, MOST_MEMBERS, samplesOf, type Turn, turnOf } from './members';
import type { Outbox } from './outbox';
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
  /** What the collector remembers, by name. */
  readonly remembered?: Readonly<Record<string, unknown>>;
  /** What the check-up of this visit found; undefined if it made none. */
  readonly findings?: readonly Finding[];
  /** Whether it tried to make one. */
  readonly checkupFailed?: true;
}

/** What a visit is asked for: up to which level rows are collected, and whether to make a check-up now. */
interface Asked {
  readonly level: Level;
  readonly checkup: boolean;
}

interface Loaded<S extends Snapshot> {
  readonly stored: Stored;
  /** The samples in that state. */
  readonly samples: readonly Previous<DetailOf<S>>[];
}

/** Loads the previous sample and visits the database, both at once. Never throws. */
export async function visit<T extends Table, S extends Snapshot, Target>(
  service: Service<T, S, Target>,
  runtime: Runtime,
  outbox: Outbox,
  journal: Journal,
  deadline: Deadline,
  { level, checkup }: Asked,
): Promise<VisitOutcome<S>> {
  // A store that does not answer costs the counts of this run; one with an item of another version costs the run,
  // because going on would overwrite the item.
  const loading = retry(() => load(service, outbox, deadline), journal, deadline).catch((error) => {
    if (error instanceof ProtocolError) throw error;
    return undefined;
  });
  const remembered: Record<string, unknown> = {};
  const context: VisitContext = {
    deadline,
    journal,
    level,
    lastVisit: async () => {
      const at = (await loading)?.stored.state.lastVisit;
      // One in the future means that a clock was wrong. If it were believed, a busy compute would be taken for idle
      // until then.
      return at !== undefined && at <= Date.now() ? at : undefined;
    },
    memo: async (name) => (await loading)?.stored.state.remembered?.[name],
    remember(name, value) {
      remembered[name] = value;
    },
    samples: async () => (await loading)?.samples ?? [],
    checkup: async () => (checkup ? 'overdue' : checkupDue((await loading)?.stored.state)),
  };
  const [loaded, sampled] = await Promise.allSettled([loading, sample(service, runtime, context, loading)]);
  const known = loaded.status === 'fulfilled' ? loaded.value : undefined;
  const lastVisit = context.visitedAt ?? known?.stored.state.lastVisit;
  const before = known?.stored.state.remembered;
  // The same object if nothing is new: then there is nothing to save.
  const all = Object.keys(remembered).length > 0 ? { ...before, ...remembered } : before;
  return {
    ...(known && { stored: known.stored }),
    ...(sampled.status === 'fulfilled' && sampled.value),
    ...(lastVisit !== undefined && { lastVisit }),
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

/** @throws {ProtocolError} when the state cannot be read, or its detail is not one of this service */
async function load<T extends Table, S extends Snapshot, Target>(
  service: Service<T, S, Target>,
  { store, key }: Outbox,
  deadline: Deadline,
): Promise<Loaded<S>> {
  const stored = await store.load(key, deadline);
  const samples = samplesOf(stored.state).map((sample) => withDetail(sample, service.detail, key));
  return { stored, samples };
}

/** Samples the database. Never throws: the outcome has the failure, also where `loading` fails. */
async function sample<T extends Table, S extends Snapshot, Target>(
  service: Service<T, S, Target>,
  runtime: Runtime,
  context: VisitContext,
  loading: Promise<Loaded<S> | undefined>,
): Promise<Omit<VisitOutcome<S>, 'stored' | 'lastVisit' | 'remembered'>> {
  const { journal, deadline } = context;
  try {
    const env = await runtime.secrets.resolve(runtime.env, journal, deadline);
    const collected = await collect(service, runtime, env, context);
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
  env: Env,
  context: VisitContext,
): Promise<Collected<S>> {
  const { journal, deadline } = context;
  const once = (resolved: Env) => {
    const target = service.readTarget(resolved, runtime.redactor);
    return retry(() => failOnUncaught(() => service.collect(target, context)), journal, deadline);
  };
  try {
    return await once(env);
  } catch (error) {
    if (!causedBySecrets.some((kind) => error instanceof kind) || !runtime.secrets.couldChange(runtime.env))
      throw error;
    // If they cannot be read, that failure is counted, and the first error is thrown.
    const renewed = await runtime.secrets.resolve(runtime.env, journal, deadline, true).catch(() => env);
    if (service.secrets.every((name) => variableOf(renewed, name) === variableOf(env, name))) throw error;
    journal.warn('the secrets had been rotated; the run continued with the new ones');
    return once(renewed);
  }
}

/** A bug in the collector must not look like a fault of the database, nor bring a driver's error object into the log. */
export function unexpectedError(error: unknown): ProtocolError {
  const { name, message, stack } = asError(error);
  const wrapped = new ProtocolError(`${name}: ${message}. This is a bug in the collector: please report it.`);
  if (stack) wrapped.stack = stack;
  return wrapped;
}

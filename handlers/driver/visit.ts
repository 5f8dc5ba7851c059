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
import type { Journal } from '../lib/journal';
import { asError } from '../lib/network';
import { retry } from '../lib/retry';
import { type Previous, type Stored, withDetail } from '../lib/state';
import { failOnUncaught } from '../lib/uncaught';
import type { Destination } from './outbox';
import type { DetailOf, Snapshot } from './readings';
import type { Warm } from './runtime';
import type { Collected, Service, Visit } from './service';

/** What a run knows after it has looked. */
export interface Seen<S extends Snapshot> {
  /** The state of the run before; undefined when it could not be read. */
  readonly stored?: Stored;
  /** The previous sample of that state. */
  readonly previous?: Previous<DetailOf<S>>;
  readonly snapshot?: S;
  /** The readings that are known although the database sleeps. */
  readonly asleep?: Readonly<Record<string, number>>;
  readonly failure?: MonitoringError;
  readonly lastVisit?: number;
}

/** Loads the previous sample while it visits the database. Never throws. */
export async function observe<T extends Table, S extends Snapshot, Target>(
  service: Service<T, S, Target>,
  warm: Warm,
  from: Destination,
  journal: Journal,
  deadline: Deadline,
): Promise<Seen<S>> {
  // A store that cannot be asked costs the counts of this run; one that holds another version costs the run, because
  // going on would overwrite what it holds.
  const loading = retry(() => load(service, from, deadline), journal, deadline).catch((error) => {
    if (error instanceof ProtocolError) throw error;
    return undefined;
  });
  const visit: Visit = {
    deadline,
    journal,
    lastVisit: async () => {
      const at = (await loading)?.stored.state.lastVisit;
      // One of a time to come says that a clock was wrong. Believed, it would call a busy compute idle until then.
      return at !== undefined && at <= Date.now() ? at : undefined;
    },
  };
  const looking = async (): Promise<Pick<Seen<S>, 'snapshot' | 'asleep' | 'failure'>> => {
    try {
      const variables = await warm.secrets.resolve(warm.env, journal, deadline);
      const collected = await collect(service, warm, variables, visit);
      const before = (await loading)?.previous?.baseline;
      if (collected.asleep) return { asleep: collected.known };
      const { snapshot } = collected;
      for (const remark of (before && service.remarks?.(before, snapshot)) ?? []) journal.warn(remark);
      return { snapshot };
    } catch (error) {
      return { failure: error instanceof MonitoringError ? error : unexpected(error) };
    }
  };
  const [loaded, looked] = await Promise.allSettled([loading, looking()]);
  const known = loaded.status === 'fulfilled' ? loaded.value : undefined;
  const lastVisit = visit.visitedAt ?? known?.stored.state.lastVisit;
  return {
    ...known,
    ...(looked.status === 'fulfilled' && looked.value),
    ...(lastVisit !== undefined && { lastVisit }),
  };
}

/** @throws {ProtocolError} also where the service does not recognize what it is to have kept */
async function load<T extends Table, S extends Snapshot, Target>(
  service: Service<T, S, Target>,
  { store, key }: Destination,
  deadline: Deadline,
): Promise<{ stored: Stored; previous?: Previous<DetailOf<S>> }> {
  const stored = await store.load(key, deadline);
  const { previous } = stored.state;
  return { stored, ...(previous && { previous: withDetail(previous, service.detail, key) }) };
}

/** What a secret that was stored anew may repair: other credentials, another host, another connection string. */
const bySecrets = [AuthenticationError, ConfigurationError, DnsError];

/** Visits the database; where secrets may be to blame that may have been changed, once more with fresh ones. */
async function collect<T extends Table, S extends Snapshot, Target>(
  service: Service<T, S, Target>,
  warm: Warm,
  env: Env,
  visit: Visit,
): Promise<Collected<S>> {
  const { journal, deadline } = visit;
  const once = (variables: Env) => {
    const target = service.readTarget(variables, warm.redactor);
    return retry(() => failOnUncaught(() => service.collect(target, visit)), journal, deadline);
  };
  try {
    return await once(env);
  } catch (error) {
    if (!bySecrets.some((kind) => error instanceof kind) || !warm.secrets.couldChange(warm.env)) throw error;
    // That no fresh ones can be had is counted; what is wrong is what was wrong before.
    const renewed = await warm.secrets.resolve(warm.env, journal, deadline, true).catch(() => env);
    if (service.secrets.every((name) => renewed[name] === env[name])) throw error;
    journal.warn('the secrets had been rotated; the run went on with the new ones');
    return once(renewed);
  }
}

/** A defect of ours must not look like a fault of theirs, nor bring a driver's error object into the log. */
export function unexpected(error: unknown): ProtocolError {
  const { name, message, stack } = asError(error);
  const wrapped = new ProtocolError(
    `${name}: ${message}. This is a defect of the collector: please report it.`,
  );
  if (stack) wrapped.stack = stack;
  return wrapped;
}

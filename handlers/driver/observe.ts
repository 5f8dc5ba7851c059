import type { Table } from '../../thresholds/row';
import { AuthenticationError, ConfigurationError, DnsError, MonitoringError, ProtocolError } from '../errors';
import { asError } from '../network';
import { attempt, type Journal } from './attempts';
import type { Deadline } from './deadline';
import type { Destination } from './deliver';
import type { Baseline, Snapshot } from './readings';
import type { Collected, Service, Visit } from './service';
import type { Stored } from './state';
import type { Environment } from './variables';
import type { Warm } from './warm';

/** What a run knows after it has looked. */
export interface Seen<S extends Snapshot> {
  /** The state of the run before; undefined when it could not be read. */
  readonly stored?: Stored;
  readonly snapshot?: S;
  /** The readings that are known although the database sleeps. */
  readonly asleep?: Readonly<Record<string, number>>;
  readonly failure?: MonitoringError;
  readonly lastVisit?: number;
}

/** Loads the previous sample and the secrets together, then visits the database. Never throws. */
export async function observe<T extends Table, S extends Snapshot, Target>(
  service: Service<T, S, Target>,
  warm: Warm,
  from: Destination,
  journal: Journal,
  deadline: Deadline,
): Promise<Seen<S>> {
  const [loading, resolving] = await Promise.allSettled([
    attempt(() => from.store.load(from.key, deadline), journal, deadline),
    warm.secrets.resolve(warm.env, journal, deadline),
  ]);
  const stored = loading.status === 'fulfilled' ? loading.value : undefined;
  const visit: Visit = {
    deadline,
    journal,
    ...(stored?.state.lastVisit !== undefined && { lastVisit: stored.state.lastVisit }),
  };
  const outcome = async (): Promise<Pick<Seen<S>, 'snapshot' | 'asleep' | 'failure'>> => {
    try {
      // A store that cannot be asked costs the counts of this run; one that holds another version costs the run,
      // because going on would overwrite what it holds.
      if (loading.status === 'rejected' && loading.reason instanceof ProtocolError) throw loading.reason;
      if (resolving.status === 'rejected') throw resolving.reason;
      const collected = await collect(service, warm, resolving.value, visit);
      if (collected.asleep) return { asleep: collected.known };
      const { snapshot } = collected;
      const before = stored?.state.previous?.baseline as Baseline<S['detail']> | undefined;
      for (const remark of (before && service.remarks?.(before, snapshot)) ?? []) journal.warn(remark);
      return { snapshot };
    } catch (error) {
      return { failure: error instanceof MonitoringError ? error : unexpected(error) };
    }
  };
  return {
    ...(stored && { stored }),
    ...(await outcome()),
    ...(visit.lastVisit !== undefined && { lastVisit: visit.lastVisit }),
  };
}

/** What a secret that was stored anew may repair: other credentials, another host, another connection string. */
const bySecrets = [AuthenticationError, ConfigurationError, DnsError];

/** Visits the database; where secrets may be to blame that may have been changed, once more with fresh ones. */
async function collect<T extends Table, S extends Snapshot, Target>(
  service: Service<T, S, Target>,
  warm: Warm,
  env: Environment,
  visit: Visit,
): Promise<Collected<S>> {
  const { journal, deadline } = visit;
  const once = (variables: Environment) => {
    const target = service.readTarget(variables, warm.redactor);
    return attempt(() => service.collect(target, visit), journal, deadline);
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
function unexpected(error: unknown): ProtocolError {
  const { name, message, stack } = asError(error);
  const wrapped = new ProtocolError(
    `${name}: ${message}. This is a defect of the collector: please report it.`,
  );
  if (stack) wrapped.stack = stack;
  return wrapped;
}

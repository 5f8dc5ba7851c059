import { Absent, type Value } from '../../driver/readings';
import type { VisitContext } from '../../driver/service';
import { ConfigurationError, MonitoringError } from '../../lib/errors';
import { retry } from '../../lib/retry';
import type { NeonApi } from '../target';
import { type Endpoint, listEndpoints } from './api';

/** Milliseconds for one call of the Neon API. */
export const API_MS = 4_000;

/**
 * Activity this much later than the collector's own visit is somebody else's: Neon's compute_ctl checks for activity
 * every 500 ms, and Postgres reports a finished session within a second.
 */
const OURS_MS = 5_000;

/** What the Neon API says about the compute, before any connection. */
export interface ComputeStatus {
  readonly active: boolean;
  /** Whether to connect. False if that would wake the compute, or keep it awake although nobody else uses it. */
  readonly connect: boolean;
}
/** The same, with what else the API says of the compute. */
export interface Compute extends ComputeStatus {
  /** How many compute units it may scale up to. */
  readonly limit: Value;
}
const NO_LIMIT = new Absent('the Neon API does not report autoscaling_limit_max_cu of the endpoint', true);

/** What the API is asked about, and with which key: the answer is the same for all databases with it. */
export const idOf = ({ url, projectId, key }: NeonApi): string => [url, projectId, key].join(' ');

/**
 * Asks the Neon API whether to connect. Monitoring matters more than saving: if the API fails, or does not list the endpoint, the
 * collector connects.
 * @throws {ConfigurationError} when the endpoint is disabled
 */
export async function askNeon(
  api: NeonApi,
  host: string,
  { deadline, journal, ...visit }: VisitContext,
): Promise<Compute | Absent> {
  const lastVisit = await visit.lastVisit(host);
  let endpoints: Endpoint[];
  let endpoint: Endpoint;
  try {
    endpoints = await visit.once(`endpoints of ${idOf(api)}`, (own) =>
      retry(() => listEndpoints(api, deadline.allow(API_MS)), own, deadline),
    );
    endpoint = endpointOf(host, endpoints);
  } catch (error) {
    if (!(error instanceof MonitoringError)) throw error;
    journal.note(error);
    return new Absent(`the Neon API could not be queried (${error.name})`);
  }
  const status = computeStatus(endpoint, lastVisit);
  const warning = status.active ? undefined : crowded(endpoints);
  if (warning !== undefined) journal.warn(warning);
  return { ...status, limit: endpoint.mostUnits ?? NO_LIMIT };
}

/**
 * The project's endpoint that a host belongs to: the one whose id is the first label of the host; for a host that is not
 * Neon's, the only read-write endpoint.
 * @throws {ConfigurationError} when there is none, or more than one
 */
export function endpointOf(host: string, endpoints: readonly Endpoint[]): Endpoint {
  const label = host.split('.')[0];
  const named = endpoints.find(({ id }) => id === label);
  if (named) return named;
  const writable = endpoints.filter(({ type }) => type === 'read_write');
  const [only, other] = writable;
  if (only && !other && !/\.neon\.tech$/.test(host)) return only;
  throw new ConfigurationError(
    `The project NEON_PROJECT_ID has no endpoint ${label}: unless it was deleted, check that the database of NEON_CONNECTION_STRING belongs to it.`,
  );
}

/** How many computes of a project may be active at a time (neon.com/docs/connect/connection-errors, 2024-11-30). */
const MOST_ACTIVE = 20;

/**
 * Why a suspended compute may be refused when it is needed; undefined if nothing points to that. The API tells neither the
 * limit of this project nor, in this listing, which branch is the default one. A branch that Neon has archived is no reason:
 * the next connection brings it back (neon.com/docs/guides/branch-archiving, 2025-08-02).
 */
export function crowded(endpoints: readonly Endpoint[]): string | undefined {
  const active = endpoints.filter(({ currentState }) => currentState === 'active').length;
  return active >= MOST_ACTIVE
    ? `${active} computes of the Neon project are active. Neon allows ${MOST_ACTIVE}, unless it has raised the limit, and those of the default branch: this compute may not be able to start. Suspend or delete others`
    : undefined;
}

/**
 * Whether to connect to a compute. A connection resets Neon's suspend timer, so a compute that nobody else has used since
 * the last visit is left alone (compute_tools/src/monitor.rs of Neon).
 * @param lastVisit when the collector last connected, milliseconds since the epoch; undefined if never
 * @throws {ConfigurationError} when the endpoint is disabled: no connection wakes it, those of applications neither
 */
export function computeStatus(endpoint: Endpoint, lastVisit: number | undefined): ComputeStatus {
  if (endpoint.disabled)
    throw new ConfigurationError(
      `The endpoint ${endpoint.id} is disabled in Neon: enable it in the console or through the API.`,
    );
  // A state that did not exist when this was written: watching matters more than saving.
  if (endpoint.currentState === 'unknown') return { active: true, connect: true };
  // Somebody else is waking it right now; connecting costs nothing more.
  if (endpoint.currentState !== 'active') {
    const waking = endpoint.pendingState === 'active';
    return { active: waking, connect: waking };
  }
  const neverSleeps = endpoint.suspendTimeoutSeconds < 0;
  const lastUse = Math.max(endpoint.lastActive ?? 0, endpoint.startedAt ?? 0);
  const usedByOthers = lastVisit === undefined || lastUse === 0 || lastUse > lastVisit + OURS_MS;
  return { active: true, connect: neverSleeps || usedByOthers };
}

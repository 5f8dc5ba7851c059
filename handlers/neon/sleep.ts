import { ConfigurationError } from '../lib/errors';
import type { Endpoint } from './api';

/**
 * How much later than our own visit the compute must have been used to have been used by someone else: Neon's
 * compute_ctl looks for activity every 500 ms and Postgres reports a finished session within a second.
 */
const OURS_MS = 5_000;

/** What the control plane says about the compute, before any connection. */
export interface ComputeStatus {
  readonly active: boolean;
  /** Whether to connect. False when that would wake it, or keep it awake for nobody but us. */
  readonly connect: boolean;
}

/**
 * The project's endpoint that a host belongs to: the one whose id is the first label; for a host that is no Neon
 * name the only read-write endpoint.
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
    `The project of NEON_PROJECT_ID has no endpoint ${label}: check that it is the project of NEON_CONNECTION_STRING.`,
  );
}

/**
 * Whether to connect to a compute. A poll resets Neon's suspend timer, so one that nobody else has used since our
 * last visit is left alone (rule: reference on scale to zero, compute_tools/src/monitor.rs).
 * @param lastVisit when we last connected, milliseconds since the epoch; undefined when never
 * @throws {ConfigurationError} when the endpoint is disabled: it is down for applications too
 */
export function computeStatus(endpoint: Endpoint, lastVisit: number | undefined): ComputeStatus {
  if (endpoint.disabled)
    throw new ConfigurationError(
      `The endpoint ${endpoint.id} is disabled in Neon: enable it in the console or by the API.`,
    );
  // Somebody else is waking it this moment; joining costs nothing more.
  if (endpoint.currentState !== 'active') {
    const waking = endpoint.pendingState === 'active';
    return { active: waking, connect: waking };
  }
  const neverSleeps = endpoint.suspendTimeoutSeconds < 0;
  const lastUse = Math.max(endpoint.lastActive ?? 0, endpoint.startedAt ?? 0);
  const usedByOthers = lastVisit === undefined || lastUse === 0 || lastUse > lastVisit + OURS_MS;
  return { active: true, connect: neverSleeps || usedByOthers };
}

import * as v from 'valibot';
import { ConfigurationError } from '../lib/errors';
import { number } from '../lib/schema';
import type { Endpoint, Project } from './api';

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

/** What is remembered of the project's quotas between two runs. */
export const quotaMemo = v.object({
  /** Milliseconds since the epoch. */
  checkedAt: number,
  /** What is used up, if anything is. */
  usedUp: v.exactOptional(v.string()),
});

const quotaNames = {
  compute_time_seconds: ['compute time', 's'],
  active_time_seconds: ['active time', 's'],
  written_data_bytes: ['written data', 'bytes'],
  data_transfer_bytes: ['data transfer', 'bytes'],
} as const;
/**
 * What the Free plan allows a project in a period, and suspends its computes beyond: 100 compute hours and 5 GB of transfer
 * (Neon website, plans, 2026-11-12; network-transfer, 2026-09-17). The API does not report these as quotas. A gigabyte is
 * taken as 10⁹ bytes: an earlier version of the page had gibibytes, but a compute must not seem asleep in between.
 */
const FREE = { compute_time_seconds: 100 * 3_600, data_transfer_bytes: 5e9 };

/**
 * The quota that keeps a suspended compute from waking, in words; undefined if there is none. When one is used up, Neon
 * suspends all computes of the project and refuses connections until the period ends (ProjectQuota in the OpenAPI).
 */
export function usedUp({
  settings,
  owner,
  consumption_period_end: end,
  ...used
}: Project): string | undefined {
  const ofPlan: Readonly<Record<string, number>> = /^free/.test(owner?.subscription_type ?? '') ? FREE : {};
  for (const name of Object.keys(quotaNames) as (keyof typeof quotaNames)[]) {
    const quota = settings?.quota?.[name] ?? ofPlan[name] ?? 0;
    const value = used[name] ?? 0;
    const [words, unit] = quotaNames[name];
    if (quota > 0 && value >= quota)
      return `${words} (${Math.round(value)} of ${quota} ${unit}), until ${end ?? 'the period ends'}`;
  }
  return undefined;
}

import { Absent, type Value } from '../driver/readings';
import type { Collected, VisitContext } from '../driver/service';
import { MonitoringError, QuotaError } from '../lib/errors';
import { retry } from '../lib/retry';
import { parsed } from '../lib/schema';
import { type Endpoint, getProject, listEndpoints } from './api';
import { query } from './query';
import { parseSample } from './sample';
import { computeStatus, crowded, endpointOf, quotaMemo, usedUp } from './sleep';
import { type NeonSnapshot, snapshotOf } from './snapshot';
import type { NeonApi, NeonTarget } from './target';

const API_MS = 4_000;
const WITHOUT_API = 'needs NEON_API_KEY and NEON_PROJECT_ID; without them every run keeps the compute awake';

/** Asks the Neon API whether to connect, if a key is configured; then connects and samples. */
export async function collect(target: NeonTarget, visit: VisitContext): Promise<Collected<NeonSnapshot>> {
  const compute = target.api ? await askNeon(target.api, target.host, visit) : new Absent(WITHOUT_API);
  if (target.api && !(compute instanceof Absent) && !compute.connect) {
    // Asleep is healthy only if it could wake.
    if (!compute.active) await checkQuotas(target.api, visit);
    else await forgetQuotas(visit);
    return { asleep: true, known: { ComputeActive: Number(compute.active) } };
  }
  try {
    const { sample, problems } = await query(target, visit.deadline);
    const active: Value = compute instanceof Absent ? compute : 1;
    const snapshot = snapshotOf(parseSample(sample), target, active, problems, visit.journal);
    return { asleep: false, snapshot };
  } finally {
    // A visit that failed may have kept the compute awake, too.
    if (target.api) {
      visit.visitedAt = Date.now();
      await forgetQuotas(visit);
    }
  }
}

/**
 * Monitoring matters more than saving: if the Neon API fails, or does not list the endpoint, the collector connects.
 * @throws {ConfigurationError} when the endpoint is disabled
 */
async function askNeon(api: NeonApi, host: string, { deadline, journal, ...visit }: VisitContext) {
  const lastVisit = await visit.lastVisit();
  let endpoints: Endpoint[];
  let endpoint: Endpoint;
  try {
    endpoints = await retry(() => listEndpoints(api, deadline.allow(API_MS)), journal, deadline);
    endpoint = endpointOf(host, endpoints);
  } catch (error) {
    if (!(error instanceof MonitoringError)) throw error;
    journal.note(error);
    return new Absent(`the Neon API could not be queried (${error.name})`);
  }
  const status = computeStatus(endpoint, lastVisit);
  const warning = status.active ? undefined : crowded(endpoints);
  if (warning !== undefined) journal.warn(warning);
  return status;
}

const HOUR_MS = 3_600_000;
/** Under which name the quotas are remembered. */
const QUOTAS = 'quotas';

/**
 * Asks when the compute has fallen asleep, and from then on once an hour, whether a quota of the project is used up.
 * @throws {QuotaError} when it is: the compute is not asleep but switched off
 */
async function checkQuotas(api: NeonApi, visit: VisitContext): Promise<void> {
  const { deadline, journal } = visit;
  const memo = parsed(quotaMemo, await visit.memo(QUOTAS));
  const age = memo ? Date.now() - memo.checkedAt : HOUR_MS;
  let reason = memo?.usedUp;
  if (age < 0 || age >= HOUR_MS)
    try {
      reason = usedUp(await retry(() => getProject(api, deadline.allow(API_MS)), journal, deadline));
      visit.remember(QUOTAS, { checkedAt: Date.now(), ...(reason !== undefined && { usedUp: reason }) });
    } catch (error) {
      if (!(error instanceof MonitoringError)) throw error;
      journal.note(error);
    }
  if (reason !== undefined)
    throw new QuotaError(
      `The Neon project has used up its quota: ${reason}. The compute cannot start. Upgrade the plan or raise the quota.`,
    );
}

/**
 * A compute that runs was able to start: a quota that was used up no longer is. And while it runs it uses what is left: when
 * it sleeps the next time, what was known before says nothing.
 */
async function forgetQuotas(visit: VisitContext): Promise<void> {
  const memo = parsed(quotaMemo, await visit.memo(QUOTAS).catch(() => undefined));
  if (memo) visit.remember(QUOTAS, { checkedAt: 0 });
}

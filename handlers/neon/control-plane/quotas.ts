import * as v from 'valibot';
import { Absent, type Value } from '../../driver/readings';
import type { VisitContext } from '../../driver/service';
import { MonitoringError, QuotaError } from '../../lib/errors';
import { retry } from '../../lib/retry';
import { number, parsed } from '../../lib/schema';
import type { NeonApi } from '../target';
import { getProject, type Project } from './api';
import { API_MS, type ComputeStatus, idOf } from './sleep';

const HOUR_MS = 3_600_000;
/** After this long without an answer, what was last asked says nothing about now. */
const OLDEST_MS = 3 * HOUR_MS;
/** Under which name the quotas are remembered. */
const QUOTAS = 'quotas';

/** What is remembered of the project's quotas between two runs. */
const memoSchema = v.object({
  /** Milliseconds since the epoch. */
  checkedAt: number,
  /** Whether the compute has run since: it uses what is left. */
  ran: v.exactOptional(v.literal(true)),
  /** What was used up, if anything was. */
  usedUp: v.exactOptional(v.string()),
  /** The share of the compute time that was used, in percent; or why it is not known. */
  compute: v.exactOptional(v.union([number, v.string()])),
});
type Memo = v.InferOutput<typeof memoSchema>;

/**
 * How much of the project's compute time is used, in percent, as it was last asked. The project is asked when the compute has
 * fallen asleep, and from then on once an hour; where the share is collected, once an hour whatever the compute does.
 * @param compute what the API said of the compute; absent if it did not answer, and then it is not asked again
 * @param collected whether the share is collected
 * @throws {QuotaError} when a quota is used up: the compute is not asleep but switched off
 */
export async function computeQuota(
  api: NeonApi,
  compute: ComputeStatus | Absent,
  visit: VisitContext,
  collected: boolean,
): Promise<Value> {
  const asleep = !(compute instanceof Absent || compute.active);
  let memo = parsed(memoSchema, await visit.memo(QUOTAS));
  if (!(compute instanceof Absent) && (asleep || collected) && isDue(memo, asleep))
    memo = (await asked(api, visit)) ?? memo;
  // A compute that runs was able to start: a quota that was used up no longer is. When it sleeps the next time, what was known
  // before says nothing.
  if (memo && !asleep) memo = { checkedAt: memo.checkedAt, ran: true, ...computeOf(memo) };
  if (memo) visit.remember(QUOTAS, memo);
  if (asleep && memo?.usedUp !== undefined)
    throw new QuotaError(
      `The Neon project has used up its quota: ${memo.usedUp}. The compute cannot start. Upgrade the plan or raise the quota.`,
    );
  return shareOf(memo);
}

const computeOf = ({ compute }: Memo) => (compute === undefined ? {} : { compute });

function isDue(memo: Memo | undefined, asleep: boolean): boolean {
  const age = memo ? Date.now() - memo.checkedAt : HOUR_MS;
  // One that runs again after its quota was used up has got more of it, or a new period.
  const changed = asleep ? memo?.ran === true : memo?.usedUp !== undefined;
  return age < 0 || age >= HOUR_MS || changed;
}

/** Asks for the project; undefined, with a warning, if there is no answer. */
async function asked(api: NeonApi, { deadline, journal, once }: VisitContext): Promise<Memo | undefined> {
  try {
    const project = await once(`project of ${idOf(api)}`, (own) =>
      retry(() => getProject(api, deadline.allow(API_MS)), own, deadline),
    );
    const [reason, share] = [usedUp(project), computeShare(project)];
    return {
      checkedAt: Date.now(),
      ...(reason !== undefined && { usedUp: reason }),
      compute: share instanceof Absent ? share.reason : share,
    };
  } catch (error) {
    if (!(error instanceof MonitoringError)) throw error;
    journal.note(error);
    return undefined;
  }
}

function shareOf(memo: Memo | undefined): Value {
  const { checkedAt = 0, compute } = memo ?? {};
  const age = Date.now() - checkedAt;
  if (compute === undefined || age < 0 || age > OLDEST_MS)
    return new Absent('the Neon API has not told what the project has used, or not lately');
  return typeof compute === 'number' ? compute : new Absent(compute, true);
}

const quotaNames = {
  compute_time_seconds: ['compute time', 's'],
  active_time_seconds: ['active time', 's'],
  written_data_bytes: ['written data', 'bytes'],
  data_transfer_bytes: ['data transfer', 'bytes'],
} as const;
type QuotaName = keyof typeof quotaNames;
/**
 * What the Free plan allows a project in a period, and suspends its computes beyond: 100 compute hours and 5 GB of transfer
 * (Neon website, plans, 2026-11-12; network-transfer, 2026-09-17). The API does not report these as quotas. A gigabyte is
 * taken as 10⁹ bytes: an earlier version of the page had gibibytes, but a compute must not seem asleep in between.
 */
const FREE: Readonly<Partial<Record<QuotaName, number>>> = {
  compute_time_seconds: 100 * 3_600,
  data_transfer_bytes: 5e9,
};

/** A quota of the project, or of the Free plan; 0 if there is none. */
function quotaOf({ settings, owner }: Project, name: QuotaName): number {
  const ofPlan = /^free/.test(owner?.subscription_type ?? '') ? FREE : {};
  return settings?.quota?.[name] ?? ofPlan[name] ?? 0;
}

/**
 * The quota that keeps a suspended compute from waking, in words; undefined if there is none. When one is used up, Neon
 * suspends all computes of the project and refuses connections until the period ends (ProjectQuota in the OpenAPI).
 */
function usedUp(project: Project): string | undefined {
  for (const name of Object.keys(quotaNames) as QuotaName[]) {
    const [quota, value] = [quotaOf(project, name), project[name] ?? 0];
    const [words, unit] = quotaNames[name];
    if (quota > 0 && value >= quota)
      return `${words} (${Math.round(value)} of ${quota} ${unit}), until ${project.consumption_period_end ?? 'the period ends'}`;
  }
  return undefined;
}

/** The compute time that the project has used in this period, in percent of its quota. */
function computeShare(project: Project): Value {
  const [quota, used] = [quotaOf(project, 'compute_time_seconds'), project.compute_time_seconds];
  if (quota <= 0)
    return new Absent(
      'the project has no quota of compute time: neither one of its own, nor that of the Free plan',
      true,
    );
  return used === undefined || used < 0
    ? new Absent('the Neon API does not report the compute time of the project', true)
    : (100 * used) / quota;
}

import { neonRows } from '../../thresholds/neon/rows';
import type { service } from '../../thresholds/neon/service';
import { includes } from '../../thresholds/row';
import { Absent, type Value } from '../driver/readings';
import type { Collected, VisitContext } from '../driver/service';
import { visitCheckup } from './checkup';
import { computeQuota } from './control-plane/quotas';
import { askNeon } from './control-plane/sleep';
import { followUp } from './evidence/follow-up';
import { query } from './query';
import { parseSample } from './sample';
import { type ComputeGauges, type NeonSnapshot, snapshotOf } from './snapshot';
import type { NeonTarget } from './target';

/** What the table says is known while the compute sleeps. */
type Known = (typeof service)['sleeps']['known'][number];

const WITHOUT_API = 'needs NEON_API_KEY and NEON_PROJECT_ID; without them every run keeps the compute awake';

/** Asks the Neon API whether to connect, if a key is configured; then connects and samples. */
export async function collect(target: NeonTarget, visit: VisitContext): Promise<Collected<NeonSnapshot>> {
  const { connect, gauges } = await control(target, visit);
  if (!connect) {
    const { computeActive, computeLimit, computeQuota: quota } = gauges;
    return {
      asleep: true,
      known: {
        ComputeActive: computeActive,
        ComputeLimit: computeLimit,
        ComputeQuotaPercent: quota,
      } satisfies Readonly<Record<Known, Value>>,
    };
  }
  try {
    return await query(target, visit.deadline, async ({ sample, problems, connectMs }, more) => {
      const around = { ...gauges, connectMs };
      const snapshot = snapshotOf(parseSample(sample), target, around, problems, visit.journal);
      return { asleep: false, ...(await followUp(snapshot, visit, more, visitCheckup(visit, target))) };
    });
  } finally {
    // A visit that failed may have kept the compute awake, too.
    if (target.api) visit.visitedAt = Date.now();
  }
}

/**
 * What the Neon API says: whether to connect, and the readings that are known from it whether the compute sleeps or not.
 * @throws {QuotaError} when the compute cannot wake: asleep is healthy only if it could
 */
async function control(
  { api, host }: NeonTarget,
  visit: VisitContext,
): Promise<{ readonly connect: boolean; readonly gauges: ComputeGauges }> {
  const compute = api ? await askNeon(api, host, visit) : new Absent(WITHOUT_API);
  const collected = includes(visit.level, neonRows.ComputeQuotaPercent.level);
  const quota = api ? await computeQuota(api, compute, visit, collected) : new Absent(WITHOUT_API);
  if (compute instanceof Absent)
    return {
      connect: true,
      gauges: { computeActive: compute, computeLimit: compute, computeQuota: quota },
    };
  const { active, connect, limit } = compute;
  return {
    connect,
    // It runs while we are connected.
    gauges: { computeActive: Number(active || connect), computeLimit: limit, computeQuota: quota },
  };
}

import { Absent, type Value } from '../driver/readings';
import type { Collected, VisitContext } from '../driver/service';
import { MonitoringError } from '../lib/errors';
import { retry } from '../lib/retry';
import { listEndpoints } from './api';
import { query } from './query';
import { parseSample } from './sample';
import { computeStatus, endpointOf } from './sleep';
import { type NeonSnapshot, snapshotOf } from './snapshot';
import type { NeonApi, NeonTarget } from './target';

const API_MS = 4_000;
const WITHOUT_API = 'needs NEON_API_KEY and NEON_PROJECT_ID; without them every run keeps the compute awake';

/** Asks the Neon API whether to connect, if a key is configured; then connects and samples. */
export async function collect(target: NeonTarget, visit: VisitContext): Promise<Collected<NeonSnapshot>> {
  const compute = target.api ? await askNeon(target.api, target.host, visit) : new Absent(WITHOUT_API);
  if (!(compute instanceof Absent) && !compute.connect)
    return { asleep: true, known: { ComputeActive: Number(compute.active) } };
  try {
    const { sample, statisticsProblem } = await query(target, visit.deadline);
    const active: Value = compute instanceof Absent ? compute : 1;
    const snapshot = snapshotOf(parseSample(sample), target, active, statisticsProblem, visit.journal);
    return { asleep: false, snapshot };
  } finally {
    // A visit that failed may have kept the compute awake, too.
    if (target.api) visit.visitedAt = Date.now();
  }
}

/** Monitoring matters more than saving: if the Neon API fails, the collector connects. */
async function askNeon(api: NeonApi, host: string, { deadline, journal, ...visit }: VisitContext) {
  const lastVisit = await visit.lastVisit();
  try {
    const endpoints = await retry(() => listEndpoints(api, deadline.allow(API_MS)), journal, deadline);
    return computeStatus(endpointOf(host, endpoints), lastVisit);
  } catch (error) {
    if (!(error instanceof MonitoringError)) throw error;
    journal.note(error);
    return new Absent(`the Neon API could not be queried (${error.name})`);
  }
}

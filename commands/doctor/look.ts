import { isEmulated } from '../../model/variables';
import type { Expected } from '../../reports/doctor/expected';
import type { Facts } from '../../reports/doctor/facts';
import { readAlarms } from './alarms';
import type { Clients } from './clients';
import { readFunctions, readLogs, readRules } from './compute';
import { read } from './failure';
import { readRows, readRuns } from './metrics';
import { readLock, readParameters, readSecrets, readState } from './stored';
import { readDashboards, readTopic, readUptime } from './watching';

/**
 * Reads everything that the checks need. Nothing is changed; a part that is refused does not keep the others from being read.
 * @param us the clients of us-east-1, for uptime checks
 */
export async function look(
  clients: Clients,
  expected: Expected,
  now: Date,
  us: Pick<Clients, 'cloudwatch' | 'sns'> = clients,
): Promise<Facts> {
  const facts = {
    secrets: read(() => readSecrets(clients, expected)),
    functions: read(() => readFunctions(clients, expected)),
    rules: read(() => readRules(clients, expected)),
    alarms: read(() => readAlarms(clients, expected)),
    topic: read(() => readTopic(clients, expected)),
    uptime: read(() => readUptime(us, expected)),
    dashboards: read(() => readDashboards(clients, expected)),
    state: read(() => readState(clients, expected)),
    lock: read(() => readLock(clients, expected)),
    parameters: read(() => readParameters(clients, expected)),
    logs: read(() => readLogs(clients, expected)),
    rows: read(() => readRows(clients, expected, now)),
    runs: read(() => readRuns(clients, expected, now)),
  };
  return { now, emulated: isEmulated(process.env), ...(await allOf(facts)) };
}

/** The results of promises, by their names. */
async function allOf<Results extends object>(
  promises: { readonly [Name in keyof Results]: Promise<Results[Name]> },
): Promise<Results> {
  const named = Object.entries<Promise<unknown>>(promises);
  return Object.fromEntries(
    await Promise.all(named.map(async ([name, promise]) => [name, await promise])),
  ) as Results;
}

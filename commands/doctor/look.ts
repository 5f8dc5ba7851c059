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
  const [
    secrets,
    functions,
    rules,
    alarms,
    topic,
    uptime,
    dashboards,
    state,
    lock,
    parameters,
    logs,
    rows,
    runs,
  ] = await Promise.all([
    read(() => readSecrets(clients, expected)),
    read(() => readFunctions(clients, expected)),
    read(() => readRules(clients, expected)),
    read(() => readAlarms(clients, expected)),
    read(() => readTopic(clients, expected)),
    read(() => readUptime(us, expected)),
    read(() => readDashboards(clients, expected)),
    read(() => readState(clients, expected)),
    read(() => readLock(clients, expected)),
    read(() => readParameters(clients, expected)),
    read(() => readLogs(clients, expected)),
    read(() => readRows(clients, expected, now)),
    read(() => readRuns(clients, expected, now)),
  ]);
  const emulated = isEmulated(process.env);
  return {
    now,
    emulated,
    secrets,
    functions,
    rules,
    alarms,
    topic,
    uptime,
    dashboards,
    state,
    lock,
    parameters,
    logs,
    rows,
    runs,
  };
}

import type { Environment } from '../../model/environment';
import { uptimeAlarms } from '../../model/uptime/alarms';
import { checksIn, optionsOf, requestsPerMonth, requestWords } from '../../model/uptime/check';
import type { Item } from '../cost/prices';

/** The monthly usage of a health check. @param options how many of those that are priced by themselves */
export const checkUsage = (options: number): readonly (readonly [Item, number])[] => [
  ['healthCheck', 1],
  ...(options > 0 ? ([['healthCheckOption', options]] as const) : []),
];

/** The monthly usage of the uptime checks of an environment. Their metrics are free. */
export function uptimeUsage(environment: Environment): readonly (readonly [Item, number])[] {
  const checks = checksIn(environment);
  if (checks.length === 0) return [];
  return [
    ...checks.flatMap((check) => checkUsage(optionsOf(check))),
    ['alarmMetric', uptimeAlarms(environment).length],
  ];
}

/** Said only where an environment has checks. */
export const UPTIME_COST = `An uptime check costs $0.75, and $2 more for each of HTTPS, \`contains\` and \`latencyMs\`: $2.75 to $6.75 with HTTPS. That is the price of an endpoint outside AWS, which is assumed because no URL tells: one in AWS costs $0.50 and $1 for each, and the first 50 of an account are free. Each check sends about ${requestWords(requestsPerMonth())} requests a month, for which the host of the page may charge.`;

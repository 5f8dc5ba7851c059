import { serviceNames, serviceOf } from '../../thresholds/services';
import { collectorsOf } from '../collector';
import { databasesOf } from '../databases/table';
import type { Environment } from '../environment';
import { topicName } from '../names';
import type { RowOverrides } from '../rows';

/** CloudWatch's quota of alarms in a region, which AWS raises on request. */
const ALARM_QUOTA = 5_000;

/**
 * What is valid and probably not meant: each is said when an environment is synthesized, planned and deployed. In one
 * line.
 */
export function remarksOf(environment: Environment): string[] {
  const {
    name,
    subscriptions,
    overrides,
    databases,
    settings: { runbookUrl },
  } = environment;
  const remarks: string[] = [];
  if (subscriptions.length === 0)
    remarks.push(
      `Alarms of ${name} notify nobody: add subscriptions in environments.ts, unless npm run secrets has subscribed somebody to the topic ${topicName(name)}.`,
    );
  if (!runbookUrl.startsWith('https://'))
    remarks.push(
      `The links to the runbook in alarms of ${name} cannot be clicked: set runbookUrl in environments.ts to its URL at your Git host.`,
    );
  for (const service of serviceNames) {
    const { Up }: RowOverrides = overrides[service] ?? {};
    const silent = databasesOf(environment, service).flatMap((one) =>
      one.overrides?.Up?.alarm === 'off' ? [` (${one.name})`] : [],
    );
    for (const which of [...(Up?.alarm === 'off' ? [''] : []), ...silent])
      remarks.push(
        `The alarms of Up are off for ${serviceOf(service).title}${which} in ${name}: nobody is told when its monitoring fails.`,
      );
  }
  const alarms = databases ? collectorsOf(environment).reduce((sum, one) => sum + one.alarms.length, 0) : 0;
  if (alarms > ALARM_QUOTA)
    remarks.push(
      `${name} has ${alarms} alarms; CloudWatch allows ${ALARM_QUOTA} in a region, unless AWS has raised this quota: ask for more before you deploy, or give databases a lower level.`,
    );
  return remarks;
}

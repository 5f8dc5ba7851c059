import { serviceNames, serviceOf } from '../../thresholds/services';
import type { Environment } from '../environment';
import { topicName } from '../names';
import type { RowOverrides } from '../rows';

/**
 * What is valid and probably not meant: each is said when an environment is synthesized, planned and deployed. In one
 * line.
 */
export function remarksOf({
  name,
  subscriptions,
  overrides,
  settings: { runbookUrl },
}: Environment): string[] {
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
    if (Up?.alarm === 'off')
      remarks.push(
        `The alarms of Up are off for ${serviceOf(service).title} in ${name}: nobody is told when its monitoring fails.`,
      );
  }
  return remarks;
}

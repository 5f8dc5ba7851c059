import {
  DescribeAlarmsCommand,
  ListTagsForResourceCommand,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import { UPTIME_REGION } from '../../model/uptime/check';
import type { Expected } from '../../reports/doctor/expected';
import type { AlarmFact } from '../../reports/doctor/facts';
import { serviceNames } from '../../thresholds/services';
import type { Clients } from './clients';
import { asked } from './failure';
import { each, pages } from './pages';

/** The alarms of the environment, and those in no table whose names have the form of ours, with the tags that say whose they are. */
export async function readAlarms(
  { cloudwatch }: Pick<Clients, 'cloudwatch'>,
  expected: Expected,
): Promise<AlarmFact[]> {
  const { region } = expected.environment;
  return alarmsIn(cloudwatch, expected, region);
}

/** How the names of all our alarms end. */
const ENDS = /-(?:warning|critical|anomaly)$/;
/** A part of the names of all alarms of services and of uptime checks. */
const PART = new RegExp(`-(?:${serviceNames.join('|')})-|_uptime-`);

/** The alarms of a region, and of those in no table the ones that have the form of ours. */
export async function alarmsIn(
  cloudwatch: Clients['cloudwatch'],
  expected: Expected,
  region: string,
): Promise<AlarmFact[]> {
  const found = await pages(async (NextToken) => {
    const page = await asked({ action: 'cloudwatch:DescribeAlarms', region }, () =>
      cloudwatch.send(new DescribeAlarmsCommand({ AlarmTypes: ['MetricAlarm'], NextToken, MaxRecords: 100 })),
    );
    return { items: page.MetricAlarms ?? [], next: page.NextToken };
  });
  const known = new Set([...expected.alarms, ...(expected.uptime?.alarms ?? [])].map(({ name }) => name));
  const mayBeOurs = formOf(expected, region);
  const strange = found.filter(({ AlarmName = '' }) => !known.has(AlarmName) && mayBeOurs(AlarmName));
  const owners = await each(strange, ({ AlarmArn = '' }) => ownerOf(cloudwatch, AlarmArn, region));
  return [
    ...found.filter(({ AlarmName = '' }) => known.has(AlarmName)).map(factOf),
    ...strange.map((one, i) => ({ ...factOf(one), owner: owners[i] ?? NOBODY })),
  ];
}

/** Whether a name has the form of our alarms, and no other environment of the table has it. */
function formOf({ environment, neighbours, all }: Expected, region: string): (alarm: string) => boolean {
  const isOf = (alarm: string, owner: string) =>
    alarm.startsWith(`${owner}-`) || alarm.startsWith(`${owner}_`);
  const others = neighbours.filter((name) => name !== environment.name);
  const nearer = others.filter((name) => name.length > environment.name.length);
  // Uptime checks of an environment in another region have their alarms in us-east-1.
  const far = region === UPTIME_REGION ? all.filter((name) => name !== environment.name) : [];
  return (alarm) => {
    if (!ENDS.test(alarm) || far.some((name) => alarm.startsWith(`${name}_`))) return false;
    if (isOf(alarm, environment.name)) return !nearer.some((other) => isOf(alarm, other));
    return PART.test(alarm) && !others.some((other) => isOf(alarm, other));
  };
}

const NOBODY = { project: undefined, environment: undefined };
const factOf = (one: MetricAlarm): AlarmFact => ({
  ...{ name: one.AlarmName ?? '', state: one.StateValue ?? '', reason: one.StateReason ?? '' },
  ...{ since: one.StateUpdatedTimestamp, configured: one.AlarmConfigurationUpdatedTimestamp },
  ...{ actionsEnabled: one.ActionsEnabled !== false },
  ...{ actions: one.AlarmActions ?? [], oks: one.OKActions ?? [] },
});

async function ownerOf(
  cloudwatch: Clients['cloudwatch'],
  ResourceARN: string,
  region: string,
): Promise<NonNullable<AlarmFact['owner']>> {
  const { Tags = [] } = await asked({ action: 'cloudwatch:ListTagsForResource', region }, () =>
    cloudwatch.send(new ListTagsForResourceCommand({ ResourceARN })),
  );
  const tag = (name: string) => Tags.find(({ Key }) => Key === name)?.Value;
  return { project: tag('Project'), environment: tag('Environment') };
}

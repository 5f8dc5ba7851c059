import type { Expected, ExpectedAlarm } from '../expected';
import type { AlarmFact, RowFact } from '../facts';
import { check, type Finding, fault, lasting, note } from '../finding';

/** CloudWatch evaluates a new alarm within some minutes. */
const EVALUATED_MS = 15 * 60_000;

/** Is every alarm there, can it go off, and does it tell the topic? One in ALARM is told, and is no fault of the deployment. */
export const alarms = check({
  title: 'Alarms',
  needs: ['alarms', 'rows', 'topic'],
  find: (expected, { alarms: found, rows, topic: { arn }, now }) =>
    findingsOf(expected.alarms, expected.environment, { found, rows, topic: arn, now }),
  fine: ({ alarms: { length } }) => `${length} there, and none of them is in ALARM`,
});

/** What is read of alarms. */
interface Seen {
  readonly found: readonly AlarmFact[];
  readonly rows: ReadonlyMap<string, RowFact>;
  /** The ARN of the topic that they tell; undefined if it does not exist. */
  readonly topic: string | undefined;
  readonly now: Date;
}

/** What is wrong with alarms. @param environment of which the region is theirs */
export function findingsOf(
  alarms: readonly ExpectedAlarm[],
  environment: Pick<Expected['environment'], 'name' | 'region'>,
  { found, rows, topic, now }: Seen,
): Finding[] {
  const facts = new Map(found.map((one) => [one.name, one]));
  return alarms.flatMap((one) => {
    const fact = facts.get(one.name);
    if (!fact) return [fault(one.name, 'is not there', `Deploy it: npm run deploy -- ${environment.name}`)];
    return [...deafness(fact, topic, environment), ...stateOf(one, fact, rows, now)];
  });
}

/** Why nobody would hear it. */
function deafness(
  { name, actionsEnabled, actions, oks }: AlarmFact,
  topic: string | undefined,
  { name: environment, region }: Pick<Expected['environment'], 'name' | 'region'>,
): Finding[] {
  if (!actionsEnabled)
    return [
      fault(
        name,
        'tells nobody: its actions are off',
        `aws cloudwatch enable-alarm-actions --region ${region} --alarm-names ${name}`,
      ),
    ];
  // That the topic is not there is said once, and not for each alarm.
  if (topic === undefined) return [];
  const deploy = `Deploy it: npm run deploy -- ${environment}`;
  if (!actions.includes(topic)) return [fault(name, 'does not tell the topic of its environment', deploy)];
  return oks.includes(topic)
    ? []
    : [fault(name, 'does not tell the topic of its environment that it is over', deploy)];
}

function stateOf(
  one: ExpectedAlarm,
  { name, state, reason, since, configured }: AlarmFact,
  rows: ReadonlyMap<string, RowFact>,
  now: Date,
): Finding[] {
  const during = since ? ` for ${lasting(now.getTime() - since.getTime())}` : '';
  if (state === 'ALARM')
    return [
      note(
        name,
        `is in ALARM${during}: ${reason}`,
        'Its description has the first step, and docs/runbook.md the others',
      ),
    ];
  if (state !== 'INSUFFICIENT_DATA') return [];
  const row = one.rowKey === undefined ? undefined : rows.get(one.rowKey);
  if (row?.newest === undefined) {
    const why = row?.before ? `${one.row} has no values now` : `${one.row} has never had a value`;
    return one.rowKey !== undefined
      ? [note(name, `has insufficient data${during}: ${why}`, 'See what is said of this row')]
      : [
          note(
            name,
            `has insufficient data${during}: ${reason}`,
            one.silence ?? 'It watches many databases: see what is said of their rows',
          ),
        ];
  }
  if (one.learns)
    return [
      note(
        name,
        `has insufficient data${during}: CloudWatch has not learnt yet what is usual for ${one.row}`,
        'That takes some hours. If it lasts for days, the row has too few values, such as of a compute that sleeps often: use thresholds for it',
      ),
    ];
  const wait = one.spanSeconds * 1000 + EVALUATED_MS;
  const began = Math.max(row.oldest?.getTime() ?? row.newest.at.getTime(), configured?.getTime() ?? 0);
  if (now.getTime() - began < wait) return [];
  return [
    fault(
      name,
      `has insufficient data${during}, although ${one.row} has values (${reason || 'CloudWatch gives no reason'})`,
      'It watches another metric, period or unit than is published: compare it with the plan, and deploy',
    ),
  ];
}

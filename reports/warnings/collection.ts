import { code } from '../markdown';
import type { Change } from '../plan/change';
import { type JsonObject, own, text } from '../plan/json';
import { UNKNOWN } from '../plan/mask';
import type { Plan } from '../plan/parse';
import { unwatched } from '../uptime/warnings';
import { type Facts, fact, missing, settled } from './facts';
import { permits } from './policy';

/** What a function needs to run, by type: the field that names the function, and what it is called. */
const parts: Readonly<Record<string, readonly [field: string, what: string]>> = {
  aws_lambda_function: ['function_name', 'it'],
  aws_cloudwatch_event_rule: ['name', 'its schedule'],
  aws_cloudwatch_event_target: ['rule', 'the target of its schedule'],
  aws_lambda_permission: ['function_name', 'the permission of its schedule'],
  aws_iam_role: ['name', 'its role'],
  aws_iam_role_policy: ['name', 'the policy of its role'],
};

const REMOVED = 'it is removed';

/** What stops a function though nothing is removed: said if it is new. */
const stops: Readonly<Record<string, Facts>> = {
  aws_cloudwatch_event_rule: ({ state, is_enabled: enabled }) =>
    fact(
      !!text(state)?.startsWith('DISABLED') || (enabled === false && !text(state)?.startsWith('ENABLED')),
      'its schedule is disabled',
    ),
  aws_lambda_function: ({ reserved_concurrent_executions: reserved }) =>
    fact(reserved === 0, 'reserved_concurrent_executions is 0'),
};

/** The table of environments allows one hour at most. Of cron expressions, only those that fire in every hour are as frequent. */
function isRare(schedule: string | undefined): boolean {
  if (!schedule || schedule === UNKNOWN) return false;
  const [, minutes] = /^rate\((\d+) minutes?\)$/.exec(schedule) ?? [];
  return minutes === undefined
    ? !/^(rate\(1 hour\)|cron\(\S+ (\*|\*\/1|0\/1) [*?] \* [*?] \*\))$/.test(schedule)
    : Number(minutes) > 60;
}

/** What a run does with the rights of its role, in the order of the role's policy. Without logs, it still collects. */
const NEEDS = ['cloudwatch:PutMetricData', 'ssm:GetParameters', 'dynamodb:GetItem', 'dynamodb:PutItem'];
const rights: Facts = ({ policy }) =>
  NEEDS.filter((action) => permits(policy, { action })).map(
    (action) => `its role may no longer ${code(action)}`,
  );

/** What a collector needs that works, in the words that are said if it ends. */
const needs: Readonly<Record<string, Facts>> = {
  aws_cloudwatch_event_rule: ({ schedule_expression: schedule }) =>
    fact(!isRare(text(schedule)), 'its schedule is less often than hourly, or irregular'),
  aws_cloudwatch_event_target: ({ arn }) => [`its schedule no longer calls ${code(text(arn) ?? '')}`],
  aws_lambda_permission: (values) =>
    fact(
      isOfSchedule(values),
      `${code(text(values.source_arn) ?? '')} may no longer call ${code(text(values.function_name) ?? '')}`,
    ),
  aws_iam_role: ({ assume_role_policy: trust, permissions_boundary: boundary }) => [
    ...fact(
      permits(trust, { action: 'sts:AssumeRole', service: 'lambda.amazonaws.com' }),
      'Lambda may no longer use its role',
    ),
    ...fact(!boundary, 'permissions_boundary limits its role'),
  ],
  aws_iam_role_policy: rights,
  aws_iam_policy: rights,
};

/** Which collectors no longer run, and whether all alarms go, one line each. Single alarms are among the rows. */
export function stopped({ changes, moves }: Plan): string[] {
  // What is replaced under other names is told as a whole.
  const renamed = moves.some(({ kind }) => kind !== 'namespace');
  const reasons = new Map<string, string[]>();
  const add = (change: Change, verb: string, whys: readonly string[]) => {
    const what = `${code(collectorOf(change))} **${verb}**`;
    if (whys.length > 0) reasons.set(what, [...(reasons.get(what) ?? []), ...whys]);
  };
  for (const change of changes.filter(({ kind }) => kind !== 'none' && kind !== 'forget')) {
    add(change, 'no longer runs', stopping(change));
    if (!renamed) add(change, 'no longer collects as before', ended(change));
  }
  const alarms = changes.filter(({ type }) => type === 'aws_cloudwatch_metric_alarm');
  const all = alarms.length > 0 && alarms.every(({ kind }) => kind === 'destroy');
  return [
    // Without the function, the rest says nothing new.
    ...[...reasons].map(([what, why]) => `${what}: ${why.find((one) => one === REMOVED) ?? why.join(', ')}`),
    ...(all ? [`**all alarms** are removed (${alarms.length})`] : []),
    ...changes.flatMap(unwatched),
  ];
}

function collectorOf({ type, name, before, after }: Change): string {
  const [field = 'name'] = own(parts, type) ?? [];
  return text((before ?? after)?.[field]) ?? name;
}

/** A function also permits topics to invoke it, and a plan may have functions that are not ours. */
const isOfSchedule = (values: JsonObject | undefined): boolean =>
  /^(events|scheduler)\./.test(text(values?.principal) ?? '');

/** The role of the chat channels, and its policy: no function runs with them. */
const isOfChat = ({ type, before }: Change): boolean =>
  /^aws_iam_role(_policy)?$/.test(type) && /-chat$/.test(text(before?.name) ?? '');

/** The rules of further shards: where one goes, its databases are in the others. */
const isShard = ({ type, before }: Change): boolean =>
  /^aws_cloudwatch_event_(rule|target)$/.test(type) &&
  /-monitoring-\d+$/.test(text(before?.[type.endsWith('rule') ? 'name' : 'rule']) ?? '');

function stopping(change: Change): string[] {
  const { type, kind, before, after } = change;
  const part = own(parts, type);
  if (kind === 'destroy' && (isShard(change) || isOfChat(change))) return [];
  const ofOthers = type === 'aws_lambda_permission' && !isOfSchedule(before);
  if (kind === 'destroy') return part && !ofOthers ? [`${part[1]} is removed`] : [];
  const facts = own(stops, type);
  return facts && after ? missing(facts, after, before) : [];
}

function ended({ type, before, after }: Change): string[] {
  const facts = own(needs, type);
  return facts && before && after ? missing(facts, before, settled(before, after)) : [];
}

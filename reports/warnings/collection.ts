import { code } from '../markdown';
import type { Change } from '../plan/change';
import { type JsonObject, text } from '../plan/json';
import type { Plan } from '../plan/parse';

/** What a function needs to run, by type: the field that names the function, and what it is called. */
const parts: Readonly<Record<string, readonly [field: string, what: string]>> = {
  aws_lambda_function: ['function_name', 'it'],
  aws_cloudwatch_event_rule: ['name', 'its schedule'],
  aws_cloudwatch_event_target: ['rule', 'the target of its schedule'],
  aws_lambda_permission: ['function_name', 'the permission of its schedule'],
  aws_iam_role_policy: ['name', 'the policy of its role'],
};

const REMOVED = 'it is removed';

/** What stops a function though nothing is removed. */
const stops: Readonly<Record<string, (values: JsonObject) => string | undefined>> = {
  aws_cloudwatch_event_rule: ({ state, is_enabled: enabled }) =>
    text(state)?.startsWith('DISABLED') || (enabled === false && !text(state)?.startsWith('ENABLED'))
      ? 'its schedule is disabled'
      : undefined,
  aws_lambda_function: ({ reserved_concurrent_executions: reserved }) =>
    reserved === 0 ? 'reserved_concurrent_executions is 0' : undefined,
};

/** Which collectors no longer run, and whether all alarms go, one line each. Single alarms are among the rows. */
export function stopped({ changes }: Plan): string[] {
  const reasons = new Map<string, string[]>();
  for (const change of changes.filter(isOfCollector)) {
    const reason = reasonOf(change);
    if (reason) reasons.set(reason[0], [...(reasons.get(reason[0]) ?? []), reason[1]]);
  }
  const alarms = changes.filter(({ type }) => type === 'aws_cloudwatch_metric_alarm');
  const all = alarms.length > 0 && alarms.every(({ kind }) => kind === 'destroy');
  return [
    // Without the function, the rest says nothing new.
    ...[...reasons].map(
      ([name, why]) =>
        `${code(name)} **no longer runs**: ${why.find((one) => one === REMOVED) ?? why.join(', ')}`,
    ),
    ...(all ? [`**all alarms** are removed (${alarms.length})`] : []),
  ];
}

/** A function also permits topics to invoke it, and a plan may have functions that are not ours. */
const isOfCollector = ({ type, before, after }: Change): boolean =>
  type !== 'aws_lambda_permission' || /^(events|scheduler)\./.test(text((before ?? after)?.principal) ?? '');

function reasonOf({ type, kind, name, before, after }: Change): [name: string, why: string] | undefined {
  if (kind === 'none' || kind === 'forget') return undefined;
  const [field, what] = (Object.hasOwn(parts, type) && parts[type]) || [];
  if (field === undefined) return undefined;
  const of = text((before ?? after)?.[field]) ?? name;
  if (kind === 'destroy') return [of, `${what} is removed`];
  const stop = Object.hasOwn(stops, type) ? stops[type] : undefined;
  const now = after && stop?.(after);
  return now && (!before || stop?.(before) === undefined) ? [of, now] : undefined;
}

import { code, codes } from '../markdown';
import type { Change } from '../plan/change';
import { isObject, type Json, type JsonObject, text } from '../plan/json';
import { UNKNOWN } from '../plan/mask';
import type { Plan } from '../plan/parse';
import { document, listOf, without } from './difference';

/** The attributes that hold policies, by type. */
const holders: Readonly<Record<string, readonly string[]>> = {
  aws_iam_role: ['assume_role_policy'],
  aws_iam_role_policy: ['policy'],
  aws_iam_policy: ['policy'],
  aws_sns_topic_policy: ['policy'],
  aws_sqs_queue_policy: ['policy'],
  aws_s3_bucket_policy: ['policy'],
};

/** Which permissions change, one line for each policy that exists before and after. */
export function policyLines({ changes }: Plan): string[] {
  return changes.flatMap((change) => {
    const attributes = Object.hasOwn(holders, change.type) ? (holders[change.type] ?? []) : [];
    return attributes.flatMap((attribute) => policyLine(change, attribute));
  });
}

function policyLine({ kind, name, type, before, after }: Change, attribute: string): string[] {
  if ((kind !== 'update' && kind !== 'replace') || !before || !after) return [];
  const what = `${code(name)} (${code(type)})`;
  if (after[attribute] === UNKNOWN)
    return [`${what}: whether ${code(attribute)} changes is known only after apply`];
  if (after[attribute] === before[attribute]) return [];
  const [was, is] = [grantsOf(before[attribute]), grantsOf(after[attribute])];
  const [gone, come] = [without(was, is), without(is, was)];
  if (gone.length === 0 && come.length === 0) return [];
  return [`${what}: ${[...said('now', come), ...said('no longer', gone)].join('; ')}`];
}

function said(when: string, grants: readonly string[]): string[] {
  return grants.length === 0 ? [] : [`${when} ${codes(grants)}`];
}

/** A policy as single grants: `Allow sns:Publish on arn:… to Service cloudwatch.amazonaws.com if {…}`. */
export function grantsOf(policy: Json | undefined): string[] {
  const content = document(policy);
  if (!isObject(content)) return [];
  return listOf(content.Statement).filter(isObject).flatMap(grants);
}

function grants(statement: JsonObject): string[] {
  const { Effect, Action, NotAction, Resource, NotResource, Principal, NotPrincipal, Condition } = statement;
  const actions = [...names(Action), ...names(NotAction).map((name) => `all but ${name}`)];
  const resources = [...names(Resource), ...names(NotResource).map((name) => `all but ${name}`)];
  const to = [...principals(Principal), ...principals(NotPrincipal).map((name) => `all but ${name}`)];
  const condition = Condition === undefined ? '' : ` if ${JSON.stringify(Condition)}`;
  return actions.flatMap((action) =>
    (resources.length > 0 ? resources : ['']).map((resource) =>
      [
        `${text(Effect) ?? ''} ${action}`,
        resource && `on ${resource}`,
        to.length > 0 && `to ${to.join(', ')}`,
      ]
        .filter(Boolean)
        .join(' ')
        .concat(condition),
    ),
  );
}

const names = (value: Json | undefined): string[] => listOf(value).flatMap((one) => text(one) ?? []);

function principals(value: Json | undefined): string[] {
  if (!isObject(value)) return names(value);
  return Object.entries(value).flatMap(([kind, who]) => names(who).map((one) => `${kind} ${one}`));
}

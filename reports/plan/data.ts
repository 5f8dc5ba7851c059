import { code } from '../markdown';
import { type Json, type JsonObject, own } from './json';
import type { Change, Plan } from './parse';

/** The data that is lost with a resource of these types. */
const holds: Readonly<Record<string, string>> = {
  aws_s3_bucket: 'the Terraform state of every stack, with its old versions',
  aws_s3_object: 'a stored object',
  aws_dynamodb_table: 'the previous samples, and readings that are not published yet',
  aws_cloudwatch_log_group: 'the logs of the collector',
  aws_ssm_parameter: 'a stored parameter, possibly a secret',
  aws_secretsmanager_secret: 'a secret',
  aws_kms_key: 'everything that is encrypted with it',
  aws_sns_topic: 'all subscriptions; e-mail recipients must confirm again',
  aws_sns_topic_subscription: 'a subscription; an e-mail recipient must confirm again',
};

/** Retention settings: lowering one deletes data. */
const shortened: Readonly<Record<string, (values: JsonObject) => number>> = {
  // 0 means that data never expires.
  aws_cloudwatch_log_group: ({ retention_in_days: days }) =>
    typeof days === 'number' && days > 0 ? days : Number.POSITIVE_INFINITY,
};

const verbs = { destroy: 'destroys', replace: 'replaces' } as const;

/** The data that applying the plan loses, one line each. */
export function dataLosses({ changes }: Plan): string[] {
  return [destroyed, expired, unversioned].flatMap((losses) => changes.flatMap(losses));
}

function destroyed({ kind, type, name }: Change): string[] {
  const lost = own(holds, type);
  if (lost === undefined || (kind !== 'destroy' && kind !== 'replace')) return [];
  return [`**${verbs[kind]}** ${code(name)} (${code(type)}): ${lost}`];
}

function expired({ kind, type, name, before, after }: Change): string[] {
  const keeps = own(shortened, type);
  if (kind !== 'update' || !keeps || !before || !after || !(keeps(after) < keeps(before))) return [];
  const was = keeps(before);
  const days = Number.isFinite(was) ? `${was} days` : 'forever';
  return [
    `**deletes logs** of ${code(name)} that are older than ${keeps(after)} days (kept so far: ${days})`,
  ];
}

/** Without versioning, the bucket cannot restore an earlier state. */
function unversioned({ type, name, before, after, kind }: Change): string[] {
  if (type !== 'aws_s3_bucket_versioning' || kind === 'none') return [];
  const status = (values: JsonObject | undefined): Json | undefined =>
    JSON.stringify(values?.versioning_configuration ?? '').includes('"Enabled"');
  return status(before) && !status(after)
    ? [`**ends versioning** of ${code(name)}: a broken state can no longer be rolled back`]
    : [];
}

import { named, why } from '../changes/resources';
import { code } from '../markdown';
import type { Change } from '../plan/change';
import { type Json, type JsonObject, objects, own } from '../plan/json';
import type { Plan } from '../plan/parse';

/** The data that is lost with a resource of these types, worst first. A plan may contain resources that are not ours. */
const holds: Readonly<Record<string, (name: string) => string>> = {
  aws_s3_bucket: () =>
    'all its objects with their old versions; in the remote state bucket, the Terraform state of every stack',
  aws_kms_key: () => 'everything that is encrypted with it',
  aws_dynamodb_table: (name) =>
    name.endsWith('-monitoring-state')
      ? 'the previous samples, and readings that are not published yet'
      : 'all its items',
  aws_secretsmanager_secret: () => 'a secret',
  aws_ssm_parameter: () => 'a stored parameter, possibly a secret',
  aws_s3_object: () => 'a stored object',
  aws_sns_topic: () => 'all subscriptions; e-mail recipients must confirm again',
  aws_cloudwatch_log_group: (name) =>
    /^\/aws\/lambda\/.*-monitoring$/.test(name) ? 'the logs of the collector' : 'all its logs',
};

interface Retention {
  readonly type: string;
  /** What is deleted. */
  readonly what: string;
  readonly unit: string;
  /** How much is kept; infinite if nothing is ever deleted. */
  keeps(values: JsonObject): number;
}

const positive = (value: Json | undefined): number =>
  typeof value === 'number' && value > 0 ? value : Number.POSITIVE_INFINITY;

/** The least that the enabled rules of a bucket's lifecycle keep. */
const lifecycle =
  (block: string, field: string) =>
  ({ rule }: JsonObject): number =>
    Math.min(
      Number.POSITIVE_INFINITY,
      ...objects(rule)
        .filter(({ status }) => status !== 'Disabled')
        .flatMap((one) => objects(one[block]).map((part) => positive(part[field]))),
    );

/** Settings that delete data. Lowering one deletes more. */
const retentions: readonly Retention[] = [
  {
    type: 'aws_cloudwatch_log_group',
    what: 'logs',
    unit: 'days',
    // 0 means that they never expire.
    keeps: ({ retention_in_days: days }) => positive(days),
  },
  {
    type: 'aws_s3_bucket_lifecycle_configuration',
    what: 'old versions of objects',
    unit: 'days',
    keeps: lifecycle('noncurrent_version_expiration', 'noncurrent_days'),
  },
  {
    type: 'aws_s3_bucket_lifecycle_configuration',
    what: 'old versions of objects',
    unit: 'versions',
    keeps: lifecycle('noncurrent_version_expiration', 'newer_noncurrent_versions'),
  },
  {
    type: 'aws_s3_bucket_lifecycle_configuration',
    what: 'objects',
    unit: 'days',
    keeps: lifecycle('expiration', 'days'),
  },
];

const verbs = { destroy: 'destroys', replace: 'replaces' } as const;

/** The data that applying the plan loses, one line each. */
export function dataLosses({ changes, leftovers }: Plan): string[] {
  const newBucket = changes.some(({ type, kind }) => type === 'aws_s3_bucket' && kind === 'create');
  return [
    ...[...changes, ...leftovers].sort((a, b) => rank(a) - rank(b)).flatMap(destroyed),
    // With a new bucket, there is nothing to delete yet.
    ...changes.filter(({ kind }) => kind !== 'create' || !newBucket).flatMap(expired),
    ...changes.flatMap(unversioned),
  ];
}

const order = Object.keys(holds);
/** What holds nothing is not told. */
const rank = ({ type }: Change): number => order.indexOf(type);

function destroyed(change: Change): string[] {
  const { kind, type, name, keepsOld, leftover } = change;
  const lost = own(holds, type);
  if (lost === undefined || (kind !== 'destroy' && kind !== 'replace') || keepsOld) return [];
  const reason = kind === 'replace' || leftover ? `, ${why(change)}` : '';
  return [`**${verbs[kind]}** ${named(change)} (${code(type)})${reason}: ${lost(name)}`];
}

function expired({ kind, type, name, before, after }: Change): string[] {
  const log = type === 'aws_cloudwatch_log_group';
  if (!after || (kind !== 'update' && (kind !== 'create' || log))) return [];
  return retentions
    .filter((retention) => retention.type === type)
    .flatMap(({ what, unit, keeps }) => {
      const was = before ? keeps(before) : Number.POSITIVE_INFINITY;
      const is = keeps(after);
      if (!(is < was)) return [];
      const beyond = unit === 'days' ? `that are older than ${is} days` : `beyond the newest ${is}`;
      const kept = Number.isFinite(was) ? `${was} ${unit}` : 'forever';
      return [`**deletes ${what}** of ${code(name)} ${beyond} (kept so far: ${kept})`];
    });
}

/** Without versioning, the bucket cannot restore an earlier state. */
function unversioned({ type, name, before, after, kind }: Change): string[] {
  if (type !== 'aws_s3_bucket_versioning' || kind === 'none' || kind === 'forget') return [];
  const status = (values: JsonObject | undefined): Json | undefined =>
    JSON.stringify(values?.versioning_configuration ?? '').includes('"Enabled"');
  return status(before) && !status(after)
    ? [`**ends versioning** of ${code(name)}: a broken state can no longer be rolled back`]
    : [];
}

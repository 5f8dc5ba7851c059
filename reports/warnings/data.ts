import { named, why } from '../changes/resources';
import { code } from '../markdown';
import type { Change } from '../plan/change';
import { objects, own } from '../plan/json';
import type { Plan } from '../plan/parse';
import { type Facts, fact, missing, settled } from './facts';
import { expired, expiring } from './retention';

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

const verbs = { destroy: 'destroys', replace: 'replaces' } as const;

/** The data that applying the plan loses, one line each. */
export function dataLosses({ changes, leftovers }: Plan): string[] {
  const touched = changes.filter(({ kind }) => kind !== 'none' && kind !== 'forget');
  const newBucket = changes.some(({ type, kind }) => type === 'aws_s3_bucket' && kind === 'create');
  return [
    ...[...changes, ...leftovers].sort((a, b) => rank(a) - rank(b)).flatMap(destroyed),
    // With a new bucket, there is nothing to delete yet.
    ...changes.filter(({ kind }) => kind !== 'create' || !newBucket).flatMap(expired),
    ...touched.flatMap(expiring),
    ...touched.flatMap(unversioned),
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

/** Without versioning, the bucket cannot restore an earlier state. */
function unversioned({ type, name, kind, before, after }: Change): string[] {
  // That a bucket is destroyed is said of it.
  if (!before || (type === 'aws_s3_bucket' ? kind === 'destroy' : type !== 'aws_s3_bucket_versioning'))
    return [];
  const facts: Facts = ({ versioning_configuration: of, versioning }) =>
    fact(
      [...objects(of), ...objects(versioning)].some(
        ({ status, enabled }) => status === 'Enabled' || enabled === true,
      ),
      `**ends versioning** of ${code(name)}: a broken state can no longer be rolled back`,
    );
  return missing(facts, before, after && settled(before, after));
}

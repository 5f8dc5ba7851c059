import { grantsOf } from '../changes/policies';
import { code, codes } from '../markdown';
import type { Change } from '../plan/change';
import { isArray, type Json, objects, own, text } from '../plan/json';
import type { Plan } from '../plan/parse';
import { type Facts, fact, missing, settled } from './facts';

const WALLS = [
  'block_public_acls',
  'block_public_policy',
  'ignore_public_acls',
  'restrict_public_buckets',
] as const;

const on =
  (...fields: readonly string[]): Facts =>
  (values) =>
    fields.filter((field) => values[field] === true);
const enabled = (block: Json | undefined): boolean => objects(block).some((one) => one.enabled === true);
const denied: Facts = ({ policy }) => grantsOf(policy).filter((grant) => grant.startsWith('Deny'));

/** A key of AWS costs nothing to hold; whoever uses one of KMS decides who may read. */
const withKms = (rules: Json | undefined): readonly string[] =>
  fact(
    objects(rules)
      .flatMap(({ apply_server_side_encryption_by_default: by }) => objects(by))
      .some(({ sse_algorithm: name }) => text(name)?.startsWith('aws:kms') === true),
    'encryption with aws:kms',
  );

/** What protects something else, in words. It ends with the resource, too. */
const guards: Readonly<Record<string, Facts>> = {
  aws_s3_bucket_public_access_block: on(...WALLS),
  aws_s3_bucket_server_side_encryption_configuration: ({ rule }) => [
    ...fact(objects(rule).length > 0, 'encryption with a key of its own rule'),
    ...withKms(rule),
  ],
  aws_s3_bucket_policy: denied,
  aws_s3_bucket_lifecycle_configuration: ({ rule }) =>
    objects(rule)
      .filter(({ status }) => status === 'Enabled')
      .map(({ id }) => `lifecycle rule ${String(id)}`),
};

/** What protects the resource itself. That the whole resource is destroyed is said elsewhere. */
const settings: Readonly<Record<string, Facts>> = {
  aws_dynamodb_table: (values) => [
    ...on('deletion_protection_enabled')(values),
    ...fact(enabled(values.point_in_time_recovery), 'point_in_time_recovery'),
    ...fact(enabled(values.server_side_encryption), 'server_side_encryption with KMS'),
  ],
  aws_kms_key: (values) => [
    // Absent means that it is enabled.
    ...fact(
      values.is_enabled !== false,
      'is_enabled: without the key, nothing that it encrypted can be read',
    ),
    ...on('enable_key_rotation')(values),
    ...denied(values),
  ],
  aws_s3_bucket: (values) => [
    ...fact(values.force_destroy !== true, 'force_destroy = false: only an empty bucket can be destroyed'),
    ...objects(values.server_side_encryption_configuration).flatMap(({ rule }) => withKms(rule)),
  ],
  aws_cloudwatch_log_group: ({ kms_key_id: key }) => fact(!!key, 'encryption with kms_key_id'),
  aws_ssm_parameter: ({ type }) => fact(type === 'SecureString', 'encryption (SecureString)'),
  aws_sns_topic_policy: denied,
  aws_sqs_queue_policy: denied,
  aws_iam_role_policy: denied,
  aws_iam_policy: denied,
  aws_iam_role: ({ permissions_boundary: boundary }) => fact(!!boundary, 'permissions_boundary'),
};

/** What members of a channel may do; without a guardrail, AWS takes AdministratorAccess for one. */
const commands: Facts = ({ guardrail_policy_arns: guardrails }) =>
  fact(
    isArray(guardrails) &&
      (guardrails.length === 0 ||
        guardrails.some((arn) => text(arn)?.endsWith(':policy/AdministratorAccess'))),
    'commands as far as AdministratorAccess in the channel',
  );

/** What lets anybody in, beside policies. */
const openings: Readonly<Record<string, Facts>> = {
  aws_lambda_permission: (values) =>
    fact(
      values.principal === '*' && !values.source_account && !values.source_arn && !values.principal_org_id,
      `${text(values.action) ?? 'lambda'} to *`,
    ),
  ...Object.fromEntries(
    ['slack', 'teams'].map((app) => [`aws_chatbot_${app}_channel_configuration`, commands] as const),
  ),
  aws_lambda_function_url: ({ authorization_type: type }) => fact(type === 'NONE', 'calls without a login'),
  aws_s3_bucket: ({ acl }) => isPublic(acl),
  aws_s3_bucket_acl: ({ acl }) => isPublic(acl),
};

const isPublic = (acl: Json | undefined): readonly string[] =>
  fact(/^(public-|authenticated-)/.test(text(acl) ?? ''), `acl = ${text(acl)}`);

/** Which safeguards end, one line each. */
export function weakened({ changes }: Plan): string[] {
  const touched = changes.filter(({ kind }) => kind !== 'none' && kind !== 'forget');
  return [...touched.flatMap(ended), ...touched.flatMap(opened)];
}

function ended({ type, kind, name, before, after }: Change): string[] {
  const facts = own(guards, type) ?? (kind === 'destroy' ? undefined : own(settings, type));
  if (!facts || !before) return [];
  const gone = missing(facts, before, after && settled(before, after));
  return gone.length > 0 ? [`${code(name)} (${code(type)}) **ends** ${codes(gone)}`] : [];
}

/** Grants that are as wide as they can be: every action, every resource with every action of a service, or everybody. */
const WIDE = /^Allow (\*|[a-z0-9-]+:\*)( |$)|^Allow .* to (AWS )?\*$/;

const grants: Facts = (values) =>
  ['policy', 'assume_role_policy']
    .flatMap((field) => grantsOf(values[field]))
    .filter((grant) => WIDE.test(grant));

function opened({ name, type, before, after }: Change): string[] {
  if (!after) return [];
  const facts: Facts = (values) => [...grants(values), ...(own(openings, type)?.(values) ?? [])];
  const come = missing(facts, after, before);
  return come.length > 0 ? [`${code(name)} (${code(type)}) **allows** ${codes(come)}`] : [];
}

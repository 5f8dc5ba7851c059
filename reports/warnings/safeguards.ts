import { grantsOf } from '../changes/policies';
import { code, codes } from '../markdown';
import type { Change } from '../plan/change';
import { type JsonObject, objects } from '../plan/json';
import type { Plan } from '../plan/parse';

const WALLS = [
  'block_public_acls',
  'block_public_policy',
  'ignore_public_acls',
  'restrict_public_buckets',
] as const;

/** What protects the state and the account, by type. Each returns what holds of it, in words. */
const guards: Readonly<Record<string, (values: JsonObject) => readonly string[]>> = {
  aws_s3_bucket_public_access_block: (values) => WALLS.filter((wall) => values[wall] === true),
  aws_s3_bucket_server_side_encryption_configuration: ({ rule }) =>
    objects(rule).length > 0 ? ['encryption with a key of its own rule'] : [],
  aws_s3_bucket_policy: ({ policy }) => grantsOf(policy).filter((grant) => grant.startsWith('Deny')),
  aws_s3_bucket_lifecycle_configuration: ({ rule }) =>
    objects(rule)
      .filter(({ status }) => status === 'Enabled')
      .map(({ id }) => `lifecycle rule ${String(id)}`),
};

/** Which safeguards end, one line each. */
export function weakened({ changes }: Plan): string[] {
  return [...changes.flatMap(ended), ...changes.flatMap(opened)];
}

function ended({ type, kind, name, before, after }: Change): string[] {
  const guard = Object.hasOwn(guards, type) ? guards[type] : undefined;
  if (!guard || !before || kind === 'none' || kind === 'forget') return [];
  // Known only after apply: the report says so among the permissions.
  if (JSON.stringify(after?.policy ?? '').includes('known after apply')) return [];
  const still = new Set(after ? guard(after) : []);
  const gone = guard(before).filter((one) => !still.has(one));
  return gone.length > 0 ? [`${code(name)} (${code(type)}) **ends** ${codes(gone)}`] : [];
}

/** Grants that are as wide as they can be: every action, every resource with every action of a service, or everybody. */
const WIDE = /^Allow (\*|[a-z0-9-]+:\*)( |$)|^Allow .* to (AWS )?\*$/;

function opened({ name, type, before, after }: Change): string[] {
  const grants = (values: JsonObject | undefined) =>
    ['policy', 'assume_role_policy']
      .flatMap((field) => grantsOf(values?.[field]))
      .filter((grant) => WIDE.test(grant));
  const had = new Set(grants(before));
  const come = grants(after).filter((grant) => !had.has(grant));
  return come.length > 0 ? [`${code(name)} (${code(type)}) **allows** ${codes(come)}`] : [];
}

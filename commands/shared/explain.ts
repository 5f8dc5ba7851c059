import type { RemoteState } from '../../model/environment';
import { lockIn, plain } from './standing';

type Explanation = readonly [
  what: RegExp,
  explain: (match: RegExpExecArray, output: string, remoteState: RemoteState) => string,
];

/** The remote state bucket does not exist (S3 backend, Terraform 1.11). */
export const noBucket = /S3 bucket "[^"]*" does not exist|NoSuchBucket/;

/** Errors of Terraform and the AWS provider with causes outside the configuration, and what to do about them. */
const explanations: readonly Explanation[] = [
  [
    noBucket,
    (_, __, remoteState) =>
      `The remote state bucket ${remoteState.bucket} in ${remoteState.region} does not exist. ` +
      'Run `npm run bootstrap` once per account, or correct remoteState in environments.ts. If something is deployed ' +
      'already, put project and remoteState back as they were: its state is in the bucket that they named.',
  ],
  [
    /Error acquiring the state lock/,
    (_, output) => {
      const { id, who, since } = lockIn(output) ?? { id: 'unknown', who: 'unknown', since: 'unknown' };
      return (
        `${who} has held the state lock since ${since}: nothing was changed. Wait for that run to end. If it is ` +
        `dead, run \`terraform force-unlock ${id}\` in cdktf.out/stacks/<environment>.`
      );
    },
  ],
  [
    /AWS account ID not allowed: (\d+)/,
    ([, id]) =>
      `The credentials are for account ${id}, but environments.ts has a different accountId: nothing was changed. ` +
      'Use credentials for that account (AWS_PROFILE), or correct accountId.',
  ],
  [
    /No valid credential sources found/,
    () => 'No AWS credentials were found: set AWS_PROFILE, or run `aws sso login` or `aws configure`.',
  ],
  [
    /ExpiredToken|security token included in the request is (expired|invalid)|InvalidClientTokenId/,
    () => 'AWS rejected the credentials: they are expired or invalid. Log in again.',
  ],
  [
    /BucketAlreadyExists|StatusCode: 403[\s\S]*bucket|bucket[\s\S]*StatusCode: 403/i,
    (_, __, remoteState) =>
      `The bucket ${remoteState.bucket} belongs to another account, or these credentials have no access to it. Bucket ` +
      'names are unique across all of AWS: choose your own in remoteState in environments.ts.',
  ],
  [
    /does\s+not\s+support\s+Terraform\s+version\s+(\d\S*\d)|No argument or block type is named "use_lockfile"|Unsupported argument[\s\S]*use_lockfile/,
    ([, version]) =>
      `${version ? `This is Terraform ${version}` : 'This Terraform is too old'}: the stacks need 1.11 or later, which ` +
      'can lock a state in S3. Nothing was changed. Install it, or put it first on PATH (`terraform version` shows ' +
      'which one is used).',
  ],
  [
    /Saved plan is stale/,
    () => 'Something else was deployed after this plan was made: nothing was changed. Make a new plan.',
  ],
];

/** What to do about a Terraform failure; undefined if it is unknown. */
export function explain(output: string, remoteState: RemoteState): string | undefined {
  const text = plain(output);
  for (const [what, say] of explanations) {
    const match = what.exec(text);
    if (match) return say(match, text, remoteState);
  }
  return undefined;
}

import { stripVTControlCharacters } from 'node:util';
import type { RemoteState } from '../../model/environment';

type Explanation = readonly [
  what: RegExp,
  explain: (match: RegExpExecArray, output: string, remoteState: RemoteState) => string,
];

/** The bucket of remote state is not there (S3 backend, Terraform 1.11). */
export const noBucket = /S3 bucket "[^"]*" does not exist|NoSuchBucket/;

/** What Terraform and the AWS provider say when something outside of the configuration is wrong, and what to do. */
const explanations: readonly Explanation[] = [
  [
    noBucket,
    (_, __, remoteState) =>
      `The bucket of remote state, ${remoteState.bucket} in ${remoteState.region}, does not exist. ` +
      'Run `npm run bootstrap` once per account, or correct remoteState in environments.ts.',
  ],
  [
    /Error acquiring the state lock/,
    (_, output) => {
      const [id, who, created] = ['ID', 'Who', 'Created'].map(
        (field) => new RegExp(`^ *${field}: +(.+)$`, 'm').exec(output)?.[1]?.trim() ?? 'unknown',
      );
      return (
        `The state is locked by ${who} since ${created}: nothing was changed. Wait until that run has ended. If it is ` +
        `known to be dead, run \`terraform force-unlock ${id}\` in cdktf.out/stacks/<environment>.`
      );
    },
  ],
  [
    /AWS account ID not allowed: (\d+)/,
    ([, id]) =>
      `The credentials are those of account ${id}, and environments.ts names another as accountId: nothing was ` +
      'changed. Use credentials of that account (AWS_PROFILE), or correct accountId.',
  ],
  [
    /No valid credential sources found/,
    () => 'No AWS credentials were found: set AWS_PROFILE, or run `aws sso login` or `aws configure`.',
  ],
  [
    /ExpiredToken|security token included in the request is (expired|invalid)|InvalidClientTokenId/,
    () => 'AWS refused the credentials: they have expired or are wrong. Log in again.',
  ],
  [
    /BucketAlreadyExists|StatusCode: 403[\s\S]*bucket|bucket[\s\S]*StatusCode: 403/i,
    (_, __, remoteState) =>
      `The bucket ${remoteState.bucket} belongs to another account, or these credentials may not use it. Names of ` +
      'buckets are unique in the whole of AWS: choose your own as remoteState in environments.ts.',
  ],
  [
    /Unsupported argument[\s\S]*use_lockfile/,
    () => 'This Terraform knows no locking by S3: install version 1.11 or newer.',
  ],
];

/** What to do about a failure of Terraform; undefined when it is none of the known ones. */
export function explain(output: string, remoteState: RemoteState): string | undefined {
  // Terraform breaks its lines and frames them.
  const text = stripVTControlCharacters(output).replace(/^[│╷╵] ?/gm, '');
  for (const [what, say] of explanations) {
    const match = what.exec(text);
    if (match) return say(match, text, remoteState);
  }
  return undefined;
}

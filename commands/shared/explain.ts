import { stripVTControlCharacters } from 'node:util';
import type { RemoteState } from '../../model/environment';

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
      'Run `npm run bootstrap` once per account, or correct remoteState in environments.ts.',
  ],
  [
    /Error acquiring the state lock/,
    (_, output) => {
      const [id, who, created] = ['ID', 'Who', 'Created'].map(
        (field) => new RegExp(`^ *${field}: +(.+)$`, 'm').exec(output)?.[1]?.trim() ?? 'unknown',
      );
      return (
        `${who} has held the state lock since ${created}: nothing was changed. Wait for that run to end. If it is ` +
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
    /Unsupported argument[\s\S]*use_lockfile/,
    () => 'This version of Terraform does not support S3 state locking: install version 1.11 or later.',
  ],
];

/** What to do about a Terraform failure; undefined if it is unknown. */
export function explain(output: string, remoteState: RemoteState): string | undefined {
  // Terraform wraps its messages and draws a border around them.
  const text = stripVTControlCharacters(output).replace(/^[│╷╵] ?/gm, '');
  for (const [what, say] of explanations) {
    const match = what.exec(text);
    if (match) return say(match, text, remoteState);
  }
  return undefined;
}

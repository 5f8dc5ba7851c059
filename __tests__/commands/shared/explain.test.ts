import { explain } from '../../../commands/shared/explain';
import { remoteState } from '../../fixtures/environments';

/** Output of Terraform 1.11 and the AWS provider 5.100, cut to what matters. */
const outputs = {
  bucket: `
╷
│ Error: Failed to get existing workspaces: S3 bucket "macro-ai-terraform-state" does not exist.
│ 
│ The referenced S3 bucket must have been previously created. If the S3 bucket
╵`,
  lock: `
╷
│ Error: Error acquiring the state lock
│ 
│ Error message: operation error S3: PutObject, https response error
│ StatusCode: 412, RequestID:
│ 79vDNHQdqrsxTioBEbnVYTjMxCk6HCzunhtskahrMM0gnS95gQQ0, HostID:
│ 9Gjjt1m+cjU4OPvX9O9/8RuvnG41MRb/18Oux2o5H5MY7ISNTlXN+Dz9IG62/ILVxhAGI0qyPfg=,
│ api error PreconditionFailed: At least one of the pre-conditions you
│ Lock Info:
│   ID:        0b9c2a5e-7d0c-1f6e
│   Path:      macro-ai-terraform-state/macro-ai/staging/terraform.tfstate
│   Who:       ann@laptop
│   Created:   2026-11-23 21:00:00 +0000 UTC
╵`,
  account: '\u001b[31m│\u001b[0m \u001b[1mError: AWS account ID not allowed: 123456789012\u001b[0m',
  credentials: '│ Error: No valid credential sources found',
  expired: '│ api error ExpiredToken: The security token included in the request is expired',
  foreign: `│ Error: Failed to get existing workspaces: Unable to list objects in S3 bucket "macro-ai-terraform-state" with prefix "env:/":
│ operation error S3: ListObjectsV2, https response error StatusCode: 403, api error AccessDenied`,
  old: `│ Error: Unsupported argument
│   on cdk.tf.json line 12, in terraform.backend.s3:
│  12:         "use_lockfile": true`,
};

test.each([
  ['bucket', /does not exist\. Run `npm run bootstrap`/],
  [
    'lock',
    /ann@laptop has held the state lock since 2026-11-23 21:00:00 \+0000 UTC: nothing was changed.*force-unlock 0b9c2a5e-7d0c-1f6e`/,
  ],
  ['account', /for account 123456789012, but environments\.ts has a different accountId/],
  ['credentials', /No AWS credentials were found/],
  ['expired', /Log in again/],
  ['foreign', /belongs to another account, or these credentials have no access to it/],
  ['old', /install version 1\.11/],
] as const)('%s: says what to do', (kind, message) => {
  expect(explain(outputs[kind], remoteState)).toMatch(message);
});

test('an unknown failure has no explanation', () => {
  expect(
    explain('│ Error: creating Lambda Function: InsufficientRolePermissions', remoteState),
  ).toBeUndefined();
});

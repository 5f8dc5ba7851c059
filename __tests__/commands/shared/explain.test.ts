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
  // The JSON form of a stack, as Terraform 1.11 refuses a later version.
  old: `╷
│ Error: Unsupported Terraform Core version
│ 
│   on cdk.tf.json line 2, in terraform:
│    2:   "terraform": {"required_version": ">= 99.0.0"}
│ 
│ This configuration does not support Terraform version 1.11.4. To proceed,
│ either choose another supported Terraform version or update this version
│ constraint. Version constraints are normally set for good reason, so
│ updating the constraint may lead to other errors or unexpected behavior.
╵`,
  older: `│ Error: Extraneous JSON object property
│ 
│   on cdk.tf.json line 12, in terraform.backend.s3:
│   12:         "use_lockfile": true
│ 
│ No argument or block type is named "use_lockfile".`,
  oldHcl: `│ Error: Unsupported argument
│   on cdk.tf line 12, in terraform:
│   12:     use_lockfile = true`,
  stale: `│ Error: Saved plan is stale
│ 
│ The given plan file can no longer be applied because the state was changed
│ by another operation after the plan was created.`,
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
  ['old', /This is Terraform 1\.11\.4: the stacks need 1\.11 or later/],
  ['older', /too old: the stacks need 1\.11 or later/],
  ['oldHcl', /too old: the stacks need 1\.11 or later/],
  ['stale', /Something else was deployed after this plan was made/],
] as const)('%s: says what to do', (kind, message) => {
  expect(explain(outputs[kind], remoteState)).toMatch(message);
});

test('an unknown failure has no explanation', () => {
  expect(
    explain('│ Error: creating Lambda Function: InsufficientRolePermissions', remoteState),
  ).toBeUndefined();
});

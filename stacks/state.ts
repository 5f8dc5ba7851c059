import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import { TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { remoteState } from '../environments';
import { useProvider, useRemoteState } from './backend';

/** How long a state can be taken back. */
const KEPT_DAYS = 90;

/**
 * The bucket that holds the state of every stack, this one's too. `npm run bootstrap` makes it, or takes it over
 * where it is there already.
 */
export class StateStack extends TerraformStack {
  constructor(scope: Construct, { emulated }: { readonly emulated: boolean }) {
    super(scope, 'state');
    const { accountId, region } = remoteState;
    useProvider(this, {
      region,
      ...(accountId !== undefined && { accountId }),
      tags: { Environment: 'state', Service: 'state' },
      emulated,
    });
    useRemoteState(this, 'state', emulated);
    const bucket = new S3Bucket(this, 'bucket', {
      bucket: remoteState.bucket,
      // Losing it means losing track of everything that is deployed.
      lifecycle: { preventDestroy: true },
    });
    // The bootstrap imports the bucket by this address.
    bucket.overrideLogicalId('bucket');
    const of = { bucket: bucket.id };
    const versioning = new S3BucketVersioningA(this, 'versioning', {
      ...of,
      versioningConfiguration: { status: 'Enabled' },
    });
    new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      ...of,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
    });
    const privacy = new S3BucketPublicAccessBlock(this, 'privacy', {
      ...of,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketLifecycleConfiguration(this, 'expiry', {
      ...of,
      rule: [
        {
          id: 'old-versions',
          status: 'Enabled',
          filter: [{ prefix: '' }],
          noncurrentVersionExpiration: [{ noncurrentDays: KEPT_DAYS }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        },
      ],
      dependsOn: [versioning],
    });
    const tls = new DataAwsIamPolicyDocument(this, 'tls', {
      statement: [
        {
          sid: 'OnlyOverTls',
          effect: 'Deny',
          actions: ['s3:*'],
          principals: [{ type: '*', identifiers: ['*'] }],
          resources: [bucket.arn, `${bucket.arn}/*`],
          condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
        },
      ],
    });
    // One change of the bucket's access at a time, or S3 answers with a conflict.
    new S3BucketPolicy(this, 'policy', { ...of, policy: tls.json, dependsOn: [privacy] });
    new TerraformOutput(this, 'name', { value: bucket.id });
  }
}

import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import { Construct } from 'constructs';
import type { Account } from '../account';

/** How long an old version of a state can be restored. */
const KEPT_DAYS = 90;

export interface StateBucketConfig {
  readonly name: string;
  readonly account: Account;
  /** Emulators use plain HTTP, which the bucket's policy denies. */
  readonly emulated: boolean;
}

/** The remote state bucket: versioned, encrypted, private, TLS only. Old versions expire. */
export class StateBucket extends Construct {
  readonly bucket: S3Bucket;

  constructor(scope: Construct, id: string, { name, account, emulated }: StateBucketConfig) {
    super(scope, id);
    this.bucket = new S3Bucket(this, 'bucket', {
      bucket: name,
      // Losing it means losing track of everything that is deployed.
      lifecycle: { preventDestroy: true },
    });
    // The bootstrap imports the bucket by this address.
    this.bucket.overrideLogicalId('bucket');
    const of = { bucket: this.bucket.id };
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
    if (!emulated) this.refusePlainHttp(account.bucketArn(name), privacy);
  }

  /** Depends on the access block: S3 rejects concurrent changes to a bucket's access with a conflict. */
  private refusePlainHttp(arn: string, privacy: S3BucketPublicAccessBlock): void {
    const tls = new DataAwsIamPolicyDocument(this, 'tls', {
      statement: [
        {
          sid: 'OnlyOverTls',
          effect: 'Deny',
          actions: ['s3:*'],
          principals: [{ type: '*', identifiers: ['*'] }],
          resources: [arn, `${arn}/*`],
          condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
        },
      ],
    });
    new S3BucketPolicy(this, 'policy', { bucket: this.bucket.id, policy: tls.json, dependsOn: [privacy] });
  }
}

import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { Construct } from 'constructs';

/**
 * The target account, which AWS reports at plan time, so an environment does not have to name it.
 *
 * Policy documents name resources by these ARNs, not by attributes of resources: Terraform reads a document that refers to
 * a resource only after that resource is changed, and until then shows every policy made of it as "(known after apply)".
 */
export class Account extends Construct {
  /** Twelve digits; a Terraform token. */
  readonly id: string;
  private readonly partition: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly region: string,
  ) {
    super(scope, id);
    this.id = new DataAwsCallerIdentity(this, 'caller').accountId;
    this.partition = new DataAwsPartition(this, 'partition').partition;
  }

  /** The ARN of a resource in this account, by default in the stack's region. */
  arn(service: string, resource: string, region = this.region): string {
    return `arn:${this.partition}:${service}:${region}:${this.id}:${resource}`;
  }

  /** The ARN of a policy that AWS manages. */
  managedPolicyArn(name: string): string {
    return `arn:${this.partition}:iam::aws:policy/${name}`;
  }

  /** The ARN of everything of a service that has no regions. */
  globalArn(service: string, resource: string): string {
    return `arn:${this.partition}:${service}::${this.id}:${resource}`;
  }

  /** The ARN of a bucket, which names neither account nor region. */
  bucketArn(name: string): string {
    return `arn:${this.partition}:s3:::${name}`;
  }
}

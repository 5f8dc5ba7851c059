import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { Construct } from 'constructs';

/** The target account, which AWS reports at plan time, so an environment does not have to name it. */
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

  /** The ARN of a resource in this account and the stack's region. */
  arn(service: string, resource: string): string {
    return `arn:${this.partition}:${service}:${this.region}:${this.id}:${resource}`;
  }
}

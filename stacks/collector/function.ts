import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { LambdaFunctionEventInvokeConfig } from '@cdktf/provider-aws/lib/lambda-function-event-invoke-config';
import { AssetType, TerraformAsset } from 'cdktf';
import { Construct } from 'constructs';
import type { Fleet } from '../../model/databases/fleet';
import { HANDLER } from '../../model/names';
import type { ServiceName } from '../../thresholds/services';
import type { FunctionLogs } from './logs';
import type { FunctionRole } from './role';
import type { StateTable } from './state-table';

/** What a function runs: a zip archive, and the SHA-256 that Lambda reports for it. */
export interface Code {
  readonly path: string;
  /** Base64, as in CodeSha256 of Lambda and in source_code_hash of Terraform. */
  readonly sha256: string;
}

/** That of each collector, and of the forecast. */
export type FunctionCode = Readonly<Record<ServiceName | 'forecast', Code>>;

export interface CollectorFunctionConfig {
  readonly fleet: Pick<Fleet, 'main' | 'size'>;
  readonly code: Code;
  readonly role: FunctionRole;
  readonly logs: FunctionLogs;
  readonly state: StateTable;
  /** Emulators do not store Lambda's logging configuration, so every plan would set it again. */
  readonly emulated: boolean;
}

/** The Lambda function of a service. Failed runs are not retried: the next scheduled run makes up for them. */
export class CollectorFunction extends Construct {
  readonly lambda: LambdaFunction;

  constructor(scope: Construct, id: string, config: CollectorFunctionConfig) {
    super(scope, id);
    const { code, role, logs, state } = config;
    const { main: collector, size } = config.fleet;
    const archive = new TerraformAsset(this, 'code', {
      path: code.path,
      type: AssetType.FILE,
      assetHash: Buffer.from(code.sha256, 'base64').toString('hex'),
    });
    this.lambda = new LambdaFunction(this, 'function', {
      functionName: collector.functionName,
      description: `Collects metrics of ${collector.title} for CloudWatch (${collector.environment.name})`,
      // The newest runtime that this version of the AWS provider accepts; AWS deprecates it on 30 April 2027.
      runtime: 'nodejs22.x',
      architectures: ['arm64'],
      handler: HANDLER,
      timeout: size.timeoutSeconds,
      memorySize: size.memoryMegabytes,
      filename: archive.path,
      sourceCodeHash: code.sha256,
      role: role.role.arn,
      environment: { variables: collector.variables },
      ...(!config.emulated && { loggingConfig: { logFormat: 'JSON', logGroup: logs.group.name } }),
      tags: { Service: collector.service },
      // What its first run needs. The policy names the table and the log group, so Terraform does not see the order.
      dependsOn: [role.policy, logs.group, state.table],
    });
    new LambdaFunctionEventInvokeConfig(this, 'invocation', {
      functionName: this.lambda.functionName,
      maximumRetryAttempts: 0,
      maximumEventAgeInSeconds: 60,
    });
  }
}

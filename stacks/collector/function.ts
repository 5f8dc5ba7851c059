import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { LambdaFunctionEventInvokeConfig } from '@cdktf/provider-aws/lib/lambda-function-event-invoke-config';
import { AssetType, TerraformAsset } from 'cdktf';
import { Construct } from 'constructs';
import type { Environment } from '../../environments';
import type { Code } from '../../handlers/bundle/archive';
import { functionVariables } from '../../model/variables';
import { type ServiceName, services } from '../../thresholds/services';
import { functionName } from '../names';
import type { FunctionLogs } from './logs';
import type { FunctionRole } from './role';

export interface CollectorFunctionConfig {
  readonly environment: Environment;
  readonly service: ServiceName;
  readonly code: Code;
  readonly role: FunctionRole;
  readonly logs: FunctionLogs;
  /** Emulators do not keep Lambda's logging configuration: every plan would set it anew. */
  readonly emulated: boolean;
}

/** The Lambda function of a service. A run that fails is not retried: the next one repairs it. */
export class CollectorFunction extends Construct {
  readonly lambda: LambdaFunction;

  constructor(scope: Construct, id: string, config: CollectorFunctionConfig) {
    super(scope, id);
    const { environment, service, code, role, logs } = config;
    const archive = new TerraformAsset(this, 'code', {
      path: code.path,
      type: AssetType.FILE,
      assetHash: Buffer.from(code.sha256, 'base64').toString('hex'),
    });
    this.lambda = new LambdaFunction(this, 'function', {
      functionName: functionName(environment.name, service),
      description: `Collects metrics of ${services[service].title} for CloudWatch (${environment.name})`,
      // The newest that this version of the AWS provider takes; AWS deprecates it on 30 April 2027.
      runtime: 'nodejs22.x',
      architectures: ['arm64'],
      handler: 'index.handler',
      timeout: 30,
      memorySize: 256,
      filename: archive.path,
      sourceCodeHash: code.sha256,
      role: role.role.arn,
      environment: { variables: functionVariables(environment, service) },
      ...(!config.emulated && { loggingConfig: { logFormat: 'JSON', logGroup: logs.group.name } }),
      tags: { Service: service },
      dependsOn: [role.policy, logs.group],
    });
    new LambdaFunctionEventInvokeConfig(this, 'invocation', {
      functionName: this.lambda.functionName,
      maximumRetryAttempts: 0,
      maximumEventAgeInSeconds: 60,
    });
  }
}

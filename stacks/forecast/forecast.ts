import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { LambdaFunctionEventInvokeConfig } from '@cdktf/provider-aws/lib/lambda-function-event-invoke-config';
import { AssetType, TerraformAsset } from 'cdktf';
import { Construct } from 'constructs';
import type { Collector } from '../../model/collector';
import type { Environment } from '../../model/environment';
import { FORECAST_SIZE, forecastVariables } from '../../model/forecast/targets';
import { forecastName, HANDLER, logGroupName } from '../../model/names';
import type { Account } from '../account';
import type { Code } from '../collector/function';
import { ForecastAlarms } from './alarms';
import { ForecastRole } from './role';
import { ForecastSchedule } from './schedule';

export interface EnvironmentForecastConfig {
  readonly environment: Environment;
  readonly collectors: readonly Collector[];
  readonly code: Code;
  readonly account: Account;
  readonly topicArn: string;
  /** Emulators do not store Lambda's logging configuration, so every plan would set it again. */
  readonly emulated: boolean;
}

/** What says once a day when rows reach their limit: a function, its role and its schedule, and the alarms on what it publishes. */
export class EnvironmentForecast extends Construct {
  readonly functionName: string;

  constructor(scope: Construct, id: string, config: EnvironmentForecastConfig) {
    super(scope, id);
    const { environment, collectors, code, account, topicArn, emulated } = config;
    this.functionName = forecastName(environment.settings.project, environment.name);
    const { functionName } = this;
    const logs = new CloudwatchLogGroup(this, 'group', {
      name: logGroupName(functionName),
      retentionInDays: environment.logRetentionDays,
    });
    const namespaces = [...new Set(collectors.map(({ namespace }) => namespace))];
    const role = new ForecastRole(this, 'role', { environment, functionName, namespaces, account });
    const archive = new TerraformAsset(this, 'code', {
      path: code.path,
      type: AssetType.FILE,
      assetHash: Buffer.from(code.sha256, 'base64').toString('hex'),
    });
    const lambda = new LambdaFunction(this, 'function', {
      functionName,
      description: `Says when metrics reach their limits (${environment.name})`,
      // As for the collectors.
      runtime: 'nodejs22.x',
      architectures: ['arm64'],
      handler: HANDLER,
      timeout: FORECAST_SIZE.timeoutSeconds,
      memorySize: FORECAST_SIZE.memoryMegabytes,
      filename: archive.path,
      sourceCodeHash: code.sha256,
      role: role.role.arn,
      environment: { variables: forecastVariables(environment) },
      ...(!emulated && { loggingConfig: { logFormat: 'JSON', logGroup: logs.name } }),
      dependsOn: [role.policy, logs],
    });
    // A run that failed is made again: the next one is a day away, and what it publishes twice is the same.
    new LambdaFunctionEventInvokeConfig(this, 'invocation', {
      functionName: lambda.functionName,
      maximumRetryAttempts: 2,
      maximumEventAgeInSeconds: 6 * 3600,
    });
    new ForecastSchedule(this, 'schedule', { environment, lambda, account });
    new ForecastAlarms(this, 'alarms', { environment, collectors, topicArn });
  }
}

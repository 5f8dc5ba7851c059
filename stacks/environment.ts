import { TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import type { Environment } from '../environments';
import type { Code } from '../handlers/bundle/archive';
import { type ServiceName, services } from '../thresholds/services';
import { Account } from './account';
import { ServiceAlarms } from './alarms/alarms';
import { CollectorFunction } from './collector/function';
import { FunctionLogs } from './collector/logs';
import { FunctionRole } from './collector/role';
import { Schedule } from './collector/schedule';
import { StateTable } from './collector/state-table';
import { ServiceDashboard } from './dashboard/dashboard';
import { functionName } from './names';
import { useProvider, useRemoteState } from './remote-state/backend';
import { AlertTopic } from './topic';

export interface EnvironmentStackConfig {
  readonly environment: Environment;
  readonly code: Readonly<Record<ServiceName, Code>>;
  readonly emulated: boolean;
}

/** Everything of one environment: collectors, alarms, dashboards and the topic that they go to. */
export class EnvironmentStack extends TerraformStack {
  constructor(scope: Construct, { environment, code, emulated }: EnvironmentStackConfig) {
    super(scope, environment.name);
    const { name, region, accountId } = environment;
    useProvider(this, {
      region,
      ...(accountId !== undefined && { accountId }),
      tags: { ...environment.tags, Environment: name, Service: 'monitoring' },
      emulated,
    });
    useRemoteState(this, name, emulated);
    const account = new Account(this, 'account', region);
    const { topic } = new AlertTopic(this, 'alerts', { environment, account });
    const { table } = new StateTable(this, 'state', { environment });

    for (const service of Object.keys(services) as ServiceName[]) {
      const logs = new FunctionLogs(this, `${service}-logs`, { environment, service });
      const role = new FunctionRole(this, `${service}-role`, {
        environment,
        service,
        account,
        tableArn: table.arn,
        logGroupArn: logs.group.arn,
      });
      const collector = { environment, service, code: code[service], role, logs, emulated };
      const { lambda } = new CollectorFunction(this, `${service}-collector`, collector);
      new Schedule(this, `${service}-schedule`, { environment, service, lambda });
      new ServiceAlarms(this, `${service}-alarms`, { environment, service, topicArn: topic.arn });
      new ServiceDashboard(this, `${service}-dashboard`, { environment, service, accountId: account.id });
      new TerraformOutput(this, `${service}_function`, { value: functionName(name, service) });
    }
    new TerraformOutput(this, 'topic', { value: topic.arn });
    if (!environment.neonApi) new TerraformOutput(this, 'neon_compute', { value: AWAKE });
  }
}

/** Said after every deployment, because it shows on Neon's bill and not on that of AWS. */
const AWAKE =
  'Without the Neon API every collection wakes the compute: it never scales to zero (docs/cost.md). ' +
  'Set neonApi in environments.ts and store NEON_API_KEY and NEON_PROJECT_ID.';

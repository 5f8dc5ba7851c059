import { Annotations, TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { remarksOf } from '../model/checks/remarks';
import { collectorsOf } from '../model/collector';
import type { Environment } from '../model/environment';
import type { ServiceName } from '../thresholds/services';
import { Account } from './account';
import { CollectorAlarms } from './alarms/alarms';
import { type Code, CollectorFunction } from './collector/function';
import { FunctionLogs } from './collector/logs';
import { SavedQueries } from './collector/queries';
import { FunctionRole } from './collector/role';
import { Schedule } from './collector/schedule';
import { StateTable } from './collector/state-table';
import { CollectorDashboard } from './dashboard/dashboard';
import { useProvider, useRemoteState } from './remote-state/backend';
import { AlertTopic } from './topic';

export interface EnvironmentStackConfig {
  readonly environment: Environment;
  readonly code: Readonly<Record<ServiceName, Code>>;
  readonly emulated: boolean;
}

/** Everything in one environment: collectors, alarms, dashboards and the alert topic. */
export class EnvironmentStack extends TerraformStack {
  constructor(scope: Construct, { environment, code, emulated }: EnvironmentStackConfig) {
    super(scope, environment.name);
    const { name, region, accountId, settings } = environment;
    useProvider(this, {
      settings,
      region,
      ...(accountId !== undefined && { accountId }),
      tags: { ...environment.tags, Environment: name, Service: 'monitoring' },
      emulated,
    });
    useRemoteState(this, name, settings, emulated);
    const account = new Account(this, 'account', region);
    const { topic } = new AlertTopic(this, 'alerts', { environment, account });
    const state = new StateTable(this, 'state', { environment });

    const collectors = collectorsOf(environment);
    for (const collector of collectors) {
      const { id, service } = collector;
      const logs = new FunctionLogs(this, `${id}-logs`, { collector });
      const role = new FunctionRole(this, `${id}-role`, { collector, account });
      const config = { collector, code: code[service], role, logs, state, emulated };
      const { lambda } = new CollectorFunction(this, `${id}-collector`, config);
      new Schedule(this, `${id}-schedule`, { collector, lambda });
      // The emulator has no saved queries.
      if (!emulated) new SavedQueries(this, `${id}-queries`, { collector, logs });
      new CollectorAlarms(this, `${id}-alarms`, { collector, topicArn: topic.arn });
      new TerraformOutput(this, `${id}_function`, { value: collector.functionName });
      if (collector.dashboardLink === undefined) continue;
      new CollectorDashboard(this, `${id}-dashboard`, { collector, accountId: account.id });
      new TerraformOutput(this, `${id}_dashboard`, { value: collector.dashboardLink });
    }
    new TerraformOutput(this, 'topic', { value: topic.arn });
    // The CDKTF CLI shows these when it synthesizes; Terraform shows outputs after each deployment.
    for (const [i, remark] of remarksOf(environment).entries()) {
      Annotations.of(this).addWarning(remark);
      new TerraformOutput(this, `warning_${i + 1}`, { value: remark });
    }
    for (const { notes } of collectors)
      for (const [output, note] of Object.entries(notes)) new TerraformOutput(this, output, { value: note });
  }
}

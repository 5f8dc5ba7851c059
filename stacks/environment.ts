import type { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { Annotations, TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { type ApplicationWatch, applicationsOf } from '../model/applications/application';
import { boardLink, boardsIn } from '../model/boards/board';
import { remarksOf } from '../model/checks/remarks';
import { type Fleet, fleetsOf, watchedBy } from '../model/databases/fleet';
import type { Environment } from '../model/environment';
import { forecastRules } from '../model/forecast/targets';
import { appsOf, chatNotes } from '../model/notify/chat';
import { Account } from './account';
import { CollectorAlarms } from './alarms/alarms';
import { WatchedApplication } from './applications/application';
import { OwnDashboard } from './boards/board';
import { MonthlyBudget } from './budget';
import { ChatChannels } from './chat';
import { CollectorFunction, type FunctionCode } from './collector/function';
import { FunctionLogs } from './collector/logs';
import { SavedQueries } from './collector/queries';
import { FunctionRole } from './collector/role';
import { Schedule } from './collector/schedule';
import { StateTable } from './collector/state-table';
import { boardsOf } from './dashboard/board';
import { CollectorDashboard, type CollectorDashboardProps } from './dashboard/dashboard';
import { EnvironmentForecast, type EnvironmentForecastConfig } from './forecast/forecast';
import { type ProviderOptions, useProvider, useRemoteState } from './remote-state/backend';
import { AlertTopic } from './topic';
import { UptimeChecks } from './uptime/checks';
import { type UptimeTopic, uptimeTopic } from './uptime/topic';

export interface EnvironmentStackConfig {
  readonly environment: Environment;
  /** All environments of the table; by default this one alone. What they have together may exceed a quota. */
  readonly environments?: readonly Environment[];
  readonly code: FunctionCode;
  readonly emulated: boolean;
}

/** Everything in one environment: collectors, alarms, dashboards and the alert topic. */
export class EnvironmentStack extends TerraformStack {
  constructor(scope: Construct, { environment, environments, code, emulated }: EnvironmentStackConfig) {
    super(scope, environment.name);
    const { name, region, accountId, settings } = environment;
    const options: ProviderOptions = {
      settings,
      region,
      ...(accountId !== undefined && { accountId }),
      tags: { ...environment.tags, Environment: name, Service: 'monitoring' },
      emulated,
    };
    useProvider(this, options);
    useRemoteState(this, name, settings, emulated);
    const account = new Account(this, 'account', region);
    const { topic, far } = this.addTopics(environment, account, options);
    const state = new StateTable(this, 'state', { environment });

    const fleets = fleetsOf(environment);
    const uptime = new UptimeChecks(this, 'uptime', {
      ...{ environment, ...(far ?? { topicArn: topic.arn }) },
      dashboardLink: fleets[0]?.main.dashboardLink,
    });
    for (const fleet of fleets) {
      const { main: collector } = fleet;
      const { service } = collector;
      const logs = new FunctionLogs(this, `${service}-logs`, { collector });
      const role = new FunctionRole(this, `${service}-role`, { fleet, account });
      const config = { fleet, code: code[service], role, logs, state, emulated };
      const { lambda } = new CollectorFunction(this, `${service}-collector`, config);
      const { whole } = new Schedule(this, `${service}-schedule`, { fleet, lambda, account });
      // The emulator has no saved queries.
      if (!emulated) new SavedQueries(this, `${service}-queries`, { fleet, logs });
      for (const one of watchedBy(fleet))
        new CollectorAlarms(this, `${one.id}-alarms`, {
          collector: one,
          topicArn: topic.arn,
          after: whole,
        });
      new TerraformOutput(this, `${service}_function`, { value: collector.functionName });
      this.addDashboards(fleet, { accountId: account.id, checkIds: uptime.ids });
    }
    const applications = this.addApplications(environment, topic, account);
    const collectors = fleets.flatMap((fleet) => fleet.collectors);
    const watched = { environment, collectors, account, emulated };
    this.addForecast({ ...watched, code: code.forecast, topicArn: topic.arn });
    for (const board of boardsIn(environment)) {
      const id = `${board.name}-board`;
      new OwnDashboard(this, id, {
        ...{ board, environment, accountId: account.id },
        collectors: [...collectors, ...applications],
      });
      new TerraformOutput(this, id.replaceAll('-', '_'), { value: boardLink(environment, board) });
    }
    new TerraformOutput(this, 'topic', { value: topic.arn });
    // The CDKTF CLI shows these when it synthesizes; Terraform shows outputs after each deployment.
    for (const [i, remark] of remarksOf(environment, environments).entries()) {
      Annotations.of(this).addWarning(remark);
      new TerraformOutput(this, `warning_${i + 1}`, { value: remark });
    }
    for (const { main } of fleets)
      for (const [output, note] of Object.entries(main.notes))
        new TerraformOutput(this, output, { value: note });
  }

  private addApplications(environment: Environment, topic: SnsTopic, account: Account): ApplicationWatch[] {
    const applications = applicationsOf(environment);
    for (const application of applications) {
      const id = `${application.service}-application`;
      const { dashboardLink: value } = application;
      new WatchedApplication(this, id, { application, topicArn: topic.arn, accountId: account.id });
      if (value !== undefined) new TerraformOutput(this, `${id.replaceAll('-', '_')}_dashboard`, { value });
    }
    return applications;
  }

  /** The function that forecasts, where there is something to forecast. */
  private addForecast(config: EnvironmentForecastConfig): void {
    if (forecastRules(config.environment).length === 0) return;
    const { functionName } = new EnvironmentForecast(this, 'forecast', config);
    new TerraformOutput(this, 'forecast_function', { value: functionName });
  }

  /** The topic, the one of uptime checks that are far from it, and what else is told by them or tells them. */
  private addTopics(environment: Environment, account: Account, options: ProviderOptions) {
    // The emulator has no chat, and cannot read a budget back.
    const [chat, budget] = options.emulated ? [] : [environment.chat, environment.budget];
    const { topic, policy } = new AlertTopic(this, 'alerts', {
      ...{ environment, account, budgeted: budget !== undefined },
    });
    const far: UptimeTopic | undefined = uptimeTopic(this, { environment, account, options });
    if (chat) {
      const topicArns = [topic.arn, ...(far ? [far.topicArn] : [])];
      new ChatChannels(this, 'chat', { environment, chat, account, topicArns });
      for (const app of appsOf(chat))
        new TerraformOutput(this, `chat_${app}`, { value: chatNotes[app](chat, environment.name) });
    }
    if (budget)
      new MonthlyBudget(this, 'budget', { environment, budget, topicArn: topic.arn, publishers: policy });
    return { topic, far };
  }

  private addDashboards(
    { collectors, main }: Fleet,
    known: Omit<CollectorDashboardProps, 'collector'>,
  ): void {
    for (const [name, board] of Object.entries(boardsOf(collectors))) {
      const { dashboardLink } = board.collector;
      if (dashboardLink === undefined) continue;
      const id = name === 'unnamed' ? main.service : `${main.service}-databases`;
      new CollectorDashboard(this, `${id}-dashboard`, { ...board, ...known });
      new TerraformOutput(this, `${id.replaceAll('-', '_')}_dashboard`, { value: dashboardLink });
    }
  }
}

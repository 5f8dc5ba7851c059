import { CloudwatchDashboard } from '@cdktf/provider-aws/lib/cloudwatch-dashboard';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import { TemplateAsset } from '../template-asset';
import { idsByVariable } from '../uptime/shelves';
import type { Board } from './board';
import { dashboardTemplate } from './template';

export interface DashboardProps {
  readonly name: string;
  /** Its body, with the variable `account_id`. */
  readonly template: string;
  /** The account of the alarms; may be a Terraform token. */
  readonly accountId: string;
  /** The ids of the health checks that it shows, by the name of the check; may be Terraform tokens. */
  readonly checkIds?: Readonly<Record<string, string>> | undefined;
}

/** A dashboard in CloudWatch. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, { name, template, accountId, checkIds = {} }: DashboardProps) {
    super(scope, id);
    const body = new TemplateAsset(this, 'body', template);
    new CloudwatchDashboard(this, 'dashboard', {
      dashboardName: name,
      dashboardBody: Fn.templatefile(body.path, { account_id: accountId, ...idsByVariable(checkIds) }),
    });
  }
}

export interface CollectorDashboardProps extends Board, Pick<DashboardProps, 'accountId' | 'checkIds'> {}

/** The dashboard of a service: its metrics with thresholds, its alarm states, and the health of its collector. */
export class CollectorDashboard extends Dashboard {
  constructor(
    scope: Construct,
    id: string,
    { collector, accountId, checkIds, ...several }: CollectorDashboardProps,
  ) {
    super(scope, id, {
      name: collector.dashboardName,
      template: dashboardTemplate(collector, several),
      ...{ accountId, checkIds },
    });
  }
}

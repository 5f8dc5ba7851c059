import { CloudwatchDashboard } from '@cdktf/provider-aws/lib/cloudwatch-dashboard';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import { TemplateAsset } from '../template-asset';
import type { Board } from './board';
import { dashboardTemplate } from './template';

export interface DashboardProps {
  readonly name: string;
  /** Its body, with the variable `account_id`. */
  readonly template: string;
  /** The account of the alarms; may be a Terraform token. */
  readonly accountId: string;
}

/** A dashboard in CloudWatch. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, { name, template, accountId }: DashboardProps) {
    super(scope, id);
    const body = new TemplateAsset(this, 'body', template);
    new CloudwatchDashboard(this, 'dashboard', {
      dashboardName: name,
      dashboardBody: Fn.templatefile(body.path, { account_id: accountId }),
    });
  }
}

export interface CollectorDashboardProps extends Board {
  readonly accountId: string;
}

/** The dashboard of a service: its metrics with thresholds, its alarm states, and the health of its collector. */
export class CollectorDashboard extends Dashboard {
  constructor(scope: Construct, id: string, { collector, accountId, ...several }: CollectorDashboardProps) {
    super(scope, id, {
      name: collector.dashboardName,
      template: dashboardTemplate(collector, several),
      accountId,
    });
  }
}

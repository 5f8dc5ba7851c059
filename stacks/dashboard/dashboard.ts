import { CloudwatchDashboard } from '@cdktf/provider-aws/lib/cloudwatch-dashboard';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import type { Collector } from '../../model/collector';
import { TemplateAsset } from '../template-asset';
import { dashboardTemplate } from './template';
import type { Chooser } from './widgets';

export interface CollectorDashboardProps {
  readonly collector: Collector;
  /** The choice among databases, if it shows several. */
  readonly chooser?: Chooser;
  /** The account of the alarms; may be a Terraform token. */
  readonly accountId: string;
}

/** One dashboard: a service's metrics with thresholds, its alarm states, and the health of its collector. */
export class CollectorDashboard extends Construct {
  constructor(scope: Construct, id: string, { collector, chooser, accountId }: CollectorDashboardProps) {
    super(scope, id);
    const body = new TemplateAsset(this, 'body', dashboardTemplate(collector, chooser));
    new CloudwatchDashboard(this, 'dashboard', {
      dashboardName: collector.dashboardName,
      dashboardBody: Fn.templatefile(body.path, { account_id: accountId }),
    });
  }
}

import { CloudwatchDashboard } from '@cdktf/provider-aws/lib/cloudwatch-dashboard';
import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import type { Environment } from '../environments';
import { dashboardName } from '../thresholds/names';
import type { ServiceName } from '../thresholds/services';
import { dashboardBody } from './dashboard-body';
import { escapeTemplate, TemplateAsset } from './template-asset';

export interface ServiceDashboardProps {
  readonly environment: Environment;
  readonly service: ServiceName;
}

/** Stands for the account until the body is a template; no name or text holds it. */
const ACCOUNT = '@account@';

/** The body as a Terraform template with one variable, `account_id`. */
export function dashboardTemplate(environment: Environment, service: ServiceName): string {
  const body = JSON.stringify(dashboardBody(environment, service, ACCOUNT), undefined, 1);
  return escapeTemplate(body).replaceAll(ACCOUNT, () => `\${account_id}`);
}

/** One dashboard: the service's metrics with their thresholds, the state of its alarms, the health of its collector. */
export class ServiceDashboard extends Construct {
  constructor(scope: Construct, id: string, { environment, service }: ServiceDashboardProps) {
    super(scope, id);
    const account = new DataAwsCallerIdentity(this, 'account');
    const body = new TemplateAsset(this, 'body', dashboardTemplate(environment, service));
    new CloudwatchDashboard(this, 'dashboard', {
      dashboardName: dashboardName(environment.name, service),
      dashboardBody: Fn.templatefile(body.path, { account_id: account.accountId }),
    });
  }
}

import { CloudwatchDashboard } from '@cdktf/provider-aws/lib/cloudwatch-dashboard';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import type { Collector } from '../../model/collector';
import { dashboardBody } from './body';
import { checkDashboard, checkDashboardName } from './check';
import { escapeTemplate, TemplateAsset } from './template-asset';

export interface CollectorDashboardProps {
  readonly collector: Collector;
  /** The account of the alarms; may be a Terraform token. */
  readonly accountId: string;
}

/** A placeholder for the account in ARNs until the body is a template. The same digits may also occur in numbers. */
const ACCOUNT = '000000000000';

/**
 * The body as a Terraform template with one variable, `account_id`.
 * @throws {Error} lists everything that CloudWatch would reject
 */
export function dashboardTemplate(collector: Collector): string {
  const { service, environment, dashboardName } = collector;
  const body = dashboardBody(collector, ACCOUNT);
  const problems = [...checkDashboardName(dashboardName), ...checkDashboard(body)];
  if (problems.length > 0)
    throw new Error(
      `The dashboard of ${service} in ${environment.name} has ${problems.length} problem(s):\n  ${problems.join('\n  ')}`,
    );
  return escapeTemplate(JSON.stringify(body, undefined, 1)).replaceAll(
    `:${ACCOUNT}:`,
    () => `:\${account_id}:`,
  );
}

/** One dashboard: a service's metrics with thresholds, its alarm states, and the health of its collector. */
export class CollectorDashboard extends Construct {
  constructor(scope: Construct, id: string, { collector, accountId }: CollectorDashboardProps) {
    super(scope, id);
    const body = new TemplateAsset(this, 'body', dashboardTemplate(collector));
    new CloudwatchDashboard(this, 'dashboard', {
      dashboardName: collector.dashboardName,
      dashboardBody: Fn.templatefile(body.path, { account_id: accountId }),
    });
  }
}

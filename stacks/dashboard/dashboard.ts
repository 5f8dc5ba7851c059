import { CloudwatchDashboard } from '@cdktf/provider-aws/lib/cloudwatch-dashboard';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import type { Environment } from '../../environments';
import { dashboardName } from '../../model/names';
import type { ServiceName } from '../../thresholds/services';
import { dashboardBody } from './body';
import { checkDashboard, checkDashboardName } from './check';
import { escapeTemplate, TemplateAsset } from './template-asset';

export interface ServiceDashboardProps {
  readonly environment: Environment;
  readonly service: ServiceName;
  /** Of the account that holds the alarms; may be a Terraform token. */
  readonly accountId: string;
}

/** Stands for the account in ARNs until the body is a template: the id of no account. In numbers these digits may stand, too. */
const ACCOUNT = '000000000000';

/**
 * The body as a Terraform template with one variable, `account_id`.
 * @throws {Error} that lists all that CloudWatch would refuse
 */
export function dashboardTemplate(environment: Environment, service: ServiceName): string {
  const body = dashboardBody(environment, service, ACCOUNT);
  const problems = [...checkDashboardName(dashboardName(environment.name, service)), ...checkDashboard(body)];
  if (problems.length > 0)
    throw new Error(
      `The dashboard of ${service} in ${environment.name} has ${problems.length} problem(s):\n  ${problems.join('\n  ')}`,
    );
  return escapeTemplate(JSON.stringify(body, undefined, 1)).replaceAll(
    `:${ACCOUNT}:`,
    () => `:\${account_id}:`,
  );
}

/** One dashboard: the service's metrics with their thresholds, the state of its alarms, the health of its collector. */
export class ServiceDashboard extends Construct {
  constructor(scope: Construct, id: string, { environment, service, accountId }: ServiceDashboardProps) {
    super(scope, id);
    const body = new TemplateAsset(this, 'body', dashboardTemplate(environment, service));
    new CloudwatchDashboard(this, 'dashboard', {
      dashboardName: dashboardName(environment.name, service),
      dashboardBody: Fn.templatefile(body.path, { account_id: accountId }),
    });
  }
}

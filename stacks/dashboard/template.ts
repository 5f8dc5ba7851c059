import type { Collector } from '../../model/collector';
import { escapeTemplate } from '../template-asset';
import { dashboardBody } from './body';
import { checkDashboard, checkDashboardName } from './check';
import type { Chooser } from './widgets';

/** A placeholder for the account in ARNs until the body is a template. The same digits may also occur in numbers. */
const ACCOUNT = '000000000000';

/**
 * The body as a Terraform template with one variable, `account_id`.
 * @throws {Error} lists everything that CloudWatch would reject
 */
export function dashboardTemplate(collector: Collector, chooser?: Chooser): string {
  const { service, environment, dashboardName } = collector;
  const body = dashboardBody(collector, ACCOUNT, chooser);
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

import type { Collector } from '../../model/collector';
import { escapeTemplate } from '../template-asset';
import { withIdVariables } from '../uptime/shelves';
import type { Board } from './board';
import { dashboardBody } from './body';
import { checkDashboard, checkDashboardName } from './check';
import type { DashboardBody } from './widgets';

/** A placeholder for the account in ARNs until the body is a template. The same digits may also occur in numbers. */
const ACCOUNT = '000000000000';

/**
 * The body of a dashboard as a Terraform template with the variable `account_id`, and one for the id of each uptime check.
 * @param what whose it is, for the error
 * @param bodyOf the body, with the account in the ARNs of alarms
 * @throws {Error} lists everything that CloudWatch would reject
 */
export function templateOf(name: string, what: string, bodyOf: (accountId: string) => DashboardBody): string {
  const body = bodyOf(ACCOUNT);
  const problems = [...checkDashboardName(name), ...checkDashboard(body)];
  if (problems.length > 0)
    throw new Error(`The dashboard ${what} has ${problems.length} problem(s):\n  ${problems.join('\n  ')}`);
  const template = escapeTemplate(JSON.stringify(body, undefined, 1)).replaceAll(
    `:${ACCOUNT}:`,
    () => `:\${account_id}:`,
  );
  return withIdVariables(template);
}

/** That of a collector. @throws {Error} as `templateOf` */
export function dashboardTemplate(collector: Collector, several?: Pick<Board, 'chooser' | 'worst'>): string {
  const { service, environment, dashboardName } = collector;
  return templateOf(dashboardName, `of ${service} in ${environment.name}`, (accountId) =>
    dashboardBody(collector, accountId, several),
  );
}

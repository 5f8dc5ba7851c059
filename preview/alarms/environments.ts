import { applicationsOf } from '../../model/applications/application';
import type { Project } from '../../model/project';
import { deployedOf, ownDashboardsOf } from '../../stacks/deployed';
import { levels } from '../../thresholds/row';
import { type NamesByService, withDatabases } from '../databases/names';
import type { Watched } from './watch';

/** Of an environment that names no account: the one of AWS's own examples. */
const EXAMPLE_ACCOUNT = '123456789012';

/**
 * The environments of a project as they would be deployed.
 * @param everySeconds time between two runs here; periods are shorter by as much as this is than the collection interval
 * @param names of the databases of services that have more than the unnamed one here
 */
export function watchedOf(
  { environments }: Project,
  everySeconds: number,
  names: NamesByService = {},
): Watched[] {
  // Each run visits here, and time passes by the collection interval: alarms of an adaptive pace, with periods of a minute, would see gaps.
  // Nothing here asks for pages: the row of uptime checks would stay empty.
  return environments.map(({ adaptive: _, uptime: __, ...environment }) => {
    const accountId = environment.accountId ?? EXAMPLE_ACCOUNT;
    const scale = (environment.collectionMinutes * 60) / everySeconds;
    const shown = withDatabases(environment, names);
    const deployed = deployedOf(shown, accountId);
    return { environment, accountId, deployed, boards: ownDashboardsOf(shown, accountId), scale };
  });
}

/** What is said of applications, whose metrics nothing publishes here; undefined where no environment watches one. */
export function leftOut(environments: readonly Watched[]): string | undefined {
  const names = environments.flatMap(({ environment }) =>
    applicationsOf(environment).map((one) => one.service),
  );
  if (names.length === 0) return undefined;
  return `Applications: ${[...new Set(names)].join(', ')} left out. Nothing publishes their metrics here: their alarms and dashboards are not shown.`;
}

/**
 * The environment to show: the one of that name; without a name the first that collects the most, or else the first.
 * @throws {Error} lists the names there are
 */
export function chosen(environments: readonly Watched[], name: string | undefined): Watched {
  const rank = ({ environment }: Watched) => levels.indexOf(environment.level);
  const most = Math.max(...environments.map(rank));
  const found = environments.find((one) =>
    name === undefined ? rank(one) === most : one.environment.name === name,
  );
  if (found) return found;
  const names = environments.map(({ environment }) => environment.name);
  throw new Error(`environments.ts has no environment "${name}". Use one of: ${names.join(', ')}.`);
}

import { type Fleet, fleetsOf } from '../databases/fleet';
import type { Environment } from '../environment';
import { CHECKER_REGIONS, checksIn, requestsPerMonth, requestWords } from './check';

/** Route 53's quota of health checks in an account, which AWS raises on request. */
const CHECK_QUOTA = 200;

/** What to do instead: a page of the application that touches no database. */
const PAGE =
  'Recommended is a page that tells the age of the last good query of the application itself, with contains for its words: docs/uptime.md has one.';

/**
 * What the checks of an environment ask of the application, and of its databases, in sentences; nothing without checks.
 * @param all the environments of the table, which may share a quota with this one
 */
export function uptimeRemarks(environment: Environment, all: readonly Environment[]): string[] {
  const checks = checksIn(environment);
  if (checks.length === 0) return [];
  const { name } = environment;
  const names = checks.map((one) => one.name).join(', ');
  const requests = requestWords(requestsPerMonth());
  return [
    `Each uptime check of ${name} (${names}) sends about ${requests} requests a month to its URL, from ${CHECKER_REGIONS.length} regions.`,
    ...fleetsOf(environment).flatMap((fleet) => [...awake(fleet), ...used(fleet)]),
    ...quota(environment, all),
  ];
}

/** That a page that reads the database never lets it sleep. */
function awake({ main }: Fleet): string[] {
  const { about, choices, environment } = main;
  if (!about.sleeps || !choices[about.sleeps.with]) return [];
  return [
    `The uptime checks of ${environment.name} ask several times a minute: if a URL reads ${about.title}, its compute never sleeps, and is billed day and night. ${PAGE}`,
  ];
}

/** That a page that reads the database uses up what its plan allows in a month. */
function used({ collectors }: Fleet): string[] {
  const said = collectors.flatMap(({ about, environment, limits }) =>
    (about.elsewhere.quotas ?? []).flatMap(({ counted, per, most }) => {
      const limit = typeof most === 'number' || per !== 'month' ? undefined : limits[most.limit];
      if (limit === undefined) return [];
      const share = Math.round((requestsPerMonth() / limit) * 100);
      return [
        `If a URL of the uptime checks of ${environment.name} reads ${about.title} once for each request, a check uses ${share} % of its ${limit} ${counted}. ${PAGE}`,
      ];
    }),
  );
  return [...new Set(said)];
}

/** That an account has more health checks than Route 53 allows. */
function quota({ accountId, name }: Environment, all: readonly Environment[]): string[] {
  const own = all.filter((one) => one.accountId === accountId && checksIn(one).length > 0);
  const count = own.reduce((sum, one) => sum + checksIn(one).length, 0);
  if (count <= CHECK_QUOTA) return [];
  return [
    `The environments in the account of ${name} have ${count} uptime checks together; Route 53 allows ${CHECK_QUOTA} health checks in an account, unless AWS has raised this quota: ask for more before you deploy.`,
  ];
}

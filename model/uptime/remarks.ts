import { type Fleet, fleetsOf } from '../databases/fleet';
import type { Environment } from '../environment';
import { CHECKER_REGIONS, checksIn, requestsPerMonth, requestWords, targetOf } from './check';

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
    ...twice(environment),
    `Each uptime check of ${name} (${names}) sends about ${requests} requests a month to its URL, from ${CHECKER_REGIONS.length} regions.`,
    ...fleetsOf(environment).flatMap((fleet) => [...awake(fleet), ...used(fleet)]),
    ...quota(environment, all),
  ];
}

/** That a page that reads the database never lets it sleep, unless the collector itself does not. */
function awake({ main }: Fleet): string[] {
  const { about, choices, environment } = main;
  const { sleeps, title } = about;
  if (!sleeps) return [];
  const isVisitedAwake = !choices[sleeps.with] && environment.collectionMinutes <= sleeps.afterMinutes;
  if (isVisitedAwake) return [];
  return [
    `The uptime checks of ${environment.name} ask several times a minute: if a URL reads ${title}, its compute never sleeps, and is billed day and night. ${PAGE}`,
  ];
}

/** That a page that reads the database uses up what its plan allows in a month; where nothing tells the plan, what the free one does. */
function used({ collectors }: Fleet): string[] {
  const said = collectors.flatMap(({ about, environment, limits }) =>
    (about.elsewhere.quotas ?? []).flatMap(({ counted, per, most, free }) => {
      const limit = typeof most === 'number' || per !== 'month' ? undefined : limits[most.limit];
      const [allowed, whose] = limit === undefined ? [free, 'the'] : [limit, 'its'];
      if (allowed === undefined) return [];
      const share = Math.round((requestsPerMonth() / allowed) * 100);
      const plan = limit === undefined ? ' of the free plan' : '';
      return [
        `If a URL of the uptime checks of ${environment.name} reads ${about.title} once for each request, a check uses ${share} % of ${whose} ${allowed.toLocaleString('en-US')} ${counted}${plan}. ${PAGE}`,
      ];
    }),
  );
  return [...new Set(said)];
}

/** That two checks ask the same, and both are billed. */
function twice(environment: Environment): string[] {
  const groups = new Map<string, string[]>();
  for (const { name, url, contains } of checksIn(environment)) {
    const key = JSON.stringify([targetOf(url), contains]);
    groups.set(key, [...(groups.get(key) ?? []), name]);
  }
  return [...groups.values()].flatMap((names) =>
    names.length > 1
      ? [
          `The uptime checks ${names.join(', ')} of ${environment.name} ask for the same URL and the same words, and each is billed: one is enough.`,
        ]
      : [],
  );
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

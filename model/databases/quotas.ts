import { HOURS_PER_MONTH, type Quota } from '../../thresholds/service';
import type { Collector } from '../collector';
import { UNNAMED } from '../names';
import type { Fleet } from './fleet';
import { type Database, databasesOf, environmentOf } from './table';

const MINUTES_PER_MONTH = HOURS_PER_MONTH * 60;

/**
 * Where monitoring uses much of what a vendor allows, in sentences. None has a number that changes with each database: it would
 * change an output of every plan.
 */
export function quotaRemarks(fleet: Fleet): string[] {
  const { about, choices } = fleet.main;
  return (about.elsewhere.quotas ?? [])
    .filter(({ needs }) => needs === undefined || choices[needs] === true)
    .flatMap((quota) => (quota.of === 'environment' ? ofAll(fleet, quota) : ofEach(fleet, quota)));
}

/** Of a quota that all databases of an environment have together. */
function ofAll({ main, rules }: Fleet, quota: Quota): string[] {
  const most = allowed(quota, main);
  const databases = new Map(
    databasesOf(main.environment, main.service).map((one) => [one.name ?? UNNAMED, one] as const),
  );
  const used = rules.reduce(
    (sum, rule) =>
      sum +
      usedIn(
        rule.databases.map((name) => databases.get(name) ?? {}),
        main,
        quota,
      ),
    0,
  );
  const [visits] = visitsIn(quota, main);
  if (most === undefined || used * visits <= quota.from * most) return [];
  const { about, environment } = main;
  return [
    `Monitoring ${about.title} in ${environment.name} uses more than ${percent(quota.from)} of the ${most} ${quota.counted}. ${quota.advice}`,
  ];
}

/** How much the visits of one invocation use. What several share is used once, by the one that needs most of it. */
function usedIn(databases: readonly Database[], { environment, service }: Collector, quota: Quota): number {
  const uses = new Map<unknown, number>();
  for (const database of databases) {
    const shared = quota.oncePer === undefined ? database : database[quota.oncePer];
    const use = quota.perVisit(environmentOf(environment, service, database).level);
    uses.set(shared, Math.max(use, uses.get(shared) ?? 0));
  }
  return [...uses.values()].reduce((sum, use) => sum + use, 0);
}

/** Of a quota that each database has: a sentence for all with the same. */
function ofEach({ collectors }: Fleet, quota: Quota): string[] {
  const said = collectors.flatMap((one) => {
    const { about, environment, service } = one;
    const most = allowed(quota, one);
    if (most === undefined) return [];
    const own = databasesOf(environment, service).find(({ name }) => name === one.database) ?? {};
    const perVisit = quota.perVisit(environmentOf(environment, service, own).level);
    const [usual, quickest] = visitsIn(quota, one).map((visits) => visits * perVisit) as [number, number];
    if (usual <= quota.from * most && quickest <= most) return [];
    const quick =
      quickest > usual ? `, and up to ${percent(quickest / most)} where its pace stays at one minute` : '';
    return [
      `Monitoring a database of ${about.title} in ${environment.name} uses ${percent(usual / most)} of its ${most} ${quota.counted}${quick}. ${quota.advice}`,
    ];
  });
  return [...new Set(said)];
}

/** How often a database is visited in the time of a quota: while all is well, and at the quickest pace. */
function visitsIn({ per }: Quota, { environment }: Collector): readonly [usual: number, quickest: number] {
  // All visits of a run are in one minute, whatever the pace.
  if (per === 'minute') return [1, 1];
  const usual = MINUTES_PER_MONTH / environment.collectionMinutes;
  return [usual, environment.adaptive ? MINUTES_PER_MONTH : usual];
}

/** How many are allowed; undefined if nothing tells. */
const allowed = ({ most }: Quota, { limits }: Collector): number | undefined =>
  typeof most === 'number' ? most : limits[most.limit];

/** The percent sign with a space, as in the documents. */
const percent = (share: number): string => `${Math.round(share * 100)} %`;

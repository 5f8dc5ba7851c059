import type { Application } from '../../thresholds/application/application';
import { applications } from '../../thresholds/application/applications';
import { isAlarmed, severities, type Table } from '../../thresholds/row';
import { type EnvironmentRule, type Finding, repeated } from '../checks/finding';
import { alarmOwners } from '../databases/rules';
import type { Entry } from '../environment';
import { alarmName, dashboardName } from '../names';
import { collectedRows } from '../rows';
import { watchedIn } from './application';
import { tableOf } from './definition';
import type { Said } from './metric-rules';
import { sharedSaid } from './row-rules';
import type { ApplicationOverride, WatchedApplication } from './shape';
import { soundApplications } from './table-rules';

/** The limit of CloudWatch for the name of an alarm, in characters. */
const LONGEST_ALARM_NAME = 255;

const placeOf = ({ name }: WatchedApplication): string => `applications[${name}]`;

/** Checks the applications that an environment names, and what it overrides of their rows. */
export const applicationRule: EnvironmentRule = function* (entry) {
  const named = watchedIn(entry);
  for (const name of repeated(named.map((one) => one.name)))
    yield [`applications[${name}]`, 'is listed more than once', 'remove all but one'];
  const sound = soundApplications();
  for (const one of named) {
    const at = placeOf(one);
    if (!Object.hasOwn(applications, one.name)) yield [at, 'is not an application', known()];
    // A malformed application is reported by its shape.
    const about = Object.hasOwn(sound, one.name) ? sound[one.name] : undefined;
    if (!about) continue;
    yield* longNames(at, entry.name, one.name, about);
    yield* overridesIn(`${at}.overrides`, one, tableOf(about));
  }
};

const known = (): string => {
  const names = Object.keys(applications);
  const add = 'add it to thresholds/application/applications.ts (docs/application-metrics.md says how)';
  return names.length === 0 ? add : `use one of ${names.join(', ')}, or ${add}`;
};

function* longNames(
  at: string,
  environment: string,
  service: string,
  { rows }: Application,
): Iterable<Finding> {
  const longest = Object.keys(rows)
    .map((row) => alarmName({ environment, service }, row, 'critical'))
    .find(({ length }) => length > LONGEST_ALARM_NAME);
  if (longest !== undefined)
    yield [
      at,
      `makes an alarm name ${longest.length} characters long; CloudWatch allows ${LONGEST_ALARM_NAME}`,
      'shorten the name of its row',
    ];
}

function* overridesIn(at: string, { overrides = {} }: WatchedApplication, rows: Table): Iterable<Finding> {
  const applied = collectedRows(rows, { level: 'core', overrides });
  for (const [name, override] of Object.entries(overrides)) {
    const place = `${at}.${name}`;
    const found = unfit(name, override, rows);
    if (found) {
      yield [place, ...found];
      continue;
    }
    // What is wrong with the row itself is reported in its file.
    const before = sharedSaid(name, rows).map(String);
    for (const said of sharedSaid(name, applied)) if (!before.includes(String(said))) yield [place, ...said];
  }
}

/** Why a row cannot have an override. */
function unfit(name: string, override: ApplicationOverride, rows: Table): Said | undefined {
  const row = Object.hasOwn(rows, name) ? rows[name] : undefined;
  if (!row) return ['is not a row', `use one of ${Object.keys(rows).join(', ')}`];
  if (!isAlarmed(row)) return ['has no alarm', 'remove the override'];
  return override.critical !== undefined && row.alarm.critical === undefined
    ? ['has no critical alarm', 'remove critical, or give the row one']
    : undefined;
}

/** Something that is deployed under a name, and whose it is. */
interface Owned {
  readonly what: 'alarm' | 'dashboard';
  readonly name: string;
  readonly environment: string;
  readonly place: string;
  readonly isApplication: boolean;
}

/**
 * Applications whose alarms or dashboards have the name of others: a name is joined with hyphens, so that `order` with the row
 * ApiErrors has the same as `order-api` with the row Errors. One finding for two of them.
 */
export function applicationTwins(
  entries: readonly Entry[],
): { readonly name: string; readonly finding: Finding }[] {
  if (entries.every(({ applications: named = [] }) => named.length === 0)) return [];
  const owners = new Map<string, Owned>();
  const found = new Map<string, { readonly name: string; readonly finding: Finding }>();
  for (const owned of entries.flatMap((entry) => [...othersIn(entry), ...ownedIn(entry)])) {
    const key = `${owned.what} ${owned.name}`;
    const first = owners.get(key);
    owners.set(key, first ?? owned);
    if (!first) continue;
    const [one, other] = owned.isApplication ? [owned, first] : [first, owned];
    const isSame = one.environment === other.environment && one.place === other.place;
    // Of what the services have, one thing is enough.
    const whose = other.isApplication ? other.place : '';
    const pair = JSON.stringify([one.environment, one.place, other.environment, whose]);
    if (!one.isApplication || isSame || found.has(pair)) continue;
    const problem = `makes the ${one.what} name ${one.name}, which ${other.place} in ${other.environment} has, too`;
    found.set(pair, { name: one.environment, finding: [one.place, problem, 'rename one of the two'] });
  }
  return [...found.values()];
}

/** What the services have. */
function* othersIn(entry: Entry): Iterable<Owned> {
  const of = { environment: entry.name, isApplication: false };
  for (const [name, { service, row, place }] of alarmOwners(entry)) {
    yield { ...of, what: 'alarm', name, place: `${row} of ${place}` };
    for (const database of [undefined, 'any'])
      yield {
        ...of,
        what: 'dashboard',
        name: dashboardName({ environment: entry.name, service, database }),
        place,
      };
  }
}

function* ownedIn(entry: Entry): Iterable<Owned> {
  const sound = soundApplications();
  for (const one of watchedIn(entry)) {
    const watched = { environment: entry.name, service: one.name };
    const of = { environment: entry.name, place: placeOf(one), isApplication: true };
    yield { ...of, what: 'dashboard', name: dashboardName(watched) };
    const about = Object.hasOwn(sound, one.name) ? sound[one.name] : undefined;
    for (const row of Object.keys(about?.rows ?? {}))
      for (const severity of severities)
        yield { ...of, what: 'alarm', name: alarmName(watched, row, severity) };
  }
}

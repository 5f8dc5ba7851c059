import { hasAlarm, severities, type Table } from '../../thresholds/row';
import { type ServiceName, serviceNames, serviceOf } from '../../thresholds/services';
import { groupedNames } from '../alarms/grouped';
import type { EnvironmentRule, Finding } from '../checks/finding';
import { limitsIn, optionsIn, overridesIn } from '../checks/override-rules';
import { soundRows } from '../checks/row-shape';
import { type CollectorNames, collectorNames } from '../collector-names';
import type { Entry } from '../environment';
import { ALL_NAMED, LONGEST_FUNCTION_NAME, NAME_FORM, UNNAMED } from '../names';
import type { RowOverrides } from '../rows';
import { type Database, databasesOf, environmentOf } from './table';

/** The limit of CloudWatch for the name of an alarm, in characters. */
const LONGEST_ALARM_NAME = 255;
/** Long enough for people, and short enough for the names in AWS that it is part of. The collector refuses a longer one. */
const LONGEST_NAME = 64;
/** What is added to the function's name where a shard has a rule of its own: `-2` to `-9999`. */
const ROOM_FOR_SHARDS = '-9999'.length;

/** A text that may be shown: a secret that was pasted here is longer, or has other characters in it. */
const isHarmless = (name: string): boolean => /^[\w -]{1,40}$/.test(name) || NAME_FORM.test(name);

/** Where a database is in the table: `databases.neon[analytics]`; by its number, if its name cannot be shown. */
export function placeOfDatabase(service: string, { name }: { readonly name?: unknown }, i: number): string {
  return `databases.${service}[${typeof name === 'string' && isHarmless(name) ? name : i}]`;
}

/** The databases of a service with their places; those that are malformed are left out: their shape is reported. */
function placed(entry: Entry, service: ServiceName): (readonly [at: string, database: Database])[] {
  return databasesOf(entry, service).flatMap((database, i) =>
    (database as unknown) ? [[placeOfDatabase(service, database, i), database] as const] : [],
  );
}

/** Checks the databases of an environment: their names, and what each of them sets. */
export const databaseRule: EnvironmentRule = function* (entry, project, names = [entry.name]) {
  for (const service of serviceNames) {
    const list = entry.databases?.[service];
    if (list === undefined) continue;
    const at = `databases.${service}`;
    if (list.length === 0)
      yield [at, 'is empty', 'leave it out, or use [{}], for one database without a name'];
    const all = placed(entry, service);
    yield* together(at, all);
    const { functionName } = collectorNames(project, entry.name, service);
    const excess = functionName.length + ROOM_FOR_SHARDS - LONGEST_FUNCTION_NAME;
    if (excess > 0 && all.some(([, { name }]) => name !== undefined))
      yield [
        at,
        `makes names of EventBridge rules up to ${functionName.length + ROOM_FOR_SHARDS} characters long; AWS allows ${LONGEST_FUNCTION_NAME}`,
        `shorten the name of the environment or the project name "${project}" by ${excess}`,
      ];
    const rows = alarmsOf(service);
    for (const [place, database] of all) {
      yield* nameFindings(place, database, names);
      if (database.name !== undefined)
        yield* longNames(place, collectorNames(project, entry.name, service, database.name), rows);
      yield* settingFindings(place, service, database, entry);
    }
  }
};

/** What is wrong with databases together. */
function* together(at: string, all: readonly (readonly [string, Database])[]): Iterable<Finding> {
  const unnamed = all.filter(([, { name }]) => name === undefined).length;
  if (unnamed > 1) yield [at, `has ${unnamed} databases without a name`, 'name all but one'];
  const times = new Map<string, number>();
  for (const [place, { name }] of all) if (name !== undefined) times.set(place, (times.get(place) ?? 0) + 1);
  for (const [place, n] of times)
    if (n > 1) yield [place, `is listed ${n === 2 ? 'twice' : `${n} times`}`, 'rename or remove all but one'];
}

function* nameFindings(at: string, database: Database, environments: readonly string[]): Iterable<Finding> {
  const { name } = database;
  if (name === undefined) {
    const set = Object.keys(database);
    if (set.length > 0)
      yield [
        at,
        `has no name, and sets ${set.join(', ')}`,
        'give it a name, or set this for the environment: a database without a name has the values of the environment',
      ];
    return;
  }
  if (!NAME_FORM.test(name))
    yield [
      `${at}.name`,
      isHarmless(name) ? `is "${name}"` : 'is not a name',
      'use lowercase letters, digits and single hyphens, starting with a letter',
    ];
  if (name.length > LONGEST_NAME)
    yield [`${at}.name`, `is ${name.length} characters long`, `use at most ${LONGEST_NAME} characters`];
  if (name === UNNAMED)
    yield [`${at}.name`, 'is reserved for the database without a name', 'choose a different name'];
  if (name === ALL_NAMED)
    yield [
      `${at}.name`,
      'is reserved for the alarms that watch many databases together',
      'choose a different name',
    ];
  if (environments.includes(name))
    yield [`${at}.name`, 'is the name of an environment', 'choose a different name'];
}

/** The rows of a service that may have alarms, whatever its level. */
const alarmsOf = (service: ServiceName): string[] =>
  Object.entries(soundRows(serviceOf(service).rows)).flatMap(([row, { alarm }]) =>
    hasAlarm(alarm) ? [row] : [],
  );

function* longNames(at: string, { alarmName }: CollectorNames, rows: readonly string[]): Iterable<Finding> {
  const longest = Math.max(0, ...rows.map((row) => alarmName(row, 'critical').length));
  const excess = longest - LONGEST_ALARM_NAME;
  if (excess > 0)
    yield [
      `${at}.name`,
      `makes an alarm name ${longest} characters long; CloudWatch allows ${LONGEST_ALARM_NAME}`,
      `shorten it by ${excess}`,
    ];
}

/** What a database sets in place of its environment, by the rules for environments. */
function* settingFindings(
  at: string,
  service: ServiceName,
  database: Database,
  environment: Entry,
): Iterable<Finding> {
  const seen = environmentOf(environment, service, database);
  // Checked as they apply: a number of the environment may be beyond one of the database.
  const applied = Object.entries((seen.overrides[service] ?? {}) as RowOverrides).filter(([row]) =>
    Object.hasOwn(database.overrides ?? {}, row),
  );
  yield* overridesIn(`${at}.overrides`, service, Object.fromEntries(applied), seen);
  yield* limitsIn(`${at}.limits`, database.limits ?? {}, [service]);
  yield* optionsIn(database, [service], (option) => `${at}.${option}`);
  const said: Readonly<Record<string, unknown>> = environment;
  for (const [name, { needs }] of Object.entries(serviceOf(service).databaseOptions ?? {}))
    if (needs !== undefined && database[name] !== undefined && said[needs] !== true)
      yield [`${at}.${name}`, `has no use without ${needs}`, `set ${needs} to true, or remove it`];
}

/** Whose alarm it is, for the message. */
interface Owner {
  readonly environment: string;
  readonly service: ServiceName;
  readonly row: string;
  readonly place: string;
  readonly named: boolean;
}

/**
 * Databases whose alarms have the name of another alarm: a name is joined with hyphens, so that the database `cache` with the
 * row HitRate has the same as the row CacheHitRate of the database without a name. One finding for two databases.
 */
export function alarmTwins(
  entries: readonly Entry[],
): { readonly name: string; readonly finding: Finding }[] {
  const owners = new Map<string, Owner>();
  const found = new Map<string, { readonly name: string; readonly finding: Finding }>();
  if (entries.every(({ databases }) => databases === undefined)) return [];
  for (const [alarm, owner] of entries.flatMap((entry) => [...alarmOwners(entry)])) {
    const first = owners.get(alarm);
    if (!first) {
      owners.set(alarm, owner);
      continue;
    }
    const [one, other] = owner.named ? [owner, first] : [first, owner];
    const key = `${one.environment} ${one.place} ${other.environment} ${other.place}`;
    const isSame = one.environment === other.environment && one.place === other.place;
    if (!one.named || isSame || found.has(key)) continue;
    const problem = `makes the alarm name ${alarm}, which ${other.row} of ${other.place} in ${other.environment} has, too`;
    found.set(key, { name: one.environment, finding: [one.place, problem, 'rename one of the two'] });
  }
  return [...found.values()];
}

/** The names of the alarms that an environment may have for its services, each with what it belongs to. */
export function* alarmOwners(entry: Entry): Iterable<readonly [alarm: string, owner: Owner]> {
  for (const service of serviceNames) {
    const rows = alarmsOf(service);
    const table = soundRows(serviceOf(service).rows);
    for (const [at, database] of placed(entry, service)) {
      const { name } = database;
      const { alarmName } = collectorNames('', entry.name, service, name);
      const named = name !== undefined;
      const place = named ? at : serviceOf(service).title;
      const typed = [
        ...rows.flatMap((row) => severities.map((severity) => [row, severity] as const)),
        ...unusualIn(table, entry, service, database).map((row) => [row, 'anomaly'] as const),
      ];
      for (const [row, type] of typed)
        yield [alarmName(row, type), { environment: entry.name, service, row, place, named }];
    }
    yield* groupedIn(entry, service, rows);
  }
}

/** The rows for which a database may have an anomaly alarm, whatever its level. */
function unusualIn(rows: Table, entry: Entry, service: ServiceName, database: Database): string[] {
  const given: RowOverrides = environmentOf(entry, service, database).overrides[service] ?? {};
  return Object.keys(rows).filter(
    (row) => given[row]?.alarm !== 'off' && (given[row]?.anomaly ?? rows[row]?.anomaly),
  );
}

/** The alarms that named databases have together where they are many. */
function* groupedIn(
  entry: Entry,
  service: ServiceName,
  rows: readonly string[],
): Iterable<readonly [alarm: string, owner: Owner]> {
  const names = placed(entry, service).flatMap(([, { name }]) => name ?? []);
  // The reserved name is reported by itself.
  if (names.length === 0 || names.includes(ALL_NAMED)) return;
  const of = { environment: entry.name, service, place: `databases.${service}`, named: true };
  for (const { name, row } of groupedNames(entry.name, service, rows)) yield [name, { ...of, row }];
}

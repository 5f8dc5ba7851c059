import { type ServiceName, serviceNames, serviceOf } from '../../thresholds/services';
import { watchedIn } from '../applications/application';
import { soundApplications } from '../applications/table-rules';
import { type EnvironmentRule, type Finding, repeated } from '../checks/finding';
import { soundRows } from '../checks/row-shape';
import { databasesOf, environmentOf } from '../databases/table';
import type { Board, Entry } from '../environment';
import { NAME_FORM } from '../names';
import { type Collection, lackedBy, limitsOf } from '../rows';
import { FORMS, isGlob, matching, type Pattern, patternOf, serviceIn } from './board';

/** As long as the name of a database; CloudWatch allows 255 characters with the name of the environment. */
const LONGEST_NAME = 64;

/** Checks the dashboards of one's own: their names, and whether all that they name is published here. */
export const boardRule: EnvironmentRule = function* (entry) {
  const { dashboards } = entry;
  if (!Array.isArray(dashboards)) return;
  const boards: readonly Board[] = dashboards.filter(Boolean);
  for (const name of repeated(boards.map((board) => board.name)))
    yield [`dashboards[${name}]`, 'is listed more than once', 'rename or remove all but one'];
  for (const board of boards) {
    yield* nameFindings(board);
    const at = `dashboards[${board.name}].rows`;
    if (board.rows.length === 0) yield [at, 'is empty', FORMS];
    for (const text of repeated(board.rows)) yield [at, `names ${text} more than once`, 'remove all but one'];
    for (const text of new Set(board.rows))
      for (const [problem, fix] of rowFindings(text, entry)) yield [`${at}[${text}]`, problem, fix];
  }
};

function* nameFindings({ name }: Board): Iterable<Finding> {
  const at = `dashboards[${name}].name`;
  if (!NAME_FORM.test(name))
    yield [at, `is "${name}"`, 'use lowercase letters, digits and single hyphens, starting with a letter'];
  if (name.length > LONGEST_NAME)
    yield [at, `is ${name.length} characters long`, `use at most ${LONGEST_NAME} characters`];
}

type Said = readonly [problem: string, fix: string];

/** What is wrong with one entry of a board. */
function* rowFindings(text: string, entry: Entry): Iterable<Said> {
  const pattern = patternOf(text);
  if (!pattern) return yield ['names no row', FORMS];
  const service = serviceIn(pattern);
  if (!service) return yield* applicationFindings(pattern, entry);
  const names = databasesOf(entry, service).map(({ name }) => name);
  const meant = pattern.database === '*' ? names : names.filter((name) => name === pattern.database);
  if (meant.length === 0) return yield notThere(pattern, service, names);
  const all = Object.keys(serviceOf(service).rows);
  const rows = matching(pattern.row, all);
  if (rows.length === 0) return yield ['names no row', `use one of ${all.join(', ')}, or * for all`];
  // Of several rows those are shown that are published.
  const lacking = meant.flatMap((name) => lackingIn(rows, entry, service, name));
  const [first] = lacking;
  if (first && (!isGlob(pattern.row) || lacking.length === meant.length * rows.length)) yield first;
}

/** What is wrong with an entry that names no service: it may name an application that is watched here. */
function* applicationFindings({ service: name, database, row }: Pattern, entry: Entry): Iterable<Said> {
  const watched = watchedIn(entry).map((one) => one.name);
  if (!watched.includes(name))
    return yield ['names no service', `use one of ${[...serviceNames, ...watched].join(', ')}`];
  if (database !== undefined)
    return yield ['names a database of an application, which has none', `write ${name}.${row}`];
  const about = soundApplications()[name];
  // A malformed application, or one that is not there, is reported by itself.
  if (!about) return;
  const all = Object.keys(about.rows);
  if (matching(row, all).length === 0) yield ['names no row', `use one of ${all.join(', ')}, or * for all`];
}

function notThere({ database }: Pattern, service: ServiceName, names: readonly (string | undefined)[]): Said {
  const forms = names.map((name) => (name === undefined ? service : `${service}(${name})`));
  return database === undefined
    ? [`means the database without a name, which is not there`, `name one: ${forms.join(', ')}`]
    : [`names the database ${database}, which is not there`, `use one of ${forms.join(', ')}`];
}

/** Why rows are not published for a database. */
function lackingIn(
  rows: readonly string[],
  entry: Entry,
  service: ServiceName,
  database: string | undefined,
): Said[] {
  const about = serviceOf(service);
  const own = databasesOf(entry, service).find(({ name }) => name === database) ?? {};
  const seen = environmentOf(entry, service, own);
  const collection: Omit<Collection, 'overrides'> = {
    level: seen.level,
    options: { ...seen },
    limits: limitsOf(about, seen.limits),
  };
  const sound = soundRows(about.rows);
  return rows.flatMap((name) => {
    const row = sound[name];
    const [problem, fix] = (row && lackedBy(row, collection)) ?? [];
    if (problem === undefined) return [];
    const where = database === undefined ? '' : ` (${database})`;
    return [[`${problem}${where}`, `${fix}, or remove it`] as const];
  });
}

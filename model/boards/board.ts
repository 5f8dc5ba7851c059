import { type ServiceName, serviceNames } from '../../thresholds/services';
import type { Watcher } from '../applications/application';
import type { Board, Environment } from '../environment';
import { dashboardLink } from '../links';
import { boardName } from '../names';

/** The dashboards of one's own in an environment. */
export const boardsIn = ({ dashboards }: Pick<Environment, 'dashboards'>): readonly Board[] =>
  typeof dashboards === 'object' ? dashboards : [];

/** Where a dashboard of one's own is in the console. */
export const boardLink = ({ name, region }: Pick<Environment, 'name' | 'region'>, board: Board): string =>
  dashboardLink(region, boardName(name, board.name));

/** What an entry of a board names. */
export interface Pattern {
  /** A service, or an application. */
  readonly service: string;
  /** Undefined for the database without a name; `*` for all databases. */
  readonly database: string | undefined;
  /** The name of a row; `*` stands for any letters in it. */
  readonly row: string;
}

export const FORMS = 'use the form neon.SlowQueries, neon.* or neon(analytics).SlowQueries';
const FORM =
  /^(?<service>[a-z][a-z0-9-]*)(?:\((?<database>[a-z0-9-]+|\*)\))?\.(?<row>[A-Za-z*][A-Za-z0-9*]*)$/;

/** Reads an entry of a board; undefined if it has another form. */
export function patternOf(text: string): Pattern | undefined {
  const { service, database, row } = FORM.exec(text)?.groups ?? {};
  return service === undefined || row === undefined ? undefined : { service, database, row };
}

/** Whether the pattern stands for several rows. */
export const isGlob = (row: string): boolean => row.includes('*');

/** The names that a pattern of rows stands for, in their order. */
export function matching(pattern: string, names: readonly string[]): string[] {
  const form = new RegExp(`^${pattern.replaceAll('*', '.*')}$`);
  return names.filter((name) => form.test(name));
}

export const serviceIn = ({ service }: Pattern): ServiceName | undefined =>
  serviceNames.find((name) => name === service);

/** The rows of one database, or of an application, on a board, each once. */
export interface Shown<W extends Watcher = Watcher> {
  readonly collector: W;
  readonly rows: readonly string[];
}

/** What a board shows, by database or application: in the order in which the board names them first. */
export function shownOn<W extends Watcher>({ rows }: Board, collectors: readonly W[]): Shown<W>[] {
  const shown = new Map<W, Set<string>>();
  for (const pattern of rows.map(patternOf))
    for (const collector of pattern ? collectorsIn(pattern, collectors) : []) {
      const names = shown.get(collector) ?? new Set();
      for (const name of matching(pattern?.row ?? '', Object.keys(collector.rows))) names.add(name);
      if (names.size > 0) shown.set(collector, names);
    }
  return [...shown].map(([collector, names]) => ({ collector, rows: [...names] }));
}

const collectorsIn = <W extends Watcher>({ service, database }: Pattern, collectors: readonly W[]): W[] =>
  collectors.filter((one) => one.service === service && (database === '*' || one.database === database));

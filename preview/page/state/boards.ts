import type { CollectorView, EnvironmentView, Snapshot } from '../../web/protocol';

/** A dashboard on the page. */
export interface Board {
  readonly id: string;
  readonly title: string;
  /** Those of which it shows something: of all named databases of a service, or of its unnamed one. Empty for any other dashboard. */
  readonly collectors: readonly CollectorView[];
  /** Its name in CloudWatch; undefined if it has none there. */
  readonly name?: string | undefined;
  /** Its name, and where its numbers come from. */
  readonly about: string;
  /** Undefined in an environment without dashboards. */
  readonly body?: unknown;
}

/** The variable of a dashboard with which a database is chosen. */
export const DATABASE = 'database';

/** The dashboards of an environment: those of its services, those of its own, and the one that was opened. */
export function boardsOf(
  { name: environment, collectors, boards }: EnvironmentView,
  { databases, opened }: Pick<Snapshot, 'databases' | 'opened'>,
): Board[] {
  const about = (service: string) =>
    databases.find((one) => one.service === service && one.database === undefined)?.about;
  const unnamed = collectors.filter(({ database }) => database === undefined);
  return [
    ...unnamed.flatMap((collector): Board[] => {
      const { id, service, title, dashboard } = collector;
      const named = collectors.filter(
        (one) => one.service === service && one.database !== undefined && !one.watchesAll,
      );
      const [first] = named;
      const board = {
        ...{ id, title, collectors: [collector], name: dashboard?.name, body: dashboard?.body },
        about: [dashboard?.name, about(service)].filter(Boolean).join(', from '),
      };
      if (!first) return [board];
      return [
        board,
        {
          ...{ id: namedBoard(service), title: `${title}: ${named.length} named`, collectors: named },
          ...{ name: first.dashboard?.name, body: first.dashboard?.body },
          about: [first.dashboard?.name, `from ${named.map(({ database }) => database).join(', ')}`]
            .filter(Boolean)
            .join(', '),
        },
      ];
    }),
    ...boards.map(({ name, body }) => ({
      id: name,
      // Its name in CloudWatch is behind that of the environment.
      title: name.slice(environment.length + 1),
      ...{ collectors: [], name, about: name, body },
    })),
    ...(opened
      ? [
          {
            ...{ id: 'opened', title: opened.name, collectors: [] },
            ...{ about: 'opened with --dashboard', body: opened.body },
          },
        ]
      : []),
  ];
}

/** The id of the dashboard of all named databases of a service. No name of a database has two hyphens. */
const namedBoard = (service: string): string => `${service}--named`;

/** The dashboard that shows a database. */
export const boardFor = ({ id, service, database }: CollectorView): string =>
  database === undefined ? id : namedBoard(service);

/**
 * The collector of which a dashboard shows something: that of the chosen database, where it lets people choose.
 * @returns the first one of the environment for a dashboard from elsewhere
 */
export function collectorOn(
  environment: EnvironmentView,
  board: string | undefined,
  database: string | undefined,
): CollectorView | undefined {
  const shown = environment.collectors.filter((one) => boardFor(one) === board && !one.watchesAll);
  return shown.find((one) => one.database === database) ?? shown[0] ?? environment.collectors[0];
}

import { boardLink, boardsIn } from '../../model/boards/board';
import { type AnyAlarm, alarmsIn, type Collector, collectorOf } from '../../model/collector';
import { databasesOf } from '../../model/databases/table';
import type { Environment } from '../../model/environment';
import { HOURS, partitionOf } from '../../model/links';
import { type Severity, severities } from '../../thresholds/row';
import { serviceNames } from '../../thresholds/services';
import { beside, COLUMNS, type Shelf } from './layout';
import type { AlarmStatus, Text } from './widgets';

/** Columns of the title; the links have the rest. */
const TITLE = 9;
/** How many boxes of alarms stand side by side in half of the grid. */
const BOXES_BESIDE = 3;

export const heading = (markdown: string): Text => ({
  type: 'text',
  properties: { markdown, background: 'transparent' },
});

/** A header that is one unit high shows two lines of links: so many characters, where the window is 1,100 px wide. */
const TWO_LINES = 180;

/**
 * What it is, and where to look further. The dashboard of named databases may be higher: its numbers are not on
 * the first screen anyway, because the worst of all come before them.
 */
export function header(collector: Collector): Shelf {
  const further = links(collector);
  const shown = further.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
  return titled(
    `${collector.title}, ${collector.environment.name}`,
    further,
    collector.database !== undefined && shown.length > TWO_LINES ? 2 : 1,
  );
}

/** A title, and links beside it. */
export function titled(title: string, further: string, height = 1): Shelf {
  return {
    height,
    columns: [
      { widget: heading(`# ${title}`), width: TITLE },
      { widget: heading(further), width: COLUMNS - TITLE },
    ],
  };
}

/**
 * What the dashboards of an environment are called: for each service that of its unnamed database and that of all others, then those
 * that the environment lists.
 */
export function titlesOf(
  environment: Environment,
): readonly (readonly [title: string, link: string | undefined])[] {
  const services = serviceNames.flatMap((service) => {
    const databases = databasesOf(environment, service);
    const some = [
      databases.find(({ name }) => name === undefined),
      databases.find(({ name }) => name !== undefined),
    ];
    return some.flatMap((database) => {
      if (!database) return [];
      const { about, dashboardLink: url } = collectorOf(environment, service, database.name);
      const title = database.name === undefined ? about.title : `${about.title}: named`;
      return [[title, url] as const];
    });
  });
  const own = boardsIn(environment).map((board) => [board.name, boardLink(environment, board)] as const);
  return [...services, ...own];
}

function links({ environment, dashboardLink: own, queries }: Collector): string {
  const { settings } = environment;
  const link = (text: string, url: string) => `[${text}](${url})`;
  const others = titlesOf(environment).flatMap(([title, other]) =>
    other === own || other === undefined ? [] : [link(title, other)],
  );
  // A browser cannot open a path in the repository from the console.
  const runbook = settings.runbookUrl.startsWith('https://')
    ? link('Runbook', settings.runbookUrl)
    : `Runbook: ${settings.runbookUrl}`;
  // The others have tables below.
  const log = queries
    .filter(({ table, hours }) => table === undefined || hours > HOURS)
    .map(({ title, link: url }) => link(title, url));
  return [...others, runbook, `Log: ${log.join(', ')}`].join(' · ');
}

const titles: Readonly<Record<Severity, string>> = { critical: 'Critical alarms', warning: 'Warning alarms' };

/**
 * The states of alarms, the critical ones first.
 * @param alarms in the order in which they are shown. In the console, CloudWatch sorts the boxes by name
 * @param accountId the account of the alarms, part of their ARNs
 */
export function alarmStates(
  { region }: Pick<Environment, 'region'>,
  alarms: readonly AnyAlarm[],
  accountId: string,
): Shelf[] {
  const arn = `arn:${partitionOf(region)}:cloudwatch:${region}:${accountId}:alarm:`;
  const states = severities.toReversed().flatMap((severity): AlarmStatus[] => {
    const own = alarms.filter((alarm) => alarm.severity === severity);
    return own.length === 0
      ? []
      : [
          {
            type: 'alarm',
            properties: { title: titles[severity], alarms: own.map(({ name }) => arn + name) },
          },
        ];
  });
  const most = Math.max(...states.map(({ properties }) => properties.alarms.length));
  return states.length === 0 ? [] : [{ height: 1 + Math.ceil(most / BOXES_BESIDE), columns: beside(states) }];
}

/** The alarms of rows, in the order of the rows. */
export const alarmsOf = (collector: Collector, rows: readonly string[]): AnyAlarm[] =>
  rows.flatMap((row) => alarmsIn(collector).filter((alarm) => alarm.row === row));

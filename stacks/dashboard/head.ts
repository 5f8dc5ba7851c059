import { type Collector, collectorsOf } from '../../model/collector';
import { HOURS, partitionOf } from '../../model/links';
import { type Severity, severities } from '../../thresholds/row';
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

/** What it is, and where to look further. */
export function header(collector: Collector): Shelf {
  const title = heading(`# ${collector.title}, ${collector.environment.name}`);
  return {
    height: 1,
    columns: [
      { widget: title, width: TITLE },
      { widget: heading(links(collector)), width: COLUMNS - TITLE },
    ],
  };
}

function links({ environment, id, queries }: Collector): string {
  const { settings } = environment;
  const link = (text: string, url: string) => `[${text}](${url})`;
  const others = collectorsOf(environment).flatMap(({ id: other, title, dashboardLink }) =>
    other === id || dashboardLink === undefined ? [] : [link(title, dashboardLink)],
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
 * The states of all alarms, the critical ones first.
 * @param rows the names of the rows, in the order of the numbers above. In the console, CloudWatch sorts the boxes by name
 * @param accountId the account of the alarms, part of their ARNs
 */
export function alarmStates(collector: Collector, rows: readonly string[], accountId: string): Shelf[] {
  const { region } = collector.environment;
  const arn = `arn:${partitionOf(region)}:cloudwatch:${region}:${accountId}:alarm:`;
  const states = severities.toReversed().flatMap((severity): AlarmStatus[] => {
    const alarms = rows.flatMap((row) =>
      collector.alarms.filter((alarm) => alarm.row === row && alarm.severity === severity),
    );
    const arns = alarms.map(({ name }) => arn + name);
    return arns.length === 0
      ? []
      : [{ type: 'alarm', properties: { title: titles[severity], alarms: arns } }];
  });
  const most = Math.max(...states.map(({ properties }) => properties.alarms.length));
  return states.length === 0 ? [] : [{ height: 1 + Math.ceil(most / BOXES_BESIDE), columns: beside(states) }];
}

import { collectedRows, type Environment, runbookUrl } from '../../environments';
import { partitionOf } from '../../model/links';
import { alarmName } from '../../model/names';
import { type Section, sections, type Table } from '../../thresholds/row';
import { type ServiceName, services } from '../../thresholds/services';
import { alarmedRows } from '../rows';
import { functionGraphs, functionLog } from './function';
import { rowGraph } from './graph';
import { place, type Shelf, shelves, wide } from './layout';
import type { DashboardBody, Text, Widget } from './widgets';

const runbook = runbookUrl.startsWith('https://') ? `[Runbook](${runbookUrl})` : `Runbook: ${runbookUrl}`;

const LOG_HEIGHT = 5;
/** The alarm widget shows a box per alarm, about six beside each other. */
const BOXES_BESIDE = 6;

const heading = (markdown: string): Text => ({
  type: 'text',
  properties: { markdown, background: 'transparent' },
});

/**
 * The dashboard of a service in an environment, from the rows that are collected there. Pure.
 * @param accountId of the account that holds the alarms; it is part of their ARNs
 */
export function dashboardBody(
  environment: Environment,
  service: ServiceName,
  accountId: string,
): DashboardBody {
  const rows = collectedRows(environment, service);
  const content = (section: Section): Shelf[] => {
    const graphs = graphsOf(section, rows, environment, service);
    return section === 'collector health'
      ? [
          ...shelves([...graphs, ...functionGraphs(environment, service)]),
          wide(functionLog(environment, service), LOG_HEIGHT),
        ]
      : shelves(graphs);
  };
  const stack = sections.flatMap((section): Shelf[] => {
    const below = content(section);
    return below.length === 0 ? [] : [wide(heading(`## ${capitalized(section)}`), 1), ...below];
  });
  return {
    periodOverride: 'inherit',
    start: '-PT6H',
    widgets: place([
      wide(heading(`# ${services[service].title}, ${environment.name}\n${runbook}`), 2),
      ...alarmStatus(environment, service, accountId),
      ...stack,
    ]),
  };
}

function alarmStatus(environment: Environment, service: ServiceName, accountId: string): Shelf[] {
  const { name, region } = environment;
  const arn = `arn:${partitionOf(region)}:cloudwatch:${region}:${accountId}:alarm:`;
  const rows = alarmedRows(environment, service).map(([row]) => row);
  const alarms = (['critical', 'warning'] as const).flatMap((severity) =>
    rows.map((row) => arn + alarmName(name, service, row, severity)),
  );
  const widget: Widget = { type: 'alarm', properties: { title: 'Alarms', alarms } };
  return alarms.length === 0 ? [] : [wide(widget, 1 + Math.ceil(alarms.length / BOXES_BESIDE))];
}

function graphsOf(section: Section, rows: Table, environment: Environment, service: ServiceName): Widget[] {
  const graphs = new Map<string, string[]>();
  for (const [name, { panel }] of Object.entries(rows))
    if (panel.section === section) graphs.set(panel.graph, [...(graphs.get(panel.graph) ?? []), name]);
  return [...graphs].map(([title, names]) => rowGraph(environment, service, title, names, rows));
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

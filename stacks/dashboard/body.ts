import type { Collector } from '../../model/collector';
import { partitionOf } from '../../model/links';
import { type Section, sections } from '../../thresholds/row';
import { functionGraphs, functionLog } from './function';
import { rowGraph } from './graph';
import { place, type Shelf, shelves, wide } from './layout';
import type { DashboardBody, Text, Widget } from './widgets';

const LOG_HEIGHT = 5;
/** The alarm widget shows one box per alarm, about six per line. */
const BOXES_BESIDE = 6;

const heading = (markdown: string): Text => ({
  type: 'text',
  properties: { markdown, background: 'transparent' },
});

/**
 * The dashboard of a collector, built from the rows that it collects. Pure.
 * @param accountId the account of the alarms, part of their ARNs
 */
export function dashboardBody(collector: Collector, accountId: string): DashboardBody {
  const { title, environment } = collector;
  const content = (section: Section): Shelf[] => {
    const graphs = graphsOf(section, collector);
    return section === 'collector health'
      ? [...shelves([...graphs, ...functionGraphs(collector)]), wide(functionLog(collector), LOG_HEIGHT)]
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
      wide(heading(`# ${title}, ${environment.name}\n${runbookOf(environment.settings.runbookUrl)}`), 2),
      ...alarmStatus(collector, accountId),
      ...stack,
    ]),
  };
}

/** A browser cannot open a path in the repository from the console. */
function runbookOf(url: string): string {
  return url.startsWith('https://') ? `[Runbook](${url})` : `Runbook: ${url}`;
}

function alarmStatus({ environment: { region }, alarms }: Collector, accountId: string): Shelf[] {
  const arn = `arn:${partitionOf(region)}:cloudwatch:${region}:${accountId}:alarm:`;
  const arns = (['critical', 'warning'] as const).flatMap((severity) =>
    alarms.filter((alarm) => alarm.severity === severity).map(({ name }) => arn + name),
  );
  const widget: Widget = { type: 'alarm', properties: { title: 'Alarms', alarms: arns } };
  return arns.length === 0 ? [] : [wide(widget, 1 + Math.ceil(arns.length / BOXES_BESIDE))];
}

function graphsOf(section: Section, collector: Collector): Widget[] {
  const graphs = new Map<string, string[]>();
  for (const [name, { panel }] of Object.entries(collector.rows))
    if (panel.section === section) graphs.set(panel.graph, [...(graphs.get(panel.graph) ?? []), name]);
  return [...graphs].map(([title, names]) => rowGraph(collector, title, names));
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

import type { Environment } from '../../model/environment';
import { NAMESPACE, PERIOD_SECONDS } from '../../model/uptime/alarms';
import { checksIn, UPTIME_REGION, type UptimeCheck } from '../../model/uptime/check';
import { severityColors } from '../dashboard/colors';
import { heading } from '../dashboard/head';
import { beside, GRAPH_HEIGHT, type Shelf, wide } from '../dashboard/layout';
import type { Graph, Line } from '../dashboard/widgets';

/** In the place of an id that is known once Terraform has created the health check. No name of a check has a colon in it. */
const PLACEHOLDER = 'health-check:';
const placeholders = new RegExp(`"${PLACEHOLDER}([a-z0-9-]+)"`, 'g');

/** The variable of a dashboard's template that has the id of a health check. */
export const idVariable = (check: string): string => `check_${check.replaceAll('-', '_')}`;

/** A body as a template: with variables in the place of ids. */
export const withIdVariables = (body: string): string =>
  body.replace(placeholders, (_, check: string) => `"\${${idVariable(check)}}"`);

/** The values of these variables. @param ids by the name of the check */
export const idsByVariable = (ids: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(ids).map(([check, id]) => [idVariable(check), id]));

/** The row of an environment's uptime checks; nothing without checks. */
export function uptimeShelves(environment: Pick<Environment, 'uptime'>): Shelf[] {
  const checks = checksIn(environment);
  if (checks.length === 0) return [];
  const timed = checks.filter(({ latencyMs }) => latencyMs !== undefined);
  const graphs = [
    graph('Pages that answer (1) or are down (0)', '', 'Minimum', linesOf('HealthCheckStatus', checks), 1),
    graph(
      'Checkers that get an answer',
      '%',
      'Average',
      linesOf('HealthCheckPercentageHealthy', checks),
      100,
    ),
    ...(timed.length > 0
      ? [withLimits(graph('Time to first byte', 'ms', 'Average', linesOf('TimeToFirstByte', timed)), timed)]
      : []),
  ];
  return [wide(heading('## Uptime'), 1), { height: GRAPH_HEIGHT, columns: beside(graphs) }];
}

/** One for each check, in colours that CloudWatch chooses: there may be more checks than colours. */
const linesOf = (metric: string, checks: readonly UptimeCheck[]): Line[] =>
  checks.map(({ name }) => [NAMESPACE, metric, 'HealthCheckId', PLACEHOLDER + name, { label: name }]);

/** @param max of the axis; where it is undefined, as high as the values */
function graph(title: string, label: string, stat: string, metrics: readonly Line[], max?: number): Graph {
  return {
    type: 'metric',
    properties: {
      ...{ title, region: UPTIME_REGION, view: 'timeSeries', period: PERIOD_SECONDS, stat, metrics },
      yAxis: { left: { label, showUnits: false, min: 0, ...(max !== undefined && { max }) } },
    },
  };
}

/** With the thresholds of the alarms. Checks with the same one share a line. */
function withLimits(shown: Graph, checks: readonly UptimeCheck[]): Graph {
  const limits = [...new Set(checks.flatMap(({ latencyMs }) => latencyMs ?? []))].sort((a, b) => a - b);
  const horizontal = limits.map((value) => ({
    value,
    label: `warning: ${checks.flatMap(({ name, latencyMs }) => (latencyMs === value ? name : [])).join(', ')}`,
    color: severityColors.warning,
  }));
  return { ...shown, properties: { ...shown.properties, annotations: { horizontal } } };
}

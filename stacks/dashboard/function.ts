import type { Collector } from '../../model/collector';
import type { LineColor } from '../../thresholds/row';
import { palette } from './colors';
import type { Graph, Line, LogTable } from './widgets';

/** What people ask the log of a function, in the language of Logs Insights. */
export const queries = {
  errors: [
    'fields @timestamp, errorType, message',
    'filter level in ["ERROR", "FATAL"] or record.status in ["timeout", "error", "failure"]',
    'sort @timestamp desc',
    'limit 20',
  ].join('\n| '),
  /** One line for each run; what else is in the log does not name a service. */
  runs: [
    'fields @timestamp, level, durationMs, published, warnings.0, errorType, message',
    'filter ispresent(service)',
    'sort @timestamp desc',
    'limit 50',
  ].join('\n| '),
} as const;

/** The health of the collector itself, as measured by Lambda (namespace AWS/Lambda). */
export function functionGraphs({ environment, functionName }: Collector): Graph[] {
  const line = (metric: string, label: string, stat: string, color: LineColor): Line => [
    'AWS/Lambda',
    metric,
    'FunctionName',
    functionName,
    { label, stat, color: palette[color] },
  ];
  const graph = (title: string, unit: string, metrics: readonly Line[]): Graph => ({
    type: 'metric',
    properties: {
      title,
      region: environment.region,
      view: 'timeSeries',
      period: environment.collectionMinutes * 60,
      stat: 'Sum',
      metrics,
      yAxis: { left: { label: unit, showUnits: false, min: 0 } },
    },
  });
  return [
    graph('Function runs', 'count', [
      line('Invocations', 'invocations', 'Sum', 'blue'),
      line('Errors', 'errors', 'Sum', 'purple'),
    ]),
    graph('Function duration', 'ms', [
      line('Duration', 'average', 'Average', 'blue'),
      line('Duration', 'longest', 'Maximum', 'purple'),
    ]),
  ];
}

/** The newest errors in the function's log: the collector's own, and runs that Lambda aborted. */
export function functionLog({ environment, logGroupName }: Collector): LogTable {
  const query = `SOURCE '${logGroupName}'\n| ${queries.errors}`;
  return {
    type: 'log',
    properties: { title: 'Errors in the log', region: environment.region, query, view: 'table' },
  };
}

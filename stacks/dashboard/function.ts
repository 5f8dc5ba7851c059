import type { Collector } from '../../model/collector';
import type { Graph, Line, LogTable } from './widgets';

/** The health of the collector itself, as measured by Lambda (namespace AWS/Lambda). */
export function functionGraphs({ environment, functionName }: Collector): Graph[] {
  const line = (metric: string, label: string, stat: string): Line => [
    'AWS/Lambda',
    metric,
    'FunctionName',
    functionName,
    { label, stat },
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
      line('Invocations', 'invocations', 'Sum'),
      line('Errors', 'errors', 'Sum'),
    ]),
    graph('Function duration', 'ms', [
      line('Duration', 'average', 'Average'),
      line('Duration', 'longest', 'Maximum'),
    ]),
  ];
}

/** The newest errors in the function's log: the collector's own, and runs that Lambda aborted. */
export function functionLog({ environment, logGroupName }: Collector): LogTable {
  const query = [
    `SOURCE '${logGroupName}'`,
    'fields @timestamp, errorType, message',
    'filter level in ["ERROR", "FATAL"] or record.status in ["timeout", "error", "failure"]',
    'sort @timestamp desc',
    'limit 20',
  ].join('\n| ');
  return {
    type: 'log',
    properties: { title: 'Errors in the log', region: environment.region, query, view: 'table' },
  };
}

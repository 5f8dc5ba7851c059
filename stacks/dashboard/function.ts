import type { Collector } from '../../model/collector';
import type { LineColor } from '../../thresholds/row';
import { palette } from './colors';
import type { Graph, Line } from './widgets';

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

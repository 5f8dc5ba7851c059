import { watch } from '../../../model/alarms/alarm-resource';
import { readWidget } from '../../../preview/widgets/body/dashboard';
import type { MetricWidget } from '../../../preview/widgets/body/model';
import type { SourcePoint } from '../../../preview/widgets/data';
import { graphOf } from '../../../preview/widgets/values/graph';
import { type DeployedAlarm, deployedOf } from '../../../stacks/deployed';
import { environments } from '../../fixtures/environments';

/** A graph of an alarm's own queries, as a body would have it. */
function bodyOf({ resource: { metric_query, metric_name, statistic, period } }: DeployedAlarm): unknown[] {
  if (!metric_query) return [['N', metric_name, { stat: statistic, period }]];
  return metric_query.map(({ id, metric, expression }) =>
    metric
      ? ['N', metric.metric_name, { id, stat: metric.stat, period: metric.period, visible: false }]
      : [{ id, expression }],
  );
}

const SCALE = 100;
const NOW = 1_790_000_000_000;
/** Uneven values at uneven times, with gaps, the same in every run. */
function points(metric: string): SourcePoint[] {
  const salt = [...metric].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  return Array.from({ length: 400 }, (_, i) => ({
    at: NOW - 220_000 + i * 550,
    value: ((i * 7919 + salt * 104_729) % 1009) / 10,
  })).filter((_, i) => (i + salt) % 11 > 2);
}

const all = environments.flatMap((environment) =>
  deployedOf(environment, '123456789012').flatMap(({ alarms, dashboard, collector }) =>
    alarms.map((alarm) => ({ name: alarm.resource.alarm_name, alarm, dashboard, collector })),
  ),
);

const widgetOf = (properties: object) =>
  readWidget({ type: 'metric', properties: { region: 'us-east-1', ...properties } }) as MetricWidget;
const evaluate = (widget: MetricWidget) =>
  graphOf(widget).evaluate(({ metric }) => points(metric), { now: NOW, rangeMs: 216_000, scale: SCALE });

test.each(all)('$name: a graph has the values that the alarm is judged by', ({ alarm }) => {
  const { curves, problems } = evaluate(widgetOf({ metrics: bodyOf(alarm) }));
  expect(problems).toEqual([]);
  const [curve] = curves;
  if (!curve) throw new Error('nothing is drawn');
  const { period, periodMs } = watch(alarm.resource, SCALE);
  const names = (alarm.resource.metric_query ?? []).flatMap(({ metric }) => metric?.metric_name ?? []);
  const published = Object.fromEntries(
    [...names, alarm.resource.metric_name ?? ''].map((name) => [name, points(name)]),
  );
  expect(curve.series.periodMs).toBe(periodMs);
  const expected = curve.series.values.map(
    (_, i) => period(published, curve.series.start + (i + 1) * periodMs, Number.POSITIVE_INFINITY).value,
  );
  expect(curve.series.values).toEqual(expected);
  expect(expected.filter((one) => one !== undefined).length).toBeGreaterThan(20);
});

test.each(all)('$name: so has the line of its row on the dashboard', ({ alarm, dashboard }) => {
  const { row } = alarm.definition;
  const graphs = (dashboard?.body.widgets ?? []).flatMap((one) => {
    const widget = readWidget(one);
    return widget.kind === 'metric' && widget.view === 'timeSeries' ? [widget] : [];
  });
  const curves = graphs.flatMap((graph) => evaluate(graph).curves);
  const drawn = curves.find(({ label }) => label === row || label === `${row} per minute`);
  // A share is drawn in the row's own unit, with the threshold as a line of its own.
  const [query] = alarm.resource.metric_query ?? [];
  const compared = alarm.resource.metric_query?.some(({ expression }) => expression?.includes('m2'))
    ? {
        ...alarm.resource,
        metric_query: [query ?? { id: 'm1' }, { id: 'e', expression: 'm1 * 1', return_data: true }],
      }
    : alarm.resource;
  if (!drawn) throw new Error(`${row} is not drawn`);
  const { period, periodMs } = watch(compared, SCALE);
  const published = { [row]: points(row) };
  expect(drawn.series.values).toEqual(
    drawn.series.values.map(
      (_, i) => period(published, drawn.series.start + (i + 1) * periodMs, Number.POSITIVE_INFINITY).value,
    ),
  );
});

import * as v from 'valibot';
import type { SynthesizedAlarm } from '../alarms/alarm-resource';
import { closed, listOf, number, text } from '../checks/schema';

/** What decides when an alarm fires. Two alarms with the same criteria fire at the same times. */
export const criteria = closed({
  comparison: text,
  threshold: number,
  /** Of the newest `periods`, so many must breach. */
  datapoints: number,
  periods: number,
  periodSeconds: number,
  missing: text,
  /** Such as `m1 SlowQueries Average`. */
  metrics: listOf(text),
  /** Metric math over them; null without. */
  expression: v.nullable(text),
});
export type Criteria = v.InferOutput<typeof criteria>;

export function criteriaOf(alarm: SynthesizedAlarm): Criteria {
  const queries = alarm.metric_query ?? [];
  const metrics = queries.flatMap(({ id, metric }) =>
    metric ? [{ id, name: metric.metric_name, stat: metric.stat, period: metric.period }] : [],
  );
  const own = { id: 'm', name: alarm.metric_name, stat: alarm.statistic, period: alarm.period };
  const all = metrics.length > 0 ? metrics : [own];
  return {
    comparison: alarm.comparison_operator,
    threshold: alarm.threshold,
    datapoints: alarm.datapoints_to_alarm || alarm.evaluation_periods,
    periods: alarm.evaluation_periods,
    periodSeconds: all[0]?.period ?? 0,
    missing: alarm.treat_missing_data ?? 'missing',
    metrics: all.map(({ id, name, stat }) => `${id} ${name} ${stat}`).sort(),
    expression: queries.find(({ return_data }) => return_data)?.expression ?? null,
  };
}

export const sameCriteria = (a: Criteria, b: Criteria): boolean => JSON.stringify(a) === JSON.stringify(b);

import type { SynthesizedAlarm } from '../../model/alarms/alarm-resource';
import type { Comparison, Tested } from '../../model/backtest/backtest';
import { criteriaOf, sameCriteria } from '../../model/backtest/criteria';
import type { BacktestResult } from '../../model/backtest/result';
import { firedWords, minuteOf } from '../../model/backtest/words';
import { isForecastMetric } from '../../model/forecast/payload';
import { name as safe } from '../markdown';
import { type AlarmView, alarmTitle, alarmView, amount } from '../plan/alarm';
import { type JsonObject, objects, text } from '../plan/json';
import type { Plan } from '../plan/parse';

const ALARM = 'aws_cloudwatch_metric_alarm';

/** An alarm of a plan in the shape in which it is synthesized; undefined if some of it is known after apply only. */
function synthesized(values: JsonObject): SynthesizedAlarm | undefined {
  if (typeof values.threshold !== 'number') return undefined;
  const queries = objects(values.metric_query).map(({ id, metric, expression, return_data }) => ({
    id,
    metric: objects(metric)[0],
    expression: text(expression) || undefined,
    return_data: return_data === true,
  }));
  const { treat_missing_data: missing } = values;
  // What is missing makes other criteria, which the comparison finds.
  return {
    ...values,
    treat_missing_data: missing || undefined,
    metric_query: queries.length > 0 ? queries : undefined,
  } as unknown as SynthesizedAlarm;
}

/** Why a back-test says nothing of a plan: one line for each alarm that is another one there. */
export function unfitFor({ changes }: Plan, { alarms }: BacktestResult): string[] {
  const tested = new Map(alarms.map((one) => [one.alarm, one.proposed]));
  return changes.flatMap(({ type, after }) => {
    const alarm = type === ALARM && after ? synthesized(after) : undefined;
    if (!alarm || !after) return [];
    const known = tested.get(alarm.alarm_name);
    const view = alarmView(after);
    if (!known) return isLeftOut(view) ? [] : [`${alarm.alarm_name} is not in the back-test`];
    if (sameCriteria(known.criteria, criteriaOf(alarm))) return [];
    const { threshold } = known.criteria;
    return [
      threshold === alarm.threshold
        ? `${alarm.alarm_name} has other periods, datapoints or metrics in the plan`
        : `${alarm.alarm_name} fires at ${amount(view)} in the plan, and at ${amount({ ...view, threshold })} in the back-test`,
    ];
  });
}

/** Databases with names are not tested, and neither are the alarms that watch many, those of applications and those of forecasts. */
const isLeftOut = ({ database, insights, application, metrics }: AlarmView): boolean =>
  database !== undefined ||
  insights !== undefined ||
  application !== undefined ||
  metrics.some(({ name }) => isForecastMetric(name));

/** What a back-test says of the alarms that a plan changes, one line each; those that never fire share a line. */
export function backtestLines({ changes }: Plan, result: BacktestResult): string[] {
  const named = changes.flatMap(({ type, kind, before, after }) => {
    const values = after ?? before;
    if (type !== ALARM || kind === 'none' || !values) return [];
    const found = result.alarms.find(({ alarm }) => alarm === text(values.alarm_name));
    return found ? [{ title: alarmTitle(alarmView(values)), found }] : [];
  });
  if (named.length === 0) return [];
  const quiet = named.filter(({ found }) => isQuiet(found));
  const loud = named.filter(({ found }) => !isQuiet(found));
  return [
    `the values of ${minuteOf(result.from)} to ${minuteOf(result.to)} UTC, one for ${result.periodSeconds / 60} min`,
    ...loud.map(({ title, found }) => `${title} ${sentence(found, result.base)}`),
    ...(quiet.length > 0
      ? [
          `never fired${result.base === null ? '' : ', as proposed or before'}: ${quiet.map(({ title }) => title).join(', ')}`,
        ]
      : []),
  ];
}

/** A reason comes from the file of the back-test. */
const fired = (tested: Tested): string =>
  firedWords(tested.absent === undefined ? tested : { ...tested, absent: safe(tested.absent) });

const said = (tested: Tested): string =>
  tested.firings ? `would have fired: ${fired(tested)}` : fired(tested);

/** Whether it never fired on either side. */
const isQuiet = ({ proposed, base }: Comparison): boolean =>
  [proposed, base].every((tested) => !tested || tested.firings?.times === 0);

function sentence({ proposed, base }: Comparison, revision: string | null): string {
  const first = proposed?.firings?.first;
  const last = proposed?.firings?.last;
  const when =
    first === undefined || last === undefined
      ? ''
      : ` (${first === last ? minuteOf(first) : `first ${minuteOf(first)}, last ${minuteOf(last)}`})`;
  const now = proposed ? said(proposed) + when : 'is removed';
  if (revision === null) return now;
  if (!base) return `${now}; on ${safe(revision)} there is no such alarm`;
  return proposed && sameCriteria(proposed.criteria, base.criteria)
    ? `${now}; the same as on ${safe(revision)}`
    : `${now}; on ${safe(revision)}: ${fired(base)}`;
}

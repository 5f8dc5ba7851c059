import type { Result } from '../../model/result';
import type { Severity } from '../../thresholds/row';
import type { AlarmNow } from '../alarms/watch';

/**
 * The state of a metric: that of its alarms, or why there is no reading. `1 of 2`: the newest period is beyond the
 * threshold, and one of the two that the alarm needs. `unknown`: its alarms have no data. `–`: it has no alarm.
 */
export type State =
  | 'ok'
  | 'WARNING'
  | 'CRITICAL'
  | `${number} of ${number}`
  | 'absent'
  | 'asleep'
  | 'failed'
  | 'unknown'
  | '–';

/** A row may have a warning alarm only. */
export type AlarmsOfRow = { readonly warning: AlarmNow } & Readonly<Partial<Record<Severity, AlarmNow>>>;

/** The explanation of `1 of 2`, if a row has such a state. */
export function legendOf(states: readonly State[]): string | undefined {
  const pending = states.find((state) => state.includes(' of '));
  if (!pending) return undefined;
  const [count, needed] = pending.split(' of ');
  return `${pending}: beyond the threshold in ${count} of the ${needed} periods that the alarm needs.`;
}

/** An alarm in ALARM counts, whatever the reading: that there is none may be the reason for it. */
export function stateOf(metric: Result['metrics'][string], alarms: AlarmsOfRow | undefined): State {
  if (alarms?.critical?.state === 'ALARM') return 'CRITICAL';
  if (alarms?.warning.state === 'ALARM') return 'WARNING';
  if ('absent' in metric) return 'absent';
  if ('asleep' in metric) return 'asleep';
  if ('failed' in metric) return 'failed';
  if (!alarms) return '–';
  if (alarms.warning.state === 'INSUFFICIENT_DATA') return 'unknown';
  return pendingOf(alarms.warning) ?? (alarms.critical && pendingOf(alarms.critical)) ?? 'ok';
}

/** How much of an alarm is there, if its newest period is beyond the threshold. */
function pendingOf({ looked, resource }: AlarmNow): State | undefined {
  const { evaluation_periods: periods, datapoints_to_alarm: needed = periods } = resource;
  const real = looked.filter(({ point }) => point !== 'missing').slice(0, periods);
  if (real[0]?.point !== 'breaching') return undefined;
  return `${real.filter(({ point }) => point === 'breaching').length} of ${needed}`;
}

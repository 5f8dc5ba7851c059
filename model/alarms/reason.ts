import type { SynthesizedAlarm } from './alarm-resource';
import type { AlarmState } from './next-state';
import type { Evaluation, Looked } from './timeline';

const words: Readonly<Record<string, string>> = {
  GreaterThanThreshold: 'greater than',
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};
const fillings: Readonly<Record<string, string>> = { breaching: 'Breaching', notBreaching: 'NonBreaching' };

/**
 * Why an alarm is in its state, in CloudWatch's words, which notifications quote. AWS does not document them; they are
 * taken from notifications that people have published (2018 to 2026).
 * @param evaluation the one that gave the state
 */
export function reasonOf(alarm: SynthesizedAlarm, { state, looked, contributors }: Evaluation): string {
  if (contributors && contributors.size > 0) return contributorsIn(contributors);
  const { evaluation_periods: periods, datapoints_to_alarm: needed = periods } = alarm;
  const real = looked.filter(({ point }) => point !== 'missing').slice(0, periods);
  const gaps = periods - real.length;
  if (state === 'INSUFFICIENT_DATA')
    return `Insufficient Data: ${counted(periods)} ${were(periods)} unknown.`;

  const filling = fillings[alarm.treat_missing_data ?? 'missing'];
  const filled =
    gaps > 0 && filling ? ` and ${counted(gaps, 'missing ')} ${were(gaps)} treated as [${filling}]` : '';
  const shown = real.filter(({ point }) => (point === 'breaching') === (state === 'ALARM'));
  if (shown.length === 0) {
    const received =
      real.length === 0 ? 'no datapoints were' : `${counted(real.length)} ${were(real.length)}`;
    return `Threshold Crossed: ${received} received for ${periods} period${plural(periods)}${filled}.`;
  }
  const not = state === 'OK' ? 'not ' : '';
  const compared = `${not}${words[alarm.comparison_operator]} the threshold (${double(alarm.threshold)})`;
  return (
    `Threshold Crossed: ${shown.length} out of the last ${periods} datapoints [${shown.map(datapoint).join(', ')}] ` +
    `${were(shown.length)} ${compared}${filled} ${least(state, periods, needed)}.`
  );
}

/** An alarm lists so many contributors in ALARM (user guide, "Limits that apply to alarms based on Metrics Insights queries"). */
const MOST_LISTED = 100;

/** CloudWatch's words, and the databases, which it lists apart from them (DescribeAlarmContributors). */
function contributorsIn(contributors: NonNullable<Evaluation['contributors']>): string {
  const firing = [...contributors].flatMap(([name, { state }]) => (state === 'ALARM' ? [name] : []));
  const [count, of] =
    firing.length > MOST_LISTED
      ? [`${MOST_LISTED}+`, '']
      : [`${firing.length}`, ` out of ${contributors.size}`];
  const names = firing.length === 0 ? '' : ` (${firing.slice(0, MOST_LISTED).join(', ')})`;
  return `${count}${of} time series evaluated to ALARM${names}`;
}

function least(state: AlarmState, periods: number, needed: number): string {
  const [count, transition] =
    state === 'ALARM' ? [needed, 'OK -> ALARM'] : [periods - needed + 1, 'ALARM -> OK'];
  return `(minimum ${counted(count)} for ${transition} transition)`;
}

const plural = (count: number): string => (count === 1 ? '' : 's');
const were = (count: number): string => (count === 1 ? 'was' : 'were');
const counted = (count: number, what = ''): string => `${count} ${what}datapoint${plural(count)}`;
const datapoint = ({ from, value = 0 }: Looked): string => `${double(value)} (${moment(from)})`;

/** Day, month and year, and the time, in UTC: `26/11/26 14:00:00`. */
function moment(time: number): string {
  const [, year, month, day, clock] =
    /^\d\d(\d\d)-(\d\d)-(\d\d)T([\d:]{8})/.exec(new Date(time).toISOString()) ?? [];
  return `${day}/${month}/${year} ${clock}`;
}

/** As Java writes a double: `6.0`, `0.0666851903306472`, `8.3714617344E10`. */
function double(value: number): string {
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-3 && size < 1e7)) return decimal(String(value));
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  return `${decimal(mantissa)}E${Number(exponent)}`;
}
const decimal = (digits: string): string => (digits.includes('.') ? digits : `${digits}.0`);

import { defaultLimits } from '../thresholds/limits';
import type { Alarm, Datapoints, PlanLimit, Row, Severity, Threshold, Unit } from '../thresholds/row';
import { resolve } from './status';

/** How a unit is written behind a number. */
const symbols: Readonly<Record<Unit, string>> = {
  None: '',
  Count: '',
  'Count/Second': ' per second',
  Percent: ' %',
  Bytes: ' bytes',
  Gigabytes: ' GB',
  Milliseconds: ' ms',
};

/** A number without the noise of binary fractions: 2.4, not 2.4000000000000004. */
export function exact(n: number): number {
  return Number(n.toPrecision(12));
}

/** The unit behind a row's values: ` ms`, ` per minute`. Counts that are not of events have none. */
export function unitWords(row: Row): string {
  return row.kind === 'counter' && row.unit === 'Count' ? ' per minute' : symbols[row.unit];
}

/** The threshold without its direction: `80 % of ConnectionLimit`, `0.8 GB (80 % of the plan's 1 GB)`, `50 ms`. */
function amount(row: Row, threshold: Threshold, limits: Readonly<Record<PlanLimit, number>>): string {
  if ('ofRow' in threshold) return `${exact(threshold.share * 100)} % of ${threshold.ofRow}`;
  const number = exact(resolve(threshold, { values: {}, limits }) ?? Number.NaN);
  const words = `${number}${unitWords(row)}`;
  if (!('ofLimit' in threshold)) return words;
  const limit = `${limits[threshold.ofLimit]}${unitWords(row)}`;
  return `${words} (${exact(threshold.share * 100)} % of the plan's ${limit})`;
}

/** A threshold in words: `above 5 per minute`, `below 75 %`, `above 80 % of ConnectionLimit`. */
export function thresholdWords(
  row: Row & { readonly alarm: Pick<Alarm<Threshold>, 'breaches' | Severity> },
  severity: Severity,
  limits: Readonly<Partial<Record<PlanLimit, number>>> = {},
): string {
  const words = amount(row, row.alarm[severity], { ...defaultLimits, ...limits });
  return `${row.alarm.breaches} ${words}`;
}

/** How long it must be so: `in 2 of 3 periods of 5 minutes`. */
export function datapointWords([breaching, of]: Datapoints, periodMinutes: number): string {
  const minutes = `${periodMinutes} ${periodMinutes === 1 ? 'minute' : 'minutes'}`;
  if (of === 1) return `for ${minutes}`;
  return breaching === of
    ? `in ${of} periods of ${minutes} in a row`
    : `in ${breaching} of ${of} periods of ${minutes}`;
}

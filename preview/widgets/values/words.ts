import { newest } from '../math/values';
import type { Curve } from './graph';
import { isThreshold, passed, type Threshold } from './state';
import { isWritten, type Show } from './units';

/** More would not be listened to. */
const MOST = 12;

/**
 * A chart in words, for people who cannot see it: newest values, thresholds and state.
 * @param show numbers in the unit of each curve
 */
export function chartWords(
  title: string,
  curves: readonly Curve[],
  thresholds: readonly Threshold[],
  show: (curve: Curve) => Show,
): string {
  const readings = curves.filter((curve) => !isThreshold(curve));
  const values = readings.slice(0, MOST).map((curve) => {
    const value = newest(curve.series);
    return named(curve.label, value === undefined ? 'no data' : show(curve)(value));
  });
  const limits = thresholds.slice(0, MOST).map(({ label }) => label);
  const beyond = passed(curves, thresholds);
  return [
    `${title}.`,
    values.length > 0 ? `Now: ${values.join('; ')}.` : 'No data.',
    ...(readings.length > MOST ? [`And ${readings.length - MOST} more.`] : []),
    ...(limits.length > 0 ? [`Thresholds: ${limits.join('; ')}.`] : []),
    ...stateWords(readings, limits.length, beyond),
  ].join(' ');
}

/** `ActiveConnections 4`, but `14 per minute`, `92.8 % of ConnectionLimit`, and `400 ms` without another `ms`. */
function named(label: string, value: string): string {
  if (isWritten(label)) return value;
  return /^[a-z%]/.test(label) ? `${value} ${label}` : `${label} ${value}`;
}

function stateWords(readings: readonly Curve[], thresholds: number, beyond: Threshold | undefined): string[] {
  if (beyond) return [`State: beyond "${beyond.label}".`];
  const [only] = readings;
  const known = only && readings.length === 1 && newest(only.series) !== undefined;
  return known && thresholds > 0 ? ['State: within its thresholds.'] : [];
}

const two = (n: number): string => String(n).padStart(2, '0');

/**
 * A time of day, with the date where it is not today's.
 * @param utcOffset minutes east of UTC; undefined for the reader's own time zone
 */
export function timeWords(at: number, utcOffset: number | undefined, seconds = true): string {
  const offset = utcOffset ?? -new Date(at).getTimezoneOffset();
  const date = new Date(at + offset * 60_000);
  if (Number.isNaN(date.getTime())) return '?';
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
  return seconds ? `${time}:${two(date.getUTCSeconds())}` : time;
}
/** `26 Nov 14:02`. */
export function dayWords(at: number, utcOffset: number | undefined): string {
  const offset = utcOffset ?? -new Date(at).getTimezoneOffset();
  const date = new Date(at + offset * 60_000);
  if (Number.isNaN(date.getTime())) return '?';
  const month = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][
    date.getUTCMonth()
  ];
  return `${date.getUTCDate()} ${month} ${timeWords(at, utcOffset, false)}`;
}

/** How long ago, or how long: `40 s`, `12 min`, `3 h`, `2 days`. */
export function durationWords(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`;
}

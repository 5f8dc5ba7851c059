import { format, rounded } from '../../../model/format';
import { type Unit, units } from '../../../thresholds/row';
import type { Line, Side } from '../body/model';
import { DURATION_STEPS } from './steps';

/**
 * How a number is written. Beside others, as at an axis, it is written in the unit of the largest of them (`like`): 0.5 s and
 * 1 s, not 500 ms and 1 s.
 */
export interface Show {
  (value: number, like?: number): string;
  /** From one mark at an axis to the next, where these are no decimal numbers. */
  readonly steps?: readonly number[];
}

/** Units that CloudWatch has and the project's rows do not, and how they are called on our axes. */
const others: Readonly<Record<string, readonly [unit: Unit, times: number]>> = {
  '%': ['Percent', 1],
  percent: ['Percent', 1],
  ms: ['Milliseconds', 1],
  milliseconds: ['Milliseconds', 1],
  s: ['Milliseconds', 1000],
  seconds: ['Milliseconds', 1000],
  microseconds: ['Milliseconds', 0.001],
  bytes: ['Bytes', 1],
  kilobytes: ['Bytes', 1e3],
  megabytes: ['Bytes', 1e6],
  gb: ['Gigabytes', 1],
  gigabytes: ['Gigabytes', 1],
  terabytes: ['Gigabytes', 1000],
  'bytes per second': ['Bytes/Second', 1],
  'per second': ['Count/Second', 1],
  count: ['Count', 1],
};

const MILLISECONDS: { readonly [Duration in Unit]?: number } = { Milliseconds: 1, Seconds: 1000 };

function unitOf(name: string): readonly [unit: Unit, times: number] | undefined {
  const known = units.find((unit) => unit === name);
  if (known) return [known, 1];
  const key = name.trim().toLowerCase();
  return Object.hasOwn(others, key) ? others[key] : undefined;
}

/** Whether numbers in this unit are written with it, so that the axis need not be named. */
export function isWritten(name: string | undefined): boolean {
  const unit = name === undefined ? undefined : unitOf(name);
  return unit !== undefined && unit[0] !== 'Count' && unit[0] !== 'None';
}

/**
 * How numbers are written.
 * @param names the axis' label, or the unit that the metric was published in: the first one that is known counts
 */
export function showIn(names: readonly (string | undefined)[]): Show {
  const known = names.flatMap((name) => (name === undefined ? [] : (unitOf(name) ?? [])));
  const [unit, times = 1] = known as [Unit?, number?];
  if (unit !== undefined) {
    const show: Show = (value, like = value) => format(value * times, unit, undefined, like * times);
    const ms = MILLISECONDS[unit];
    if (ms === undefined) return show;
    return Object.assign(show, { steps: DURATION_STEPS.map((step) => step / (ms * times)) });
  }
  const words = names.find((name) => name === 'per minute');
  return (value) => `${rounded(value, 3)}${words === undefined ? '' : ` ${words}`}`;
}

const SHARE = /(^|, )% of /;
/** The unit of metric math. It has none in CloudWatch, but the label of a share says it: `Sessions, % of the limit`. */
export const unitInLabel = (label: string | undefined): string | undefined =>
  label !== undefined && SHARE.test(label) ? '%' : undefined;
/** A label without the unit that the number above it is written with: `400 ms` needs no `ms` below it, `7 %` no `% of`. */
export function labelBelow(label: string): string {
  return isWritten(label) ? '' : label.replace(SHARE, ' of ').trimStart();
}

/** All values of an axis, in the unit of the largest. */
export function ticks(values: readonly number[], show: Show): string[] {
  const largest = Math.max(...values.map(Math.abs));
  return values.map((value) => show(value, largest));
}

/**
 * The unit of an axis: that of the metrics that are drawn there, if it is one. An expression over hidden metrics is something else
 * than they are, such as the share that one is of the other.
 */
export function axisUnit<L extends Pick<Line, 'axis' | 'visible'>>(
  lines: readonly L[],
  side: Side,
  unitOf: (line: L) => string | undefined,
): string | undefined {
  const drawn = lines.filter(({ axis, visible }) => visible && axis === side);
  const [unit, ...others] = new Set(drawn.flatMap((line) => unitOf(line) ?? []));
  return others.length === 0 ? unit : undefined;
}
/** How numbers are written at an axis whose name stands above it. */
export function showTicks(name: string | undefined, show: Show): Show {
  return name === 'per minute' ? (value) => rounded(value, 3) : show;
}

/** All digits of a number, for `singleValueFullPrecision`. */
export const fullPrecision: Show = (value) => value.toLocaleString('en-US', { maximumFractionDigits: 12 });

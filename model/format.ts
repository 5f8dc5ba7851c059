import type { Row, Unit } from '../thresholds/row';

/** Significant digits of a reading. */
const READING = 3;
/** Significant digits of a table's number: enough to keep 99.95 % apart from 100 %. */
export const TABLE = 5;

/** A number without floating-point noise: 2.4, not 2.4000000000000004. */
export function exact(n: number): number {
  return Number(n.toPrecision(12));
}

/** Kept, because making one takes forty times as long as using it, and thousands of alarms have numbers in their texts. */
const formatters = new Map<number, Intl.NumberFormat>();
const WHOLE = 0;
function formatterOf(digits: number): Intl.NumberFormat {
  const known = formatters.get(digits);
  if (known) return known;
  const precision = digits === WHOLE ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: digits };
  const made = new Intl.NumberFormat('en-US', precision);
  formatters.set(digits, made);
  return made;
}

/** A number for people, rounded to some significant digits, but with all integer digits: 4.56, 12.3, 1,234. */
export function rounded(n: number, digits = TABLE): string {
  return formatterOf(Math.abs(n) < 10 ** digits ? digits : WHOLE).format(exact(n));
}

/** A unit's symbol, its size, and the number of it from which it is used instead of the smaller one. */
type Scale = readonly [symbol: string, size: number, from: number];
const SIZES: readonly Scale[] = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'].map((symbol, i) => [symbol, 1e3 ** i, 1]);
const DURATIONS: readonly Scale[] = [
  ['ms', 1, 0],
  ['s', 1e3, 1],
  // Two or more: 90 s is easier to read than 1.5 min.
  ['min', 60e3, 2],
  ['h', 3600e3, 2],
];

/** In the largest unit that `like` reaches when it is rounded: 999,600 bytes are 1 MB in three digits. */
function scaled(n: number, scales: readonly Scale[], digits: number, like: number): string {
  const reaches = ([, size, from]: Scale) => Number((Math.abs(like) / size).toPrecision(digits)) >= from;
  const [symbol, size] = scales.findLast(reaches) ?? (scales[0] as Scale);
  return `${rounded(n / size, digits)} ${symbol}`;
}

/**
 * A number in a row's unit, scaled and rounded for display: 12.3 MB, 4.56 ms, 96.4 %.
 * @param digits significant digits; a threshold needs as many as a table's number
 * @param like the number whose scale is used, such as the largest of an axis
 */
export function format(value: number, unit: Unit, digits = READING, like = value): string {
  switch (unit) {
    case 'Bytes':
      return scaled(value, SIZES, digits, like);
    case 'Bytes/Second':
      return `${scaled(value, SIZES, digits, like)}/s`;
    case 'Gigabytes':
      return scaled(value * 1e9, SIZES, digits, like * 1e9);
    case 'Milliseconds':
      return scaled(value, DURATIONS, digits, like);
    case 'Seconds':
      return scaled(value * 1_000, DURATIONS, digits, like * 1_000);
    case 'Percent':
      return `${rounded(value, digits)} %`;
    case 'Count/Second':
      return `${rounded(value, digits)}/s`;
    case 'Count':
    case 'None':
      return rounded(value, digits);
  }
}

/** A number of things: `1 key`, `1,234 keys`. As people read it: what is rounded to 1 is one. */
export function counted(n: number, noun: string): string {
  const shown = format(n, 'Count');
  return `${shown} ${noun}${shown === '1' ? '' : 's'}`;
}
/** The unit behind a number: `seconds down`, but `1 second down`. */
export const unitOf = (n: number, unit: string): string =>
  n === 1 ? unit.replace(/^([a-z]+)s\b/, '$1') : unit;

/** How a unit is written after a number. */
const symbols: Readonly<Record<Unit, string>> = {
  None: '',
  Count: '',
  'Count/Second': ' per second',
  Percent: ' %',
  Bytes: ' bytes',
  'Bytes/Second': ' bytes per second',
  Gigabytes: ' GB',
  Milliseconds: ' ms',
  Seconds: ' s',
};

/** The unit after a row's values: ` ms`, ` per minute`. Counts of anything but events have none. */
export function unitWords(row: Row): string {
  const events = row.kind === 'counter' && !(row.published === 'rate' && row.average);
  return events && row.unit === 'Count' ? ' per minute' : symbols[row.unit];
}

/**
 * A table's number in words: `50 ms`, `2 h`, `5 per minute`, `50 MB/s`. Gigabytes stay gigabytes, the unit of the
 * plans' limits.
 */
export function amount(number: number, row: Row, digits = TABLE): string {
  switch (row.unit) {
    case 'Bytes':
    case 'Bytes/Second':
    case 'Milliseconds':
    case 'Seconds':
      return format(number, row.unit, digits);
    default:
      return `${rounded(number, digits)}${unitWords(row)}`;
  }
}

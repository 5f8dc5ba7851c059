import type { Row, Unit } from '../thresholds/row';

/** A number without floating-point noise: 2.4, not 2.4000000000000004. */
export function exact(n: number): number {
  return Number(n.toPrecision(12));
}

/** Three significant digits, but all integer digits: 4.56, 12.3, 1,234. */
function digits(value: number): string {
  const decimals =
    value === 0 || Number.isInteger(value) ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString('en-US', { maximumFractionDigits: Math.min(decimals, 6) });
}

const SIZES = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** @param write formats the number in front of the unit */
function size(bytes: number, write: (n: number) => number | string): string {
  let [value, step] = [bytes, 0];
  while (Math.abs(value) >= 999.5 && step < SIZES.length - 1) {
    value /= 1_000;
    step += 1;
  }
  return `${write(value)} ${SIZES[step]}`;
}

function duration(ms: number): string {
  return Math.abs(ms) >= 999.5 ? `${digits(ms / 1_000)} s` : `${digits(ms)} ms`;
}

/** A reading in a row's unit, rounded for display: 12.3 MB, 4.56 ms, 96.4 %. */
export function format(value: number, unit: Unit): string {
  switch (unit) {
    case 'Bytes':
      return size(value, digits);
    case 'Bytes/Second':
      return `${size(value, digits)}/s`;
    case 'Gigabytes':
      return size(value * 1e9, digits);
    case 'Milliseconds':
      return duration(value);
    case 'Percent':
      return `${digits(value)} %`;
    case 'Count/Second':
      return `${digits(value)}/s`;
    case 'Count':
    case 'None':
      return digits(value);
  }
}

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
};

/** The unit after a row's values: ` ms`, ` per minute`. Counts of anything but events have none. */
export function unitWords(row: Row): string {
  return row.kind === 'counter' && row.unit === 'Count' ? ' per minute' : symbols[row.unit];
}

/** A table's exact number in its row's unit: `50 ms`, `5 per minute`, `50 MB/s`. */
export function amount(number: number, row: Row): string {
  const n = exact(number);
  if (row.unit === 'Bytes') return size(n, exact);
  if (row.unit === 'Bytes/Second') return `${size(n, exact)}/s`;
  return `${n}${unitWords(row)}`;
}

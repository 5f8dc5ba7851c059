import type { Unit } from '../../thresholds/row';

/** Three significant digits, more only left of the point: 4.56, 12.3, 1,234. */
function digits(value: number): string {
  const decimals =
    value === 0 || Number.isInteger(value) ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString('en-US', { maximumFractionDigits: Math.min(decimals, 6) });
}

const SIZES = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

function size(bytes: number): string {
  let [value, step] = [bytes, 0];
  while (Math.abs(value) >= 999.5 && step < SIZES.length - 1) {
    value /= 1_000;
    step += 1;
  }
  return `${digits(value)} ${SIZES[step]}`;
}

function duration(ms: number): string {
  return Math.abs(ms) >= 999.5 ? `${digits(ms / 1_000)} s` : `${digits(ms)} ms`;
}

/** A value in a row's unit as people read it: 12.3 MB, 4.56 ms, 96.4 %. */
export function format(value: number, unit: Unit): string {
  switch (unit) {
    case 'Bytes':
      return size(value);
    case 'Gigabytes':
      return size(value * 1e9);
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

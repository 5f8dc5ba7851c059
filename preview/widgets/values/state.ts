import type { HorizontalMark } from '../body/model';
import { newest } from '../math/values';
import type { Curve } from './graph';

/** A threshold of a graph: an annotation, or a line whose label says what it is. */
export interface Threshold {
  readonly label: string;
  /** Where it is now; undefined while there are no data to compute it of. */
  readonly value: number | undefined;
  readonly color: string;
  beyond(value: number): boolean;
}

/** Labels of the project's own bodies: `critical: above 10 per minute`. */
const ours = /^(?:warning and critical|warning|critical): (above|below) /;
const directionOf = (label: string | undefined): string | undefined => ours.exec(label ?? '')?.[1];

/** Whether a line is a threshold, and not a reading. */
export const isThreshold = ({ line, label }: Curve): boolean =>
  line.kind === 'expression' && directionOf(label) !== undefined;

function ofMark(mark: HorizontalMark, color: string): Threshold {
  const { value, to, fill, label = '' } = mark;
  const direction = directionOf(label) ?? (fill === 'none' ? undefined : fill);
  const [low, high] = to === undefined ? [value, value] : [Math.min(value, to), Math.max(value, to)];
  // Strict on the side of the threshold: a value equal to it is healthy.
  const inBand = (n: number) => (direction === 'below' ? n >= low && n < high : n > low && n <= high);
  return {
    label: label || (to === undefined ? String(value) : `${value} to ${to}`),
    value,
    color: mark.color ?? color,
    beyond(n) {
      if (to !== undefined) return inBand(n);
      return direction === 'above' ? n > value : direction === 'below' ? n < value : false;
    },
  };
}

function ofCurve(curve: Curve): Threshold {
  const value = newest(curve.series);
  const below = directionOf(curve.label) === 'below';
  return {
    label: curve.label,
    value,
    color: curve.color,
    beyond: (n) => value !== undefined && (below ? n < value : n > value),
  };
}

/** All thresholds of a graph, in the order of the body. */
export function thresholdsOf(
  marks: readonly HorizontalMark[],
  curves: readonly Curve[],
  color: string,
): Threshold[] {
  return [...curves.filter(isThreshold).map(ofCurve), ...marks.map((mark) => ofMark(mark, color))];
}

/**
 * What the newest value is beyond, as the label of the last threshold that it passed: they stand from warning to critical.
 * @returns undefined if it is within all, or if several lines share the graph and nothing tells whose thresholds they are
 */
export function passed(curves: readonly Curve[], thresholds: readonly Threshold[]): Threshold | undefined {
  const readings = curves.filter((curve) => !isThreshold(curve));
  const [only] = readings;
  const value = only && newest(only.series);
  if (readings.length !== 1 || value === undefined) return undefined;
  return thresholds.findLast((threshold) => threshold.beyond(value));
}

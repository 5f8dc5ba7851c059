import { usualBefore } from '../../../model/alarms/stand-in';
import { isSeries, type Series, type Value } from './values';

/**
 * The edges of the usual band of a metric, from the values before each. It stands in for CloudWatch's, whose model is not published; the
 * labels say so.
 * @throws {Error} says in a part of a sentence what is wrong with the arguments
 */
export function standInBand(of: Value, width: Value): readonly Series[] {
  if (!isSeries(of)) throw new Error('ANOMALY_DETECTION_BAND needs a metric');
  if (typeof width !== 'number' || !(width > 0))
    throw new Error('the width of ANOMALY_DETECTION_BAND is not a number above 0');
  const points = of.values.flatMap((value, i) =>
    value === undefined ? [] : [{ at: of.start + i * of.periodMs, value, i }],
  );
  // A session is too short to forget anything.
  const usual = usualBefore(points, Number.POSITIVE_INFINITY);
  const edge = (label: string, sign: 1 | -1): Series => {
    const values: (number | undefined)[] = of.values.map(() => undefined);
    points.forEach(({ i }, at) => {
      const known = usual[at];
      values[i] = known && known.mean + sign * width * known.deviation;
    });
    return { ...of, label: `${label} (stand-in)`, values };
  };
  return [edge('above', 1), edge('below', -1)];
}

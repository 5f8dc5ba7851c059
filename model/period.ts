import type { Alarm, Statistic, Threshold } from '../thresholds/row';

/**
 * Length of one evaluation period in minutes: the row's own, but at least the collection interval, or most periods
 * would be empty. For a sum it is a multiple of the interval, so that every period has the same number of collections.
 */
export function periodMinutes(
  { periodMinutes: own, statistic }: Pick<Alarm<Threshold, Statistic>, 'periodMinutes' | 'statistic'>,
  collectionMinutes: number,
): number {
  return statistic === 'Sum'
    ? Math.ceil(own / collectionMinutes) * collectionMinutes
    : Math.max(own, collectionMinutes);
}

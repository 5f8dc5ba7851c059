import type { Alarm, Statistic, Threshold } from '../thresholds/row';

/**
 * Minutes of one evaluation period: the row's own, and never less than the collection interval, or most periods
 * would be empty. A sum must hold the same number of collections in every period, so it is rounded up to whole ones.
 */
export function periodMinutes(
  { periodMinutes: own, statistic }: Pick<Alarm<Threshold, Statistic>, 'periodMinutes' | 'statistic'>,
  collectionMinutes: number,
): number {
  return statistic === 'Sum'
    ? Math.ceil(own / collectionMinutes) * collectionMinutes
    : Math.max(own, collectionMinutes);
}

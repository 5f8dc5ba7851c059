import type { ApplicationStatistic } from '../../thresholds/application/application';

/** Those that are no percentiles. */
const SIMPLE: readonly string[] = ['Average', 'Sum', 'Minimum', 'Maximum', 'SampleCount'];
/** p1 to p99.9. */
const PERCENTILE = /^p[1-9]\d?(\.\d)?$/;

export const isPercentile = (statistic: string): boolean => PERCENTILE.test(statistic);
export const isStatistic = (text: string): text is ApplicationStatistic =>
  SIMPLE.includes(text) || isPercentile(text);
export const STATISTICS = `${SIMPLE.join(', ')}, or a percentile from p1 to p99.9 with at most one decimal, such as p99`;

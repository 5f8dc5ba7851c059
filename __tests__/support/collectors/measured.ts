import type { Result } from '../../../model/result';

/** The value of a metric, which must be measured. */
export function measured({ metrics }: Result, name: string): number {
  const metric = metrics[name];
  if (!metric || !('value' in metric)) throw new Error(`${name} is not measured: ${JSON.stringify(metric)}`);
  return metric.value;
}

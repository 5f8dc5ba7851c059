import type { MetricLine } from '../body/model';
import { newest, present, type Series } from '../math/values';

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const numbers: Readonly<Record<string, (series: Series) => number | undefined>> = {
  LAST: newest,
  FIRST: (series) => series.values.find((value) => value !== undefined),
  MIN: (series) => Math.min(...present(series)),
  MAX: (series) => Math.max(...present(series)),
  AVG: (series) => sum(present(series)) / present(series).length,
  SUM: (series) => sum(present(series)),
  DATAPOINT_COUNT: (series) => present(series).length,
};

/** A property in a dynamic label: `PROP('Dim.Environment')`. */
function property(name: string, { ref, stat, period }: MetricLine): string | undefined {
  const properties: Readonly<Record<string, string>> = {
    MetricName: ref.metric,
    Namespace: ref.namespace,
    Stat: stat,
    Period: String(period),
  };
  if (name.startsWith('Dim.')) {
    const dimension = name.slice(4);
    return Object.hasOwn(ref.dimensions, dimension) ? ref.dimensions[dimension] : undefined;
  }
  return Object.hasOwn(properties, name) ? properties[name] : undefined;
}

/** Whether a label changes with the values. */
export const isDynamic = (label: string): boolean => label.includes('${');

/**
 * A label with its dynamic parts filled in (user guide, "Using dynamic labels"). What is not known stays as it is.
 * @param show a number in the unit of the axis
 */
export function labelOf(
  label: string,
  series: Series,
  show: (value: number) => string,
  line?: MetricLine,
): string {
  if (!isDynamic(label)) return label;
  return label.replace(
    /\$\{([A-Z_]{2,20})(?:\('([^']{1,100})'\))?\}/g,
    (whole, name: string, argument?: string) => {
      if (name === 'LABEL') return line?.ref.metric ?? whole;
      if (name === 'PROP') return (line && argument !== undefined && property(argument, line)) || whole;
      if (!Object.hasOwn(numbers, name)) return whole;
      const value = numbers[name]?.(series);
      return value === undefined || !Number.isFinite(value) ? '-' : show(value);
    },
  );
}

import type { Statistic } from '../../thresholds/row';

/** A function of Metrics Insights, the query language of CloudWatch's metrics. */
export type InsightsFunction = 'AVG' | 'COUNT' | 'MAX' | 'MIN' | 'SUM';

/** The functions that give for one metric what a statistic gives. */
export const functions: Readonly<Record<Statistic, InsightsFunction>> = {
  Average: 'AVG',
  Maximum: 'MAX',
  Minimum: 'MIN',
  Sum: 'SUM',
};

/** A question to a row of all databases of an environment that have a name. */
export interface InsightsQuery {
  readonly of: InsightsFunction;
  /** The row. */
  readonly metric: string;
  readonly namespace: string;
  readonly environment: string;
  /** The databases that it leaves out. */
  readonly without: readonly string[];
  /** Which values come first, in a series for each database. Without it, all databases make one series. */
  readonly first?: 'highest' | 'lowest';
  /** How many series it gives at most, with an order; without it, CloudWatch's limit. An alarm has none. */
  readonly most?: number;
}

/** The limit of CloudWatch for an expression of an alarm, in characters (API reference, MetricDataQuery). */
export const LONGEST_EXPRESSION = 2_048;
/** A query returns so many series at most (user guide, "CloudWatch Metrics Insights service quotas"). */
export const MOST_SERIES = 500;
/** An alarm on a query sees the values of so many minutes (user guide, "Limits that apply to alarms based on Metrics Insights queries"). */
export const MINUTES_SEEN = 180;

/**
 * The text of a query. Names are quoted, because some, such as `Database`, are keywords. `SCHEMA` keeps to metrics with exactly these
 * dimensions: the database without a name is not among them. An alarm with a series for each database must have them in an
 * order: where there are too many, it sees the first.
 */
export function insightsText({
  of,
  metric,
  namespace,
  environment,
  without,
  first,
  most,
}: InsightsQuery): string {
  const conditions = [
    `"Environment" = '${environment}'`,
    ...without.map((database) => `"Database" != '${database}'`),
  ];
  const text = `SELECT ${of}("${metric}") FROM SCHEMA("${namespace}", "Database", "Environment") WHERE ${conditions.join(' AND ')}`;
  if (first === undefined) return text;
  const ordered = `${text} GROUP BY "Database" ORDER BY ${of}() ${first === 'highest' ? 'DESC' : 'ASC'}`;
  return most === undefined ? ordered : `${ordered} LIMIT ${most}`;
}

const form =
  /^SELECT (AVG|COUNT|MAX|MIN|SUM)\("([^"]+)"\) FROM SCHEMA\("([^"]+)", "Database", "Environment"\) WHERE "Environment" = '([^']*)'((?: AND "Database" != '[^']*')*)(?: GROUP BY "Database" ORDER BY \1\(\) (DESC|ASC)(?: LIMIT ([1-9]\d{0,3}))?)?$/;

/**
 * Reads what `insightsText` writes.
 * @returns undefined for any other text, such as metric math
 */
export function parseInsights(text: string): InsightsQuery | undefined {
  const found = form.exec(text);
  if (!found) return undefined;
  const [, of = '', metric = '', namespace = '', environment = '', conditions = '', order, most] = found;
  return {
    of: of as InsightsFunction,
    metric,
    namespace,
    environment,
    without: [...conditions.matchAll(/'([^']*)'/g)].map(([, database = '']) => database),
    ...(order !== undefined && { first: order === 'DESC' ? 'highest' : 'lowest' }),
    ...(most !== undefined && { most: Number(most) }),
  };
}

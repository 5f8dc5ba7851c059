import type { ApplicationWatch } from '../../model/applications/application';
import type { Collector } from '../../model/collector';
import { scheduleMinutes } from '../../model/environment';
import type { Row } from '../../thresholds/row';

export interface ExpectedRow {
  /** Unique within the environment. */
  readonly key: string;
  readonly subject: string;
  readonly row: string;
  readonly publisher: 'collector' | 'application';
  readonly unit: string;
  readonly namespace: string;
  /** The name of its metric: of a collector's, that of the row. */
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** As GetMetricData takes it. */
  readonly statistic: string;
  /** Seconds between two runs that may publish it. */
  readonly periodSeconds: number;
  /** How far back its newest value is looked for, in seconds. */
  readonly windowSeconds: number;
  /** Whether it keeps on being published once it was: a quotient may have nothing to divide. */
  readonly continues: boolean;
  /** Whether it is known while the database sleeps; undefined where the database never does. */
  readonly knownAsleep: boolean | undefined;
}
/** How people call a database: `neon`, `neon/analytics`. */
export const subjectOf = ({ service, database }: Pick<Collector, 'service' | 'database'>): string =>
  database === undefined ? service : `${service}/${database}`;
/** The key of a row of a database. */
export const keyOf = (one: Pick<Collector, 'id'>, row: string): string => `${one.id} ${row}`;

const HOUR = 3600;
/** As long as ListMetrics calls a metric recently active. */
const RECENT_SECONDS = 3 * HOUR;
/** A value a day, from a visit that connects anyway: the second day may be later than the first. */
const DAILY_SECONDS = 50 * HOUR;
/** In many runs one may be absent: so many are looked at in any case. */
const LEAST_RUNS = 3;

/** A place where metrics are: namespace and dimensions as text. */
export const placeOf = (namespace: string, dimensions: Readonly<Record<string, string>>): string =>
  JSON.stringify([namespace, ...Object.entries(dimensions).sort()]);
/** A row of a database, as its collector publishes it. */
export function rowOf(one: Collector, row: string, of: Row): ExpectedRow {
  const { environment, about, choices } = one;
  const { sleeps } = about;
  const periodSeconds = scheduleMinutes(environment) * 60;
  const isCount = of.kind === 'counter' && of.published === 'count';
  const runs = LEAST_RUNS * environment.collectionMinutes * 60;
  return {
    ...{ key: keyOf(one, row), subject: subjectOf(one), row, publisher: 'collector', unit: of.unit },
    ...{ namespace: one.namespace, metric: row, dimensions: one.dimensions },
    statistic: isCount ? 'Sum' : 'Average',
    periodSeconds,
    windowSeconds: of.daily ? DAILY_SECONDS : Math.max(RECENT_SECONDS, runs),
    continues: isCount || of.kind === 'gauge',
    knownAsleep:
      sleeps && choices[sleeps.with] === true ? sleeps.known.includes(row) || isCommon(row) : undefined,
  };
}
/** What an application publishes itself: nobody but its team knows how often. */
export function applicationRows({ service, rows, places }: ApplicationWatch): ExpectedRow[] {
  return Object.entries(places).map(([row, { metric, statistic, periodMinutes }]) => ({
    ...{ key: `${service} ${row}`, subject: service, row, publisher: 'application' },
    ...{ unit: rows[row]?.unit ?? '', namespace: metric.namespace },
    ...{ metric: metric.name, dimensions: metric.dimensions, statistic },
    periodSeconds: periodMinutes * 60,
    windowSeconds: Math.max(RECENT_SECONDS, LEAST_RUNS * periodMinutes * 60),
    ...{ continues: false, knownAsleep: undefined },
  }));
}

/** The driver publishes these two in each run, whatever the database does. */
export const isCommon = (row: string): boolean => row === HEARTBEAT || row === 'ApiErrors';
export const HEARTBEAT = 'Up';

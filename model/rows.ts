import {
  type Alarm,
  type AlarmedRow,
  type Datapoints,
  datapointsOf,
  type ForecastEnd,
  hasAlarm,
  includes,
  isAlarmed,
  type Level,
  type Row,
  type Severity,
  type Statistic,
  type Table,
  type Threshold,
  thresholdsOf,
} from '../thresholds/row';
import type { Limits, Service } from '../thresholds/service';
import { type Entry, type Override, scheduleMinutes } from './environment';
import { withEnd, withoutForecast } from './forecast/end';
import { kindOf, type LimitsByName } from './threshold';

/** What an environment changes about alarms, by row. */
export type RowOverrides = Readonly<Record<string, Override>>;

/** Decides which rows are collected, and with which thresholds. */
export interface Collection {
  readonly level: Level;
  readonly overrides?: RowOverrides;
  /** The service's options; a missing flag counts as set. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** The plan's limits that are known; without it, all are. */
  readonly limits?: LimitsByName;
}

/**
 * The table for one environment: only the rows that are collected there, with the environment's numbers in place of
 * the row's own. An override replaces the magnitude of any kind of threshold, or takes the alarms away. Overrides of rows that do not exist or
 * have no alarm have no effect; validation reports them.
 */
export function collectedRows(rows: Table, collection: Collection): Table {
  const { overrides = {} } = collection;
  return Object.fromEntries(
    Object.entries(rows)
      .filter(([, row]) => lackedBy(row, collection) === undefined)
      .map(([name, row]) => [name, overridden(row, overrides[name] ?? {})]),
  );
}

/** Why a row is not collected, and what would change that; undefined if it is. */
export function lackedBy(
  { level: own, needs, needsLimit }: Row,
  { level, options = {}, limits }: Omit<Collection, 'overrides'>,
): readonly [problem: string, fix: string] | undefined {
  if (!includes(level, own))
    return [`is a row of level ${own}, which is not collected here`, `set level to '${own}'`];
  if (needs !== undefined && !(options[needs] ?? true))
    return [`is collected only with ${needs}`, `set ${needs} to true`];
  if (needsLimit !== undefined && limits && limits[needsLimit] === undefined)
    return [`is collected only where limits.${needsLimit} is set`, `set limits.${needsLimit}`];
  return undefined;
}

/** The rows that have alarms. */
export function alarmedRows(rows: Table): [name: string, row: AlarmedRow][] {
  return Object.entries(rows).flatMap(([name, row]): [string, AlarmedRow][] =>
    isAlarmed(row) ? [[name, row]] : [],
  );
}

function overridden(row: Row, override: Override): Row {
  if (override.alarm === 'off') return withoutAlarms(row, override.reason);
  const { anomaly = row.anomaly } = override;
  const watched = anomaly ? { ...row, anomaly } : row;
  const { alarm } = watched;
  if (!hasAlarm(alarm)) return watched;
  const thresholds = thresholdsOf(alarm).map(([severity, threshold]) => {
    const number = override[severity];
    return [severity, number === undefined ? threshold : kindOf(threshold).override(number)];
  });
  // Replacing a number keeps the kind of the threshold, and so the type of the row.
  return { ...watched, alarm: { ...alarm, ...Object.fromEntries(thresholds) } } as Row;
}

/** The row without any alarm, and so without a forecast, and the reason for that; one that never had thresholds keeps its own. */
export function withoutAlarms(row: Row, reason: string): Row {
  const { anomaly: _, ...unforeseen } = row;
  const quiet = withoutForecast(unforeseen);
  return hasAlarm(quiet.alarm) ? { ...quiet, alarm: { none: reason } } : quiet;
}

type Named = Readonly<Partial<LimitsByName>>;

/** The numbers of a service's limits in an environment: its own, else the defaults. A limit that nothing tells is left out. */
export function limitsOf({ limits }: { readonly limits: Limits }, named: Named = {}): LimitsByName {
  const known = Object.entries(limits).map(([name, limit]) => [name, named[name] ?? limit.default] as const);
  return Object.fromEntries(known.filter((one): one is readonly [string, number] => one[1] !== undefined));
}

/** The row that reads a limit from the server, where it is collected and the environment has no number of its own. */
function liveRow(limit: string, limits: Limits, rows: Table, named: Named): string | undefined {
  const { row } = limits[limit] ?? {};
  return named[limit] === undefined && row !== undefined && rows[row] ? row : undefined;
}

/**
 * The limits that the collector is told, by variable: those with which alarms compare. Where a row reads a limit from the server,
 * that is the limit, unless the environment has its own.
 */
export function limitVariables(
  { limits }: Pick<Service, 'limits'>,
  rows: Table,
  named: Named,
): Readonly<Record<string, number>> {
  const numbers = limitsOf({ limits }, named);
  return Object.fromEntries(
    Object.entries(limits).flatMap(([name, { variable }]) => {
      const number = numbers[name];
      const isLive = liveRow(name, limits, rows, named) !== undefined;
      return variable === undefined || number === undefined || isLive ? [] : [[variable, number]];
    }),
  );
}

/**
 * The rows with the limits of one environment. A threshold that is a share of a limit for which the environment has no number
 * of its own becomes a share of the row that reads this limit from the server, where that row is collected. Where nothing
 * tells the limit, the row has no alarms, and no forecast.
 * @param named the environment's own numbers
 */
export function withLimits(rows: Table, limits: Limits, named: Named): Table {
  const live = (limit: string) => liveRow(limit, limits, rows, named);
  const end = (limit: string): ForecastEnd | undefined => {
    const [ofRow, value] = [live(limit), named[limit] ?? limits[limit]?.default];
    if (ofRow !== undefined) return { ofRow };
    return value === undefined ? undefined : { value };
  };
  return Object.fromEntries(
    Object.entries(rows).map(([name, given]) => {
      const row = withEnd(given, (own) => ('ofLimit' in own ? end(own.ofLimit) : own));
      if (!hasAlarm(row.alarm)) return [name, row];
      const shares = thresholdsOf(row.alarm).flatMap(([severity, threshold]) =>
        'ofLimit' in threshold ? [[severity, threshold] as const] : [],
      );
      const unknown = shares.find(
        ([, { ofLimit }]) =>
          live(ofLimit) === undefined && (named[ofLimit] ?? limits[ofLimit]?.default) === undefined,
      );
      if (unknown) return [name, { ...row, alarm: { none: unknownLimit(unknown[1].ofLimit, limits) } }];
      const thresholds = shares.map(([severity, { ofLimit, ...share }]) => {
        const ofRow = live(ofLimit);
        return [severity, ofRow === undefined ? { ofLimit, ...share } : { ...share, ofRow }];
      });
      return [name, { ...row, alarm: { ...row.alarm, ...Object.fromEntries(thresholds) } } as Row];
    }),
  );
}

/** Why a row has no alarms where a limit is not known. */
const unknownLimit = (limit: string, limits: Limits): string => {
  const { row } = limits[limit] ?? {};
  return `Its limit is not known here: set limits.${limit} in environments.ts${row === undefined ? '' : `, or collect ${row}`}.`;
};

/** The evaluation time of a row is not shorter than this, in minutes. */
const SHORTEST = 3;

/**
 * How many runs share one of the row's own periods. An alarm's period in an environment is the collection interval, with
 * one run in it, and M of N are multiplied by this number: collected every minute, 2 of 3 periods of 5 minutes are 10 of 15
 * periods of 1 minute. CloudWatch moves the periods on every minute. If they had several runs, or one and two by turns, the
 * same readings would breach in one period or in two, depending on where the periods begin.
 * @returns at least 1
 */
export function runsPerPeriod(
  { periodMinutes: own }: Pick<Alarm<Threshold, Statistic>, 'periodMinutes'>,
  collectionMinutes: number,
): number {
  if (own === 'interval') return 1;
  const within = Math.floor(own / collectionMinutes);
  return within * collectionMinutes >= SHORTEST ? within : Math.ceil(own / collectionMinutes);
}

/**
 * M of N of a row's alarm in an environment, in periods of one run.
 *
 * Where the pace adapts, the first sign is seen up to `collectionMinutes` late, on average half as many minutes. So many of M do without
 * data, but no more than half: what then is seen every minute stands for what nobody saw. The delay against a visit every minute is
 * at most two minutes where `collectionMinutes` is 5. An alarm that counts runs counts them all, and one that keeps its state without
 * data is decided by the row's own M of N in visits: at the slower pace there would never be more.
 */
export function datapointsIn(
  environment: Pick<Entry, 'collectionMinutes' | 'adaptive'>,
  alarm: Pick<Alarm<Threshold>, 'periodMinutes' | 'datapoints' | 'missingData'>,
  severity: Severity,
): Datapoints {
  const runs = runsPerPeriod(alarm, scheduleMinutes(environment));
  const [breaching, of] = datapointsOf(alarm, severity);
  const full = breaching * runs;
  if (!environment.adaptive) return [full, of * runs];
  if (alarm.periodMinutes === 'interval' || alarm.missingData === 'ignore') return [breaching, of];
  const unseen = Math.floor((environment.collectionMinutes - 1) / 2);
  return [Math.max(Math.ceil(full / 2), full - unseen), of * runs];
}

import type { AlarmState } from '../../../model/alarms/next-state';
import { evaluate, type Stretch, transitionsTo } from '../../../model/alarms/timeline';
import type { Collector } from '../../../model/collector';
import { scheduleMinutes } from '../../../model/environment';
import { alarmName } from '../../../model/names';
import { alarmedRows, runsPerPeriod } from '../../../model/rows';
import { type AlarmedRow, type Severity, thresholdsOf } from '../../../thresholds/row';
import type { Proof } from '../../../thresholds/series';
import { publishedAs } from './published';
import { type AlarmResource, alarmsOf } from './synthesized';

const MINUTE = 60_000;

/** The synthesized alarms of a row, and its series. */
export interface Pair {
  readonly name: string;
  readonly row: AlarmedRow;
  readonly proof: Proof;
  readonly warning: AlarmResource;
  /** Undefined for a row that only warns. */
  readonly critical: AlarmResource | undefined;
  readonly limits: Collector['limits'];
  /** Minutes between two runs, which are the period of its alarms. */
  readonly interval: number;
  /** The runs that share one of the row's own periods. */
  readonly runs: number;
}

/** All pairs of a collector. */
export function pairsOf(collector: Collector): Pair[] {
  const { environment, service, rows, limits, about } = collector;
  const alarms = alarmsOf(collector);
  const alarm = (name: string, severity: Severity) => {
    const found = alarms.get(alarmName({ environment: environment.name, service }, name, severity));
    if (!found) throw new Error(`${environment.name} has no ${severity} alarm for ${service}.${name}`);
    return found;
  };
  const series: Readonly<Record<string, Proof>> = about.series;
  return alarmedRows(rows).map(([name, row]) => {
    const proof = series[name];
    if (!proof) throw new Error(`${service}.${name} has no proof`);
    const warning = alarm(name, 'warning');
    const critical = row.alarm.critical === undefined ? undefined : alarm(name, 'critical');
    const interval = scheduleMinutes(environment);
    const runs = runsPerPeriod(row.alarm, interval);
    return { name, row, proof, warning, critical, limits, interval, runs };
  });
}

/** The severities for which the row has an alarm. */
export function severitiesOf({ row }: Pick<Pair, 'row'>): Severity[] {
  return thresholdsOf(row.alarm).map(([severity]) => severity);
}

/** The evaluation period of a synthesized alarm, in minutes. */
export function minutesOf({ period, metric_query }: AlarmResource): number {
  return (period ?? metric_query?.[0]?.metric?.period ?? 0) / 60;
}

type Values = readonly (number | undefined)[];
export interface Course {
  readonly warning: readonly Stretch[];
  /** None for a row that only warns. */
  readonly critical: readonly Stretch[];
  /** The time of a value, in milliseconds. */
  at(value: number): number;
}
/** How the values reach CloudWatch, and how far it looks back beyond N. */
export interface Arrival {
  /** Minutes from the slot of each run until CloudWatch has its value; none by default. */
  readonly delays?: readonly number[];
  readonly beyond?: number;
}

/** What the alarms of a row do while the values are published, one per period of the row: each of its runs has the value. */
export function course(pair: Pair, values: Values, arrival?: Arrival): Course {
  const { runs, interval } = pair;
  const perRun = values.flatMap((value) => Array<number | undefined>(runs).fill(value));
  return { ...courseOfRuns(pair, perRun, arrival), at: (value) => value * runs * interval * MINUTE };
}

/** The same, with a value for each run. */
export function courseOfRuns(
  { name, row, warning, critical, limits, interval }: Pair,
  values: Values,
  { delays = [], beyond }: Arrival = {},
): Course {
  const prompt = publishedAs(name, row, values, interval, limits);
  const published = Object.fromEntries(
    Object.entries(prompt).map(([metric, data]) => [
      metric,
      data.map((datum) => ({
        ...datum,
        seen: datum.at + (delays[datum.at / MINUTE / interval] ?? 0) * MINUTE,
      })),
    ]),
  );
  const span = { from: MINUTE, to: values.length * interval * MINUTE };
  return {
    warning: evaluate(warning, published, span, { beyond }),
    critical: critical ? evaluate(critical, published, span, { beyond }) : [],
    at: (value) => value * interval * MINUTE,
  };
}

const last = (stretches: readonly Stretch[]): AlarmState | undefined => stretches.at(-1)?.state;
const times = (values: readonly number[], n: number): number[] =>
  Array.from({ length: n }, () => values).flat();
const silence: Values = Array.from({ length: 12 }, () => undefined);
/** What a collector publishes for a sleeping compute. */
const asleep: Readonly<Record<string, number>> = { Up: 1, ComputeActive: 0, ApiErrors: 0 };

/** Yields the problems of a row's alarms. */
export type Guard = (pair: Pair) => Iterable<string>;

export const guards: Readonly<Record<string, Guard>> = {
  *'healthy never fires'(pair) {
    const run = course(pair, times(pair.proof.healthy, 3));
    for (const severity of severitiesOf(pair))
      for (const moment of transitionsTo('ALARM', run[severity]))
        yield `${severity} fires in health, after ${moment / MINUTE} minutes`;
  },
  *'sick fires in time'(pair) {
    const { healthy, sick } = pair.proof;
    const run = course(pair, [...healthy, ...times(sick, 2)]);
    for (const severity of severitiesOf(pair)) {
      const [fired] = transitionsTo('ALARM', run[severity]);
      const deadline = run.at(healthy.length + (pair[severity]?.datapoints_to_alarm ?? 0) / pair.runs);
      if (fired === undefined) yield `${severity} never fires`;
      else if (fired < run.at(healthy.length)) yield `${severity} fires before it is sick`;
      else if (fired > deadline) yield `${severity} fires ${(fired - deadline) / MINUTE} minutes late`;
      if (transitionsTo('ALARM', run[severity]).length > 1) yield `${severity} flaps while it is sick`;
    }
  },
  *'warning is never after critical'(pair) {
    if (pair.row.alarm.criticalFirst !== undefined) return;
    const run = course(pair, [...pair.proof.healthy, ...times(pair.proof.sick, 2)]);
    const [warned = Number.POSITIVE_INFINITY] = transitionsTo('ALARM', run.warning);
    const [critical = Number.POSITIVE_INFINITY] = transitionsTo('ALARM', run.critical);
    if (critical < warned) yield `critical fires ${(warned - critical) / MINUTE} minutes before warning`;
  },
  *'recovery clears'(pair) {
    const { healthy, sick } = pair.proof;
    const run = course(pair, [...times(sick, 2), ...times(healthy, 2)]);
    for (const severity of severitiesOf(pair)) {
      if (last(run[severity]) !== 'OK') yield `${severity} is ${last(run[severity])} after recovery`;
      const cleared = transitionsTo('OK', run[severity]).filter((moment) => moment > run.at(sick.length * 2));
      if (cleared.length !== 1) yield `${severity} clears ${cleared.length} times`;
    }
  },
  *'silence fires only the heartbeat'(pair) {
    for (const before of [pair.proof.healthy, []]) {
      const run = course(pair, [...before, ...silence]);
      for (const severity of severitiesOf(pair)) {
        const fired = transitionsTo('ALARM', run[severity]).length > 0;
        if (fired !== (pair.name === 'Up'))
          yield `${severity} ${fired ? 'fires' : 'does not fire'} when nothing is published`;
      }
    }
  },
  *'a sleeping compute fires nothing'(pair) {
    const known = asleep[pair.name];
    const run = course(pair, [...pair.proof.healthy, ...silence.map(() => known)]);
    for (const severity of severitiesOf(pair))
      if (transitionsTo('ALARM', run[severity]).length > 0)
        yield `${severity} fires while the compute sleeps`;
  },
};

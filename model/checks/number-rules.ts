import {
  type Alarm,
  hasAlarm,
  type Row,
  type Severity,
  type Table,
  type Threshold,
  thresholdsOf,
} from '../../thresholds/row';
import type { Service } from '../../thresholds/service';
import type { CollectorNames } from '../collector-names';
import { type Kind, kindOf } from '../threshold';

/** The input of a rule: one row and its table. */
export interface Subject {
  readonly name: string;
  readonly row: Row;
  readonly table: Table;
  /** The names of the collectors that have the row. */
  readonly collectors: readonly CollectorNames[];
  /** The service: its limits, options and queries, and all its rows. */
  readonly about: Pick<Service, 'limits' | 'options' | 'rows'> & {
    readonly queries: Readonly<Record<string, unknown>>;
  };
}
/** Yields `[what is wrong, what to do]` for every violation. */
export type Rule = (subject: Subject) => Iterable<readonly [problem: string, fix: string]>;

/** A rule for rows that have alarms. */
export function alarmRule(check: (alarm: Alarm<Threshold>, subject: Subject) => ReturnType<Rule>): Rule {
  return (subject) => (hasAlarm(subject.row.alarm) ? check(subject.row.alarm, subject) : []);
}
/** The kinds of an alarm's thresholds, by severity. */
export function* kindsOf(alarm: Alarm<Threshold>): Iterable<[Severity, Kind]> {
  for (const [severity, threshold] of thresholdsOf(alarm)) yield [severity, kindOf(threshold)];
}

/**
 * The rules for a row's numbers that need to know nothing but the row. The page of the preview judges by them where a
 * threshold is dragged, without the tables of all services, whose texts it would have to load.
 */
export const numberRules: Readonly<Record<string, Rule>> = {
  'threshold number': alarmRule(function* (alarm, { row }) {
    for (const [severity, kind] of kindsOf(alarm)) {
      const { magnitude } = kind;
      if (!Number.isFinite(magnitude) || magnitude < 0)
        yield [`has the ${severity} threshold ${magnitude}`, 'give a number of 0 or more'];
      const found = kind.problem(row);
      if (found) yield [`has the ${severity} ${found[0]}`, found[1]];
    }
  }),
  'threshold order': alarmRule(function* ({ breaches, ...alarm }) {
    if (!alarm.critical) return;
    const [warning, critical] = [kindOf(alarm.warning), kindOf(alarm.critical)];
    if (warning.scale !== critical.scale) {
      yield [
        'has different kinds of thresholds for warning and critical',
        'use the same kind of threshold for both',
      ];
      return;
    }
    const beyond = warning.magnitude - critical.magnitude;
    if (breaches === 'above' ? beyond > 0 : beyond < 0)
      yield [
        `warns at ${warning.magnitude}, beyond critical at ${critical.magnitude}`,
        'put the warning on the healthy side of critical',
      ];
  }),
  heartbeat: alarmRule(function* ({ missingData, ...alarm }, { name }) {
    // It is 0 or 1.
    for (const [severity, kind] of kindsOf({ missingData, ...alarm }))
      if (name === 'Up' && kind.magnitude > 1) yield [`is always ${severity}: it is at most 1`, 'use 1'];
    if ((name === 'Up') !== (missingData === 'breaching'))
      yield name === 'Up'
        ? ['is the heartbeat but does not treat missing data as breaching', 'set missingData to breaching']
        : [
            'treats missing data as breaching',
            'leave that to Up; otherwise a sleeping compute raises an alarm',
          ];
  }),
};

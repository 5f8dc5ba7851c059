import {
  type Alarm,
  type Datapoints,
  hasAlarm,
  type Row,
  type Severity,
  type Table,
  type Threshold,
  units,
} from '../../thresholds/row';
import { alarmName, kebab } from '../names';

/** What a rule looks at: one row, with the table it stands in. */
export interface Subject {
  readonly service: string;
  readonly name: string;
  readonly row: Row;
  readonly table: Table;
  readonly environments: readonly string[];
}
/** Yields `[what is wrong, what to do]` for every violation. */
export type Rule = (subject: Subject) => Iterable<readonly [problem: string, fix: string]>;

/** PutMetricData takes metric names, PutMetricAlarm alarm names of at most 255 characters. */
const LONGEST_NAME = 255;
/** Period × evaluation periods may not exceed a day for periods below an hour (PutMetricAlarm). */
const DAY_IN_MINUTES = 24 * 60;
const severities: readonly Severity[] = ['warning', 'critical'];

function alarmRule(check: (alarm: Alarm<Threshold>, subject: Subject) => ReturnType<Rule>): Rule {
  return (subject) => (hasAlarm(subject.row.alarm) ? check(subject.row.alarm, subject) : []);
}
function* thresholdsOf(alarm: Alarm<Threshold>): Iterable<[Severity, Threshold]> {
  for (const severity of severities) yield [severity, alarm[severity]];
}
const magnitude = (t: Threshold): number =>
  'value' in t ? t.value : 'perMinute' in t ? t.perMinute : t.share;
const scale = (t: Threshold): string =>
  'ofRow' in t ? t.ofRow : 'ofLimit' in t ? t.ofLimit : 'perMinute' in t ? 'minute' : 'unit';
const isCount = (dp: Datapoints): boolean => dp.every((n) => Number.isInteger(n) && n >= 1) && dp[0] <= dp[1];

/** The rules of a table, by name. Each has a broken fixture in its test that makes it fire. */
export const rules: Readonly<Record<string, Rule>> = {
  *'row name'({ name }) {
    if (!/^[A-Z][A-Za-z0-9]*$/.test(name)) yield ['is not PascalCase letters and digits', 'rename the row'];
    if (name.length > LONGEST_NAME)
      yield [`has ${name.length} characters; CloudWatch takes ${LONGEST_NAME}`, 'shorten the name'];
  },
  *'alarm name'({ service, name, environments }) {
    const longest = environments
      .map((e) => alarmName(e, service, name, 'critical'))
      .find((a) => a.length > LONGEST_NAME);
    if (longest)
      yield [
        `gives an alarm name of ${longest.length} characters; CloudWatch takes ${LONGEST_NAME}`,
        'shorten the name',
      ];
  },
  *'alarm name is unique'({ name, table }) {
    const twin = Object.keys(table).find((other) => other !== name && kebab(other) === kebab(name));
    if (twin) yield [`gives the same alarm name as ${twin}`, 'rename one of the two'];
  },
  *unit({ row }) {
    if (!units.includes(row.unit)) yield [`has the unit "${row.unit}"`, `use one of ${units.join(', ')}`];
  },
  *words({ row }) {
    const texts = { meaning: row.meaning, counted: row.counted };
    for (const [field, text] of Object.entries(texts))
      if (!text.trim()) yield [`has no text in "${field}"`, 'write one sentence'];
    if ('none' in row.alarm && !row.alarm.none.trim())
      yield ['has no alarm and does not say why', 'give the reason in "alarm.none"'];
  },
  'first step': alarmRule(function* (alarm) {
    if (!alarm.firstStep.trim())
      yield ['has an alarm without a first step', 'say in "firstStep" what the person on call does first'];
  }),
  'threshold number': alarmRule(function* (alarm, { row }) {
    for (const [severity, threshold] of thresholdsOf(alarm)) {
      const n = magnitude(threshold);
      if (!Number.isFinite(n) || n < 0)
        yield [`has the ${severity} threshold ${n}`, 'give a number of 0 or more'];
      if ('share' in threshold && !(n > 0 && n <= 1))
        yield [`has the ${severity} share ${n}`, 'give a share above 0 and at most 1'];
      if ('value' in threshold && row.unit === 'Percent' && n > 100)
        yield [`has the ${severity} threshold ${n} %`, 'give at most 100'];
    }
  }),
  reference: alarmRule(function* (alarm, { row, table }) {
    for (const [severity, threshold] of thresholdsOf(alarm)) {
      if (!('ofRow' in threshold)) continue;
      const base = table[threshold.ofRow];
      if (!base)
        yield [`refers in ${severity} to the unknown row ${threshold.ofRow}`, 'name a row of this table'];
      else if (base.kind !== 'gauge')
        yield [`refers in ${severity} to the counter ${threshold.ofRow}`, 'name a gauge'];
      else if (base.unit !== row.unit)
        yield [
          `compares ${row.unit} with ${threshold.ofRow} in ${base.unit}`,
          'name a row with the same unit',
        ];
      else if (base.level === 'detailed' && row.level === 'core')
        yield [
          `is core but refers to the detailed row ${threshold.ofRow}`,
          `make ${threshold.ofRow} core too`,
        ];
    }
  }),
  'threshold order': alarmRule(function* ({ warning, critical, breaches }) {
    if (scale(warning) !== scale(critical)) {
      yield ['measures warning and critical in different terms', 'use the same kind of threshold for both'];
      return;
    }
    const beyond = magnitude(warning) - magnitude(critical);
    if (breaches === 'above' ? beyond > 0 : beyond < 0)
      yield [
        `warns at ${magnitude(warning)}, beyond critical at ${magnitude(critical)}`,
        'put the warning on the healthy side of critical',
      ];
  }),
  datapoints: alarmRule(function* ({ datapoints, periodMinutes }) {
    const { warning, critical } = datapoints;
    for (const severity of severities)
      if (!isCount(datapoints[severity]))
        yield [
          `has ${datapoints[severity].join(' of ')} datapoints in ${severity}`,
          'use whole numbers, M at most N',
        ];
    if (Math.max(warning[1], critical[1]) * periodMinutes > DAY_IN_MINUTES)
      yield ['looks back over more than a day', 'lower N or the period'];
    // Every window that is critical must hold one that warns: at least as many breaches, no more gaps.
    const gaps = (dp: Datapoints): number => dp[1] - dp[0];
    if (critical[0] < warning[0] || (critical[1] >= warning[1] && gaps(critical) > gaps(warning)))
      yield [
        'can be critical before it warns',
        'let critical need at least the breaches of warning, with no more gaps',
      ];
  }),
  'sum of counts': alarmRule(function* ({ statistic }, { row }) {
    const isCountRow = row.kind === 'counter' && row.published === 'count';
    if (isCountRow !== (statistic === 'Sum'))
      yield [
        `is ${isCountRow ? '' : 'not '}published as counts and evaluated by ${statistic}`,
        isCountRow ? 'use Sum' : 'use Average, Maximum or Minimum',
      ];
  }),
  heartbeat: alarmRule(function* ({ missingData }, { name }) {
    if ((name === 'Up') !== (missingData === 'breaching'))
      yield name === 'Up'
        ? ['is the heartbeat and does not treat silence as breaching', 'set missingData to breaching']
        : ['treats silence as breaching', 'leave that to Up, or a sleeping compute raises an alarm'];
  }),
};

import {
  type Datapoints,
  datapointsOf,
  hasAlarm,
  includes,
  type Severity,
  units,
} from '../../thresholds/row';
import { NARROWEST_BAND, WIDEST_BAND } from '../alarms/anomaly';
import { forecastRule } from '../forecast/row-rule';
import { kebab } from '../names';
import { alarmRule, kindsOf, numberRules, type Rule, type Subject } from './number-rules';

/** The limit of PutMetricData for metric names and of PutMetricAlarm for alarm names. */
const LONGEST_NAME = 255;
/** Period × evaluation periods may not exceed a day for periods below an hour (PutMetricAlarm). */
const DAY_IN_MINUTES = 24 * 60;

const isCount = (dp: Datapoints): boolean => dp.every((n) => Number.isInteger(n) && n >= 1) && dp[0] <= dp[1];

/** Why a row cannot be the base of another row's threshold. */
function unfitBase(
  { row, table, about }: Subject,
  name: string,
  severity: Severity,
): readonly [problem: string, fix: string] | undefined {
  const base = Object.hasOwn(table, name) ? table[name] : undefined;
  if (!base)
    // A malformed row is not in the table, and is reported by its shape.
    return Object.hasOwn(about.rows, name)
      ? undefined
      : [`refers in ${severity} to the unknown row ${name}`, 'name a row of this table'];
  if (base.kind !== 'gauge') return [`refers in ${severity} to the counter ${name}`, 'name a gauge'];
  if (base.unit !== row.unit)
    return [`compares ${row.unit} with ${name} in ${base.unit}`, 'name a row with the same unit'];
  if (!includes(row.level, base.level))
    return [`is ${row.level} but refers to the ${base.level} row ${name}`, `make ${name} ${row.level} too`];
  return undefined;
}

/** The rules for a table, by name. Each has a fixture that breaks it in its test. */
export const rules: Readonly<Record<string, Rule>> = {
  ...numberRules,
  *'row name'({ name }) {
    if (!/^[A-Z][A-Za-z0-9]*$/.test(name))
      yield ['is not in PascalCase with only letters and digits', 'rename the row'];
    if (name.length > LONGEST_NAME)
      yield [`has ${name.length} characters; CloudWatch allows ${LONGEST_NAME}`, 'shorten the name'];
  },
  *'alarm name'({ name, collectors }) {
    const longest = collectors
      .map(({ alarmName }) => alarmName(name, 'critical'))
      .find((a) => a.length > LONGEST_NAME);
    if (longest)
      yield [
        `makes an alarm name ${longest.length} characters long; CloudWatch allows ${LONGEST_NAME}`,
        'shorten the name',
      ];
  },
  *'alarm name is unique'({ name, table }) {
    const twin = Object.keys(table).find((other) => other !== name && kebab(other) === kebab(name));
    if (twin) yield [`has the same alarm name as ${twin}`, 'rename one of the two'];
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
      yield ['has an alarm without a first step', 'write in "firstStep" what the person on call does first'];
  }),
  reference: alarmRule(function* (alarm, subject) {
    const { limits } = subject.about;
    for (const [severity, { refersTo }] of kindsOf(alarm)) {
      for (const name of refersTo.limits.filter((limit) => !Object.hasOwn(limits, limit)))
        yield [
          `refers in ${severity} to the unknown limit ${name}`,
          `use one of ${Object.keys(limits).join(', ') || 'those defined in service.ts'}`,
        ];
      for (const name of refersTo.rows) {
        const found = unfitBase(subject, name, severity);
        if (found) yield found;
      }
    }
  }),
  grouped: alarmRule(function* ({ grouped, breaches }, { row, table, about }) {
    if (!grouped) return;
    const name = grouped.as ?? grouped.by;
    const other = Object.hasOwn(table, name) ? table[name] : undefined;
    if (!other) {
      if (!Object.hasOwn(about.rows, name))
        yield [`refers in grouped to the unknown row ${name}`, 'name a row of this table'];
      return;
    }
    if (grouped.as !== undefined && (other.unit !== 'Percent' || other.kind !== 'gauge'))
      yield [
        `is grouped as ${name}, which is no gauge in percent`,
        'name the row that is this share in percent',
      ];
    if (
      grouped.by !== undefined &&
      (!hasAlarm(other.alarm) || other.alarm.breaches !== breaches || !includes(row.level, other.level))
    )
      yield [
        `is grouped by ${name}, whose alarms do not sound before`,
        'name a row with alarms on the same side',
      ];
  }),
  *anomaly({ name, row: { anomaly, daily } }) {
    if (!anomaly) return;
    const { band } = anomaly;
    if (!(band >= NARROWEST_BAND && band <= WIDEST_BAND))
      yield [`has the band ${band}`, `use a number from ${NARROWEST_BAND} to ${WIDEST_BAND}, such as 2`];
    if (daily)
      yield [
        'has an anomaly alarm, and is published once a day: no period but one has a value',
        'remove anomaly',
      ];
    if (name === 'Up')
      yield ['has an anomaly alarm, and is usually 1: its own alarms sound at once', 'remove anomaly'];
  },
  forecast: forecastRule,
  *'needed limit'({ row: { needsLimit }, about }) {
    const limits = Object.keys(about.limits);
    if (needsLimit !== undefined && !limits.includes(needsLimit))
      yield [
        `needs ${needsLimit}, which is not a limit of the service`,
        `use one of ${limits.join(', ') || 'those defined in service.ts'}`,
      ];
  },
  query: alarmRule(function* ({ query }, { about }) {
    const queries = Object.keys(about.queries);
    if (query !== undefined && !queries.includes(query))
      yield [`links to the unknown query ${query}`, `use one of ${queries.join(', ')}`];
  }),
  *'needed flag'({ row: { needs }, about }) {
    const flags = Object.keys(about.options).filter((name) => about.options[name]?.is === 'flag');
    if (needs !== undefined && !flags.includes(needs))
      yield [
        `needs ${needs}, which is not a flag of the service`,
        `use one of ${flags.join(', ') || 'those defined in service.ts'}`,
      ];
  },
  datapoints: alarmRule(function* (alarm) {
    const { datapoints, periodMinutes, criticalFirst } = alarm;
    const [warning, critical] = [datapoints.warning, datapointsOf(alarm, 'critical')];
    for (const severity of ['warning', 'critical'] as const) {
      const own = datapoints[severity];
      if (own && !isCount(own))
        yield [`has ${own.join(' of ')} datapoints in ${severity}`, 'use whole numbers, M at most N'];
      if ((own === undefined) !== (alarm[severity] === undefined))
        yield [
          `has ${own ? 'datapoints but no threshold' : 'a threshold but no datapoints'} for ${severity}`,
          'give both, or neither for a row that only warns',
        ];
    }
    const minutes = periodMinutes === 'interval' ? 1 : periodMinutes;
    if (Math.max(warning[1], critical[1]) * minutes > DAY_IN_MINUTES)
      yield ['looks back over more than a day', 'lower N or the period'];
    // Every critical window must contain a warning window: at least as many breaches, no more gaps.
    const gaps = (dp: Datapoints): number => dp[1] - dp[0];
    const first = critical[0] < warning[0] || (critical[1] >= warning[1] && gaps(critical) > gaps(warning));
    if (first && !criticalFirst?.trim())
      yield [
        'can become critical before it warns',
        'require at least as many breaches for critical as for warning, and allow no more gaps; or say in "criticalFirst" why it may',
      ];
  }),
  'sum of counts': alarmRule(function* ({ statistic }, { row }) {
    const isCountRow = row.kind === 'counter' && row.published === 'count';
    if (isCountRow !== (statistic === 'Sum'))
      yield [
        `is ${isCountRow ? '' : 'not '}published as counts but evaluated by ${statistic}`,
        isCountRow ? 'use Sum' : 'use Average, Maximum or Minimum',
      ];
  }),
};

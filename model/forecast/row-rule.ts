import { type ForecastEnd, includes, isAlarmed } from '../../thresholds/row';
import type { Rule, Subject } from '../checks/number-rules';

/** Checks what a row's forecast refers to. */
export const forecastRule: Rule = function* (subject) {
  const { row } = subject;
  if (row.kind !== 'gauge' || row.forecast === undefined) return;
  if (!isAlarmed(row))
    yield [
      'has a forecast and no alarms, whose first step and runbook entry it needs',
      'remove forecast, or add alarms',
    ];
  if (row.daily)
    yield ['has a forecast, and is published once a day at another time', 'remove forecast, or daily'];
  if (row.forecast !== 'quota') yield* endProblems(subject, row.forecast.to);
  // Tables that were not compiled may have any unit.
  else if ((row.unit as string) !== 'Percent')
    yield [`is forecast as a quota in ${row.unit}`, 'use the share of the quota in Percent'];
};

type Problems = Iterable<readonly [problem: string, fix: string]>;

function* endProblems(subject: Subject, to: ForecastEnd): Problems {
  const { about } = subject;
  if ('ofRow' in to) yield* baseProblems(subject, to.ofRow);
  else if ('ofLimit' in to) {
    const limits = Object.keys(about.limits);
    if (!limits.includes(to.ofLimit))
      yield [
        `is forecast to the unknown limit ${to.ofLimit}`,
        `use one of ${limits.join(', ') || 'those defined in service.ts'}`,
      ];
  } else if (!(to.value > 0)) yield [`is forecast to ${to.value}`, 'use a number above 0'];
}

function* baseProblems({ row, table, about }: Subject, name: string): Problems {
  const base = Object.hasOwn(table, name) ? table[name] : undefined;
  if (!base) {
    // A malformed row is not in the table, and is reported by its shape.
    if (!Object.hasOwn(about.rows, name))
      yield [`is forecast to the unknown row ${name}`, 'name a row of this table'];
    return;
  }
  if (base.kind !== 'gauge' || base.unit !== row.unit)
    yield [`is forecast to ${name}, which is no gauge in ${row.unit}`, 'name a gauge with the same unit'];
  if (!includes(row.level, base.level))
    yield [
      `is ${row.level} but is forecast to the ${base.level} row ${name}`,
      `make ${name} ${row.level} too`,
    ];
}

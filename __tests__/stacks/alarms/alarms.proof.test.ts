import fc from 'fast-check';
import type { AlarmState } from '../../../model/alarms/next-state';
import { type Stretch, transitionsTo } from '../../../model/alarms/timeline';
import { collectorOf, collectorsOf } from '../../../model/collector';
import { kindOf } from '../../../model/threshold';
import { type MissingData, type Severity, thresholdsOf } from '../../../thresholds/row';
import { environment, environments } from '../../fixtures/environments';
import { course, guards, minutesOf, type Pair, pairsOf } from '../../support/stacks/guards';
import type { AlarmResource } from '../../support/stacks/synthesized';

/** These include every row that has alarms. */
const everyPair = collectorsOf(environment('production')).flatMap(pairsOf);
const pair = (name: string): Pair => {
  const found = everyPair.find((p) => p.name === name);
  if (!found) throw new Error(`No row ${name}`);
  return found;
};

// An environment's overrides suit its own load, which the rows' series do not reflect.
const plain = environments.map((e) => [e.name, { ...e, overrides: {} }] as const);
describe.each(plain)('%s', (_, env) => {
  const rows = collectorsOf(env).flatMap((collector) =>
    pairsOf(collector).map((p) => [`${p.name}, by thresholds/${collector.service}/series.ts`, p] as const),
  );
  test.each(rows)('%s', (_, p) => {
    for (const [guard, check] of Object.entries(guards)) expect([guard, ...check(p)]).toEqual([guard]);
  });
});

describe.each(environments.map((e) => [e.name, e] as const))('thresholds of %s', (_, env) => {
  const rows = collectorsOf(env).flatMap((collector) =>
    pairsOf(collector).map((p) => [`${collector.service}.${p.name}`, p] as const),
  );
  test.each(rows)('%s: not at the threshold, but beyond', (_, { row, ...p }) => {
    for (const [severity, threshold] of thresholdsOf(row.alarm)) {
      const at = kindOf(threshold).magnitude;
      const beyond = row.alarm.breaches === 'above' ? at * 1.01 + 0.001 : at * 0.99;
      const fired = (value: number) =>
        transitionsTo('ALARM', course({ row, ...p }, Array(8).fill(value))[severity]).length;
      expect([p.name, severity, fired(at), fired(beyond)]).toEqual([p.name, severity, 0, 1]);
    }
  });
});

test.each([1, 2, 3, 7, 10, 60])('collecting every %d minutes changes nothing', (collectionMinutes) => {
  for (const collector of collectorsOf(environment('production', { collectionMinutes })))
    for (const p of pairsOf(collector))
      for (const check of Object.values(guards)) expect([p.name, ...check(p)]).toEqual([p.name]);
});

test('an environment with its own limits and thresholds', () => {
  const own = environment('production', {
    limits: { databaseGigabytes: 50 },
    overrides: { neon: { SlowQueries: { warning: 8, critical: 16 }, ActiveConnections: { critical: 0.92 } } },
  });
  for (const p of pairsOf(collectorOf(own, 'neon')))
    for (const check of Object.values(guards)) expect([p.name, ...check(p)]).toEqual([p.name]);
});

const ofPeriods = (m: number, n: number) => ({ datapoints_to_alarm: m, evaluation_periods: n });
const comparison = (comparison_operator: string) => ({ comparison_operator });
const gaps = (treat_missing_data: MissingData) => ({ treat_missing_data });
const math =
  (expression: string) =>
  ({ metric_query: queries = [] }: AlarmResource): Partial<AlarmResource> => ({
    metric_query: queries.map((q) => (q.expression ? { ...q, expression } : q)),
  });

describe('a broken alarm is caught', () => {
  const change = (
    name: string,
    severity: Severity,
    to: Partial<AlarmResource> | ((alarm: AlarmResource) => Partial<AlarmResource>),
  ): Pair => {
    const p = pair(name);
    const alarm = p[severity];
    if (!alarm) throw new Error(`${name} has no ${severity} alarm`);
    return { ...p, [severity]: { ...alarm, ...(typeof to === 'function' ? to(alarm) : to) } };
  };
  const broken: Record<keyof typeof guards, [fault: string, Pair][]> = {
    'healthy never fires': [
      ['a threshold in the normal range', change('MemoryUsagePercent', 'warning', { threshold: 40 })],
      ['one of one period although bursts are normal', change('LockWaitTime', 'critical', ofPeriods(1, 1))],
      ['an inverted comparison', change('Up', 'critical', comparison('GreaterThanOrEqualToThreshold'))],
      ['a sum not divided by its minutes', change('EvictedKeys', 'warning', math('m1 * 1'))],
    ],
    'sick fires in time': [
      ['a threshold out of reach', change('ConnectedClients', 'critical', { threshold: 10_000 })],
      ['an inverted ratio', change('ActiveConnections', 'critical', math('m2 / m1'))],
      ['another metric', change('SlowQueries', 'warning', { metric_name: 'SlowQuerys' })],
      ['a flapping window', change('CacheHitRate', 'critical', comparison('GreaterThanThreshold'))],
    ],
    'warning is never after critical': [
      ['a critical alarm that is quicker', change('CacheHitRate', 'critical', ofPeriods(1, 3))],
      ['a warning that is slower', change('LockWaitTime', 'warning', ofPeriods(6, 6))],
    ],
    'recovery clears': [
      ['a threshold below healthy values', change('DatabaseSize', 'warning', { threshold: 0.1 })],
      ['any one of many periods', change('SlowQueries', 'critical', ofPeriods(1, 30))],
    ],
    'silence fires only the heartbeat': [
      ['missing data that breaches', change('ActiveConnections', 'warning', gaps('breaching'))],
      ['a heartbeat that treats missing data as healthy', change('Up', 'critical', gaps('notBreaching'))],
      ['a heartbeat that ignores missing data', change('Up', 'warning', gaps('ignore'))],
    ],
    'a sleeping compute fires nothing': [
      ['silence that breaches', change('SlowQueries', 'critical', gaps('breaching'))],
      [
        'a heartbeat that wants more than 1',
        change('Up', 'warning', comparison('LessThanOrEqualToThreshold')),
      ],
    ],
  };
  test('every guard has a case', () => {
    expect(Object.keys(broken)).toEqual(Object.keys(guards));
  });
  const cases = Object.entries(broken).flatMap(([guard, faults]) =>
    faults.map(([fault, p]) => ({ guard, fault, p })),
  );
  test.each(cases)('$guard: $fault', ({ guard, p }) => {
    expect([...(guards[guard]?.(p) ?? [])]).not.toEqual([]);
  });
});

describe.each(everyPair.map((p) => [p.name, p] as const))('%s, for any values', (_, p) => {
  const { healthy, sick } = p.proof;
  const [low, high] = [Math.min(...healthy, ...sick), Math.max(...healthy, ...sick)];
  const value = fc.oneof(
    fc.constantFrom(...healthy, ...sick),
    fc.double({ min: low, max: high, noNaN: true }),
    fc.constant(undefined),
  );
  const stateAt = (stretches: readonly Stretch[], moment: number): AlarmState | undefined =>
    stretches.findLast(({ from }) => from <= moment)?.state;

  test('critical only while warning, unless the row says why', () => {
    if (p.row.alarm.criticalFirst !== undefined) return;
    fc.assert(
      fc.property(fc.array(value, { minLength: 3, maxLength: 12 }), (values) => {
        const run = course(p, values);
        const moments = [...run.critical, ...run.warning].map(({ from }) => from);
        for (const moment of moments)
          if (stateAt(run.critical, moment) === 'ALARM') expect(stateAt(run.warning, moment)).toBe('ALARM');
      }),
      { numRuns: 60 },
    );
  });

  test('runs that are late by less than two periods fire nothing while healthy', () => {
    const period = minutesOf(p.warning);
    const values = [...healthy, ...healthy];
    const delay = fc.double({ min: 0, max: 2 * period - 2, noNaN: true });
    const delays = fc.array(delay, { minLength: values.length, maxLength: values.length });
    fc.assert(
      fc.property(delays, (late) => {
        // A new heartbeat has no data at its first evaluation, so the first run is prompt.
        const run = course(p, values, { delays: [0, ...late.slice(1)] });
        expect([...transitionsTo('ALARM', run.warning), ...transitionsTo('ALARM', run.critical)]).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

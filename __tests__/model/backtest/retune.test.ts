import fc from 'fast-check';
import { inOrder, overrideLine, retuned, withMagnitude } from '../../../model/backtest/retune';
import { alarmRules } from '../../../model/checks/alarm-rules';
import { rules } from '../../../model/checks/row-rules';
import type { Environment } from '../../../model/environment';
import { kindAt, kindOf } from '../../../model/threshold';
import { deployedOf } from '../../../stacks/deployed';
import { commonQueries } from '../../../thresholds/common/queries';
import { severities } from '../../../thresholds/row';
import { environment } from '../../fixtures/environments';

const of = (change: Partial<Environment> = {}) =>
  deployedOf(environment('production', change), '123456789012').flatMap(({ collector, alarms }) =>
    alarms.map(({ resource, definition: { definition, row, severity } }) => ({
      resource,
      definition,
      severity,
      limits: collector.limits,
      row,
      service: collector.service,
    })),
  );
const production = of();
const cases = production.map((one) => [one.resource.alarm_name, one] as const);

test.each(cases)('%s: the same as with an override in the environment', (name, tuned) => {
  const { service, row, severity, definition } = tuned;
  // Still in order with the other severity.
  const magnitude = kindAt(definition.alarm, severity).magnitude * 0.97;
  const overridden = of({ overrides: { [service]: { [row]: { [severity]: magnitude } } } });
  const expected = overridden.find(({ resource }) => resource.alarm_name === name)?.resource;
  expect(retuned(tuned, magnitude)).toEqual(expected);
});

test('where somebody drags a threshold to, validation accepts it, and it is drawn near there', () => {
  const values = { ConnectionLimit: 450, DatabaseSizeLimit: 0.537, ComputeLimit: 2 };
  const position = fc.oneof(
    fc.double({ min: -10, max: 1e9, noNaN: true }),
    fc.double({ min: 0, max: 120, noNaN: true }),
  );
  fc.assert(
    fc.property(fc.constantFrom(...production), position, (tuned, value) => {
      const { definition, severity, row: name, limits } = tuned;
      // The heartbeat is 0 or 1.
      fc.pre(name !== 'Up');
      const kind = kindAt(definition.alarm, severity);
      const at = kind.magnitudeAt(value, definition, { values, limits }) ?? Number.NaN;
      const row = withMagnitude(definition, severity, inOrder(definition, severity, at));
      const subject = {
        name,
        row,
        table: { [name]: row, ConnectionLimit: { ...row, kind: 'gauge', unit: row.unit } as never },
        collectors: [],
        about: { limits: {}, options: {}, rows: {}, queries: commonQueries },
      };
      for (const rule of ['threshold number', 'threshold order', 'heartbeat'] as const)
        expect([...(rules[rule]?.(subject) ?? [])]).toEqual([]);
      expect([...(alarmRules['can fire']?.(subject) ?? [])]).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

const rowOf = (name: string) => {
  const found = production.find(({ row }) => row === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
};
test.each([
  ['ActiveConnections', 202.6, 0.45],
  ['ActiveConnections', 1, 0.01],
  ['ActiveConnections', 9999, 1],
  ['DatabaseSize', 0.7777, 0.78],
  ['AverageActiveSessions', 3.14, 1.57],
  ['SlowQueries', 7.89, 7.9],
  ['SlowQueries', -3, 0],
  ['LockWaitTime', 123.4, 123],
  ['LockWaitTime', 98_765, 99_000],
  ['ConnectedClients', 12.4, 12],
  ['ConnectedClients', 0.7, 1],
  ['MemoryUsagePercent', 100, 99],
  ['MemoryUsagePercent', 0.4, 2],
  ['CacheHitRate', 99.7, 100],
  ['EvictedKeys', 41.7, 42],
])('%s dragged to %d is %d', (name, value, magnitude) => {
  const { definition, limits } = rowOf(name);
  const around = { values: { ConnectionLimit: 450, DatabaseSizeLimit: 1, ComputeLimit: 2 }, limits };
  expect(kindOf(definition.alarm.warning).magnitudeAt(value, definition, around)).toBe(magnitude);
});

test('without its base a share has no magnitude', () => {
  const { definition, limits } = rowOf('ActiveConnections');
  for (const values of [{}, { ConnectionLimit: 0 }])
    expect(kindOf(definition.alarm.warning).magnitudeAt(5, definition, { values, limits })).toBeUndefined();
});

test('the order of warning and critical is kept', () => {
  const [slow, hits] = [rowOf('SlowQueries').definition, rowOf('CacheHitRate').definition];
  expect(severities.map((severity) => inOrder(slow, severity, 8))).toEqual([8, 8]);
  expect([inOrder(slow, 'warning', 30), inOrder(slow, 'critical', 3)]).toEqual([10, 5]);
  expect([inOrder(hits, 'warning', 50), inOrder(hits, 'critical', 90)]).toEqual([60, 75]);
});

test('the line to copy', () => {
  expect(overrideLine('neon', 'SlowQueries', { warning: 8 })).toBe(
    'overrides: { neon: { SlowQueries: { warning: 8 } } },',
  );
  expect(overrideLine('upstash', 'CacheHitRate', { warning: 70, critical: 55 })).toBe(
    'overrides: { upstash: { CacheHitRate: { warning: 70, critical: 55 } } },',
  );
});

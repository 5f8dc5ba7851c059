import { signAmong, signsIn } from '../../../../handlers/driver/pace/signs';
import type { Reading } from '../../../../handlers/driver/readings';
import { EnvReader } from '../../../../handlers/lib/env';
import { signsOf } from '../../../../model/alarms/signs';
import { collectorOf } from '../../../../model/collector';
import { serviceNames } from '../../../../thresholds/services';
import { environment } from '../../../fixtures/environments';

const read = (text: string) => {
  const variables = new EnvReader({ FIRST_SIGNS: text });
  const signs = signsIn(variables, 'FIRST_SIGNS');
  variables.done();
  return signs;
};
const measured = (value: number, slots?: number): Reading => ({
  ...{ is: 'measured', value, unit: 'Count' },
  ...(slots !== undefined && { span: Array.from({ length: slots }, (_, i) => i) }),
});
const sign = (text: string, readings: Readonly<Record<string, Reading>>) =>
  signAmong(read(text), readings, 60_000)?.row;

test.each(serviceNames)('every alarm of %s has a sign that the collector reads', (service) => {
  const collector = collectorOf(environment('production'), service);
  const signs = read(signsOf(collector.rows, collector.limits));
  const first = new Map(
    collector.alarms
      .filter(({ definition }) => !definition.daily)
      .map((alarm) => [alarm.row, alarm] as const)
      .reverse(),
  );
  expect(new Set(signs.map(({ row }) => row))).toEqual(new Set(first.keys()));
  for (const { row, breaches, number } of signs)
    expect([row, breaches, number]).toEqual([
      row,
      first.get(row)?.definition.alarm.breaches,
      first.get(row)?.compared,
    ]);
});

test("an environment's own numbers are its signs, and a row without alarms is none", () => {
  const { variables } = collectorOf(
    environment('production', {
      adaptive: true,
      overrides: { neon: { SlowQueries: { warning: 7.5 }, TotalConnections: { alarm: 'off', reason: 'x' } } },
    }),
    'neon',
  );
  expect(variables.FIRST_SIGNS?.split(', ')).toContain('SlowQueries above 7.5');
  expect(variables.FIRST_SIGNS).not.toContain('TotalConnections');
  expect(variables.FIRST_SIGNS).not.toContain('Findings');
  expect([variables.COLLECTION_INTERVAL_SECONDS, variables.VISIT_INTERVAL_SECONDS]).toEqual(['60', '300']);
});

test('a sign is beyond its number, and not at it', () => {
  expect(sign('SlowQueries above 8', { SlowQueries: measured(8) })).toBeUndefined();
  expect(sign('SlowQueries above 8', { SlowQueries: measured(8.1) })).toBe('SlowQueries');
  expect(sign('Up below 1', { Up: measured(1) })).toBeUndefined();
  expect(sign('Up below 1', { Up: measured(0) })).toBe('Up');
});

test('a count is compared as events per minute', () => {
  expect(sign('Events above 10', { Events: measured(50, 5) })).toBeUndefined();
  expect(sign('Events above 10', { Events: measured(51, 5) })).toBe('Events');
});

test('a share is compared as percent of its row, where both are known', () => {
  const text = 'ActiveConnections above 7 % of ConnectionLimit';
  const of = (active: number, limit?: number) =>
    sign(text, {
      ActiveConnections: measured(active),
      ...(limit !== undefined && { ConnectionLimit: measured(limit) }),
    });
  expect([of(7, 100), of(8, 100), of(8, 200), of(8)]).toEqual([
    undefined,
    'ActiveConnections',
    undefined,
    undefined,
  ]);
});

test('what has no value is no sign', () => {
  expect(sign('Up below 1, Events above 0', { Up: { is: 'asleep' } })).toBeUndefined();
  expect(sign('', { Up: measured(0) })).toBeUndefined();
});

test.each([
  'Up',
  'Up < 1',
  'Up below',
  'up below 1',
  'Up below -1',
  'Up below 1 of Other',
  'Up below 1; Events above 2',
])('%j is refused', (text) => {
  expect(() => read(text)).toThrow(/^FIRST_SIGNS has ".*", which is no sign: write them as in "Up below 1, /);
});

import type { Result } from '../../../model/result';
import { limitsOf } from '../../../model/rows';
import type { LimitsByName } from '../../../model/threshold';
import { type Judged, rowsOf } from '../../../preview/view/rows';
import type { Table } from '../../../thresholds/row';
import { services } from '../../../thresholds/services';

/** An environment that collects these rows, and has no alarms: their states have a test of their own. */
const without = (rows: Table, limits: LimitsByName): Judged => ({ rows, limits, alarms: () => undefined });
const neon = (metrics: Result['metrics'], limits: LimitsByName = limitsOf(services.neon)) =>
  rowsOf(services.neon.rows, without(services.neon.rows, limits), { metrics, intervalSeconds: 5 });
const upstash = (metrics: Result['metrics'], intervalSeconds: number | null = 5) =>
  rowsOf(services.upstash.rows, without(services.upstash.rows, limitsOf(services.upstash)), {
    metrics,
    intervalSeconds,
  });
const count = (value: number) => ({ value, unit: 'Count' });

test('the rows of the result, in the order of the table', () => {
  const rows = neon({ Up: count(1), ActiveConnections: count(3), ConnectionLimit: count(100) });
  expect(rows.map(({ metric }) => metric)).toEqual(['ActiveConnections', 'ConnectionLimit', 'Up']);
});

test('a value, and the thresholds of its row', () => {
  const [row] = neon({ ActiveConnections: count(81), ConnectionLimit: count(100) });
  expect(row).toEqual({
    ...{ metric: 'ActiveConnections', value: '81', unit: 'Count' },
    ...{ warning: '> 80', critical: '> 90', state: '–' },
  });
});

test('connections are whole: thresholds are shown as whole numbers', () => {
  // 80 % and 90 % of 97 are 77.6 and 87.3.
  const [row] = neon({ ActiveConnections: count(77), ConnectionLimit: count(97) });
  expect(row).toMatchObject({ warning: '> 77', critical: '> 87' });
});

test('a threshold whose base is missing is shown as a question mark', () => {
  const [row] = neon({ ActiveConnections: count(99), ConnectionLimit: { absent: 'no answer' } });
  expect(row).toMatchObject({ value: '99', warning: '?', critical: '?' });
});

test('a share of the plan’s limit is shown as its value', () => {
  const [row] = neon({ DatabaseSize: { value: 0.85, unit: 'Gigabytes' } });
  expect(row).toMatchObject({ value: '850 MB', warning: '> 800 MB', critical: '> 900 MB' });
  const [larger] = neon({ DatabaseSize: { value: 0.85, unit: 'Gigabytes' } }, { databaseGigabytes: 10 });
  expect(larger).toMatchObject({ warning: '> 8 GB', critical: '> 9 GB' });
});

test('a row for which low values are bad says so', () => {
  expect(upstash({ CacheHitRate: { value: 80, unit: 'Percent' } })[0]?.warning).toBe('< 75 %');
});

test('a row that the environment does not collect has its value and no thresholds', () => {
  const { EvictedKeys: _, ...collected } = services.upstash.rows;
  const [row] = rowsOf(services.upstash.rows, without(collected, {}), {
    metrics: { EvictedKeys: count(3) },
    intervalSeconds: 5,
  });
  expect(row).toMatchObject({ value: '3', warning: '–', critical: '–', state: '–' });
});

test('a threshold is shown with more digits than a reading', () => {
  const hits = (value: number) => {
    const { CacheHitRate: row } = services.upstash.rows;
    const table = { CacheHitRate: { ...row, alarm: { ...row.alarm, warning: { value: 99.95 } } } };
    return rowsOf(table, without(table, {}), {
      metrics: { CacheHitRate: { value, unit: 'Percent' } },
      intervalSeconds: 5,
    })[0];
  };
  expect(hits(96.44)).toMatchObject({ value: '96.4 %', warning: '< 99.95 %' });
});

test('a value whose alarms cannot fire says why', () => {
  const { rows } = services.upstash;
  const limits = limitsOf(services.upstash);
  const metrics = { EvictedKeys: count(0) };
  const cannotFire = { EvictedKeys: 'maxmemory is 0: no keys are evicted' };
  expect(rowsOf(rows, without(rows, limits), { metrics, intervalSeconds: 5, cannotFire })).toEqual([
    expect.objectContaining({
      value: '0',
      note: 'its alarms cannot fire: maxmemory is 0: no keys are evicted',
    }),
  ]);
});

test('a count is compared per minute', () => {
  const [row] = upstash({ EvictedKeys: count(4) });
  expect(row).toMatchObject({
    value: '4',
    warning: '> 50/min',
    critical: '> 100/min',
    note: '4 in 5 s is 48 per minute',
  });
  expect(upstash({ EvictedKeys: count(500) }, null)[0]).not.toHaveProperty('note');
});

test('a count without an alarm is shown unchanged', () => {
  const [row] = upstash({ ExpiredKeys: count(500) });
  expect(row).toEqual({
    ...{ metric: 'ExpiredKeys', value: '500', unit: 'Count', warning: '–', critical: '–', state: '–' },
  });
});

test('a missing reading has no number, and says why', () => {
  const rows = upstash({
    CacheHitRate: { absent: 'no lookups since the previous sample' },
    TotalKeys: { asleep: true },
    ConnectedClients: { failed: 'NetworkError' },
  });
  const seen = Object.fromEntries(
    rows.map(({ metric, value, state, note }) => [metric, { value, state, note }]),
  );
  expect(seen).toEqual({
    ConnectedClients: { value: '–', state: 'failed', note: 'NetworkError' },
    CacheHitRate: { value: '–', state: 'absent', note: 'no lookups since the previous sample' },
    TotalKeys: { value: '–', state: 'asleep', note: undefined },
  });
});

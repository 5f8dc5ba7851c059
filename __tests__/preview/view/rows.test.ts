import type { Result } from '../../../model/result';
import type { LimitsByName } from '../../../model/threshold';
import { rowsOf } from '../../../preview/view/rows';
import { services } from '../../../thresholds/services';

const neon = (metrics: Result['metrics'], limits: LimitsByName = services.neon.limits) =>
  rowsOf(services.neon.rows, limits, { metrics, intervalSeconds: 5 });
const upstash = (metrics: Result['metrics'], intervalSeconds: number | null = 5) =>
  rowsOf(services.upstash.rows, services.upstash.limits, { metrics, intervalSeconds });
const count = (value: number) => ({ value, unit: 'Count' });

test('the rows of the result, in the order of the table', () => {
  const rows = neon({ Up: count(1), ActiveConnections: count(3), ConnectionLimit: count(100) });
  expect(rows.map(({ metric }) => metric)).toEqual(['ActiveConnections', 'ConnectionLimit', 'Up']);
});

test.each([
  [80, 'ok'],
  [81, 'WARNING'],
  [90, 'WARNING'],
  [91, 'CRITICAL'],
] as const)('%d active connections of 100 are %s', (active, state) => {
  const [row] = neon({ ActiveConnections: count(active), ConnectionLimit: count(100) });
  expect(row).toEqual({
    ...{ metric: 'ActiveConnections', value: `${active}`, unit: 'Count' },
    ...{ warning: '> 80', critical: '> 90', state },
  });
});

test('connections are whole: thresholds are shown as whole numbers, with the same status', () => {
  const active = (value: number) => neon({ ActiveConnections: count(value), ConnectionLimit: count(97) })[0];
  // 80 % and 90 % of 97 are 77.6 and 87.3.
  expect(active(77)).toMatchObject({ warning: '> 77', critical: '> 87', state: 'ok' });
  expect([78, 87, 88].map((value) => active(value)?.state)).toEqual(['WARNING', 'WARNING', 'CRITICAL']);
});

test('a threshold whose base is missing is shown as a question mark, without a status', () => {
  const [row] = neon({ ActiveConnections: count(99), ConnectionLimit: { absent: 'no answer' } });
  expect(row).toMatchObject({ value: '99', warning: '?', critical: '?', state: 'unknown' });
});

test('a share of the plan’s limit is shown as its value', () => {
  const [row] = neon({ DatabaseSize: { value: 0.85, unit: 'Gigabytes' } });
  expect(row).toMatchObject({ value: '850 MB', warning: '> 800 MB', critical: '> 900 MB', state: 'WARNING' });
  const [larger] = neon({ DatabaseSize: { value: 0.85, unit: 'Gigabytes' } }, { databaseGigabytes: 10 });
  expect(larger).toMatchObject({ warning: '> 8 GB', critical: '> 9 GB', state: 'ok' });
});

test('low values are bad if the row says so', () => {
  const state = (value: number) => upstash({ CacheHitRate: { value, unit: 'Percent' } })[0]?.state;
  expect([state(75), state(74), state(59)]).toEqual(['ok', 'WARNING', 'CRITICAL']);
  expect(upstash({ CacheHitRate: { value: 80, unit: 'Percent' } })[0]?.warning).toBe('< 75 %');
});

test('a threshold is shown with more digits than a reading', () => {
  const hits = (value: number) => {
    const { CacheHitRate: row } = services.upstash.rows;
    const table = { CacheHitRate: { ...row, alarm: { ...row.alarm, warning: { value: 99.95 } } } };
    return rowsOf(
      table,
      {},
      { metrics: { CacheHitRate: { value, unit: 'Percent' } }, intervalSeconds: 5 },
    )[0];
  };
  expect(hits(96.44)).toMatchObject({ value: '96.4 %', warning: '< 99.95 %', state: 'WARNING' });
});

test('a value whose alarms cannot fire says why', () => {
  const { rows, limits } = services.upstash;
  const metrics = { EvictedKeys: count(0) };
  const cannotFire = { EvictedKeys: 'maxmemory is 0: no keys are evicted' };
  expect(rowsOf(rows, limits, { metrics, intervalSeconds: 5, cannotFire })).toEqual([
    expect.objectContaining({
      ...{ value: '0', state: 'ok' },
      note: 'its alarms cannot fire: maxmemory is 0: no keys are evicted',
    }),
  ]);
});

test('a count is evaluated per minute', () => {
  const evicted = (value: number) => upstash({ EvictedKeys: count(value) })[0];
  expect(evicted(4)).toMatchObject({ value: '4', state: 'ok', note: '4 in 5 s is 48 per minute' });
  expect(evicted(5)).toMatchObject({ value: '5', state: 'WARNING', warning: '> 50/min' });
  expect(evicted(9)).toMatchObject({ value: '9', state: 'CRITICAL', critical: '> 100/min' });
});

test('a count without an interval has no status', () => {
  expect(upstash({ EvictedKeys: count(500) }, null)[0]?.state).toBe('unknown');
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

import { malformed } from '../../../model/checks/service-shape';
import { serviceOf, services } from '../../../thresholds/services';

/** The tables as JavaScript sees them: `tsx` and `cdktf synth` do not check types. */
type Loose = Record<string, unknown>;
const neon: Loose = { ...serviceOf('neon') };
const { rows, options, runbook, queries } = serviceOf('neon');
const said = (change: Loose) =>
  malformed({ queue: { ...neon, ...change } }).map(
    ({ file, at, problem, fix }) => `${file}: ${at} ${problem}: ${fix}`,
  );
const row = (name: string, change: Loose) => ({ rows: { ...rows, [name]: { ...rows[name], ...change } } });
const alarm = (name: string, change: Loose) =>
  row(name, { alarm: { ...(rows[name]?.alarm as object), ...change } });

test('the services of this project have all their parts', () => {
  expect(malformed(services)).toEqual([]);
});

const LIKE_SERVICE = 'write it as thresholds/service.ts says';
const LIKE_ROW = 'write it as thresholds/row.ts says';
const cases: readonly (readonly [change: Loose, finding: string])[] = [
  [{ limits: undefined }, `service.ts: limits is missing: use a table {…}`],
  [{ title: 7 }, 'service.ts: title is 7: use a text in quotes'],
  [{ notes: {} }, 'service.ts: notes is {}: use a function'],
  [
    { secrets: [{ variable: 'A', parameter: 'a' }] },
    `service.ts: secrets[0].description is missing: ${LIKE_SERVICE}`,
  ],
  [
    { options: { ...options, late: { is: 'text' } } },
    `service.ts: options.late.is is "text": use 'flag' or 'number'`,
  ],
  [
    { options: { ...options, late: { is: 'number', least: 1, most: 2 } } },
    `service.ts: options.late.variable is missing: ${LIKE_SERVICE}`,
  ],
  [{ elsewhere: undefined }, `elsewhere.ts: elsewhere is missing: ${LIKE_SERVICE}`],
  [
    { series: { Up: { healthy: [1] } } },
    'series.ts: series.Up.sick is missing: use { healthy: […], sick: […] }',
  ],
  [
    { queries: { ...queries, runs: { title: 'runs', commands: 'limit 1' } } },
    'queries.ts: queries.runs.commands is "limit 1": use a list […]',
  ],
  [
    { checks: { full: { finds: 'x', why: 'y', unit: '%', remedy: 'z', from: { notice: 1, bad: 2 } } } },
    'checks.ts: checks.full.from.bad is not a known field: use one of notice, warning, critical',
  ],
  [{ runbook: { ...runbook, entries: [] } }, 'runbook/index.ts: runbook.entries is []: use a table {…}'],
  [row('Up', { panel: undefined }), `rows.ts: Up: panel is missing: ${LIKE_ROW}`],
  [
    row('Up', { panel: { section: 'jobs', graph: 'Up' } }),
    'rows.ts: Up: panel.section is "jobs": use one of connections, performance, size, memory and keys, collector health',
  ],
  [
    row('Up', { panel: { section: 'size', graph: 'Up', color: 'red' } }),
    'rows.ts: Up: panel.color is "red": use one of blue, teal, purple, grey',
  ],
  [
    row('Up', { panel: { section: 'size', graph: 'Up', tile: 'Up' } }),
    'rows.ts: Up: panel.tile is "Up": use true, or remove it',
  ],
  [
    row('Up', { levle: 'core' }),
    'rows.ts: Up: levle is not a known field: use one of kind, unit, level, needs, needsLimit, daily, anomaly, panel, meaning, counted, alarm, forecast',
  ],
  [
    row('SlowQueries', { published: 'sum' }),
    'rows.ts: SlowQueries: published is "sum": use one of count, rate',
  ],
  [alarm('Up', { periodMinutes: 7 }), 'rows.ts: Up: alarm.periodMinutes is 7: use one of 3, 4, 5, interval'],
  [
    alarm('Up', { warning: { valeu: 1 } }),
    'rows.ts: Up: alarm.warning is {"valeu":1}: use { value }, { perMinute }, { share, ofRow } or { share, ofLimit }',
  ],
  [alarm('Up', { warning: { value: '1' } }), 'rows.ts: Up: alarm.warning.value is "1": use a number'],
  [
    alarm('Up', { warning: { value: 1, perMinute: 1 } }),
    'rows.ts: Up: alarm.warning.perMinute is not a known field: use one of value',
  ],
  [
    { titel: 'Queue' },
    'service.ts: titel is not a known field: use one of title, namespace, secrets, variables, options, databaseOptions, limits, sleeps, notes, elsewhere, rows, series, runbook, queries, checks',
  ],
  [
    alarm('Up', { datapoints: { warning: 2, critical: [1, 1] } }),
    'rows.ts: Up: alarm.datapoints.warning is 2: use [M, N]',
  ],
];
test.each(cases)('%j', (change, finding) => {
  expect(said(change)).toEqual([`thresholds/queue/${finding}`]);
});

test('an import of something that is not exported is reported', () => {
  expect(malformed({ ...services, queue: undefined })).toEqual([
    {
      service: 'queue',
      file: 'thresholds/services.ts',
      at: 'queue',
      problem: 'is not a service',
      fix: 'import what thresholds/queue/index.ts exports',
    },
  ]);
});

test('all problems of all services are reported at once', () => {
  const bad = { ...neon, limits: 1, ...row('Up', { meaning: 1, counted: 2 }) };
  expect(malformed({ one: bad, two: bad })).toHaveLength(6);
});

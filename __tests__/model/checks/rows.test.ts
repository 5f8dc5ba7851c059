import { TablesError } from '../../../model/checks/finding';
import { rules } from '../../../model/checks/row-rules';
import { validateRows } from '../../../model/checks/rows';
import { collectorNamesIn } from '../../../model/collector-names';
import { neonRows as neon } from '../../../thresholds/neon/rows';
import type { Table } from '../../../thresholds/row';
import { serviceNames, serviceOf, services } from '../../../thresholds/services';

const collectors = ['feature', 'staging', 'production'].flatMap((name) => collectorNamesIn('macro-ai', name));
const good = neon.ActiveConnections;
/** Rows of one graph are compared with each other; a separate graph avoids that in other tests. */
const alone = { section: 'size', graph: 'Alone' } as const;
const table = (rows: Record<string, unknown>): Table =>
  ({ ConnectionLimit: neon.ConnectionLimit, ...rows }) as unknown as Table;
const withAlarm = (change: object, row: object = {}) =>
  table({ ActiveConnections: { ...good, ...row, alarm: { ...good.alarm, ...change } } });

/** For each rule, a table that breaks only that rule. */
const broken: Record<keyof typeof rules, Table> = {
  'row name': table({ 'active connections': good }),
  'alarm name': table({ [`A${'b'.repeat(240)}`]: good }),
  'alarm name is unique': table({ ActiveConnections: good, ACtiveConnections: { ...good, panel: alone } }),
  unit: table({
    ActiveConnections: {
      ...good,
      panel: alone,
      unit: 'Connections',
      alarm: { none: 'a gauge of a wrong unit' },
    },
  }),
  words: table({ ActiveConnections: { ...good, alarm: { none: ' ' } } }),
  'first step': withAlarm({ firstStep: '' }),
  'threshold number': withAlarm({
    warning: { share: 0.8, ofRow: 'ConnectionLimit' },
    critical: { share: 1.2, ofRow: 'ConnectionLimit' },
  }),
  reference: withAlarm({ warning: { share: 0.8, ofRow: 'Limit' }, critical: { share: 0.9, ofRow: 'Limit' } }),
  'threshold order': withAlarm({ warning: { share: 0.95, ofRow: 'ConnectionLimit' } }),
  datapoints: withAlarm({ datapoints: { warning: [3, 3], critical: [1, 1] } }),
  'sum of counts': withAlarm({ statistic: 'Sum' }),
  heartbeat: withAlarm({ missingData: 'breaching' }),
  grouped: withAlarm({ grouped: { as: 'ConnectionLimit' } }),
  anomaly: table({ ActiveConnections: { ...good, anomaly: { band: 0, side: 'above' } } }),
  forecast: table({ ActiveConnections: { ...good, forecast: { to: { ofRow: 'Limit' } } } }),
  'needed limit': table({ ActiveConnections: { ...good, needsLimit: 'connections' } }),
  query: withAlarm({ query: 'statement' }),
  'needed flag': table({ ActiveConnections: { ...good, needs: 'neonAPI' } }),
};

test.each(serviceNames)('the table of %s is valid', (service) => {
  expect(validateRows(service, serviceOf(service).rows, collectors)).toEqual([]);
});

describe('each rule fires on its fixture', () => {
  test('every rule has a fixture', () => {
    expect(Object.keys(broken).sort()).toEqual(Object.keys(rules).sort());
  });
  test.each(Object.entries(broken))('%s', (rule, rows) => {
    const problems = validateRows('neon', rows, collectors);
    expect(new Set(problems.map((p) => p.rule))).toEqual(new Set([rule]));
    expect(problems[0]).toMatchObject({
      row: expect.stringMatching(/^neon\./),
      problem: expect.any(String),
      fix: expect.any(String),
    });
  });
});

const more: [string, string, Table][] = [
  [
    'a share that is not a number',
    'threshold number',
    withAlarm({ warning: { share: Number.NaN, ofRow: 'ConnectionLimit' } }),
  ],
  [
    'a percentage over 100',
    'threshold number',
    withAlarm({ warning: { value: 75 }, critical: { value: 120 } }, { unit: 'Percent' }),
  ],
  [
    'a forecast to a limit that the service does not have',
    'forecast',
    table({ ActiveConnections: { ...good, forecast: { to: { ofLimit: 'rows' } } } }),
  ],
  [
    'a forecast to a row of another unit',
    'forecast',
    table({
      ActiveConnections: { ...good, forecast: { to: { ofRow: 'DatabaseSize' } } },
      DatabaseSize: neon.DatabaseSize,
    }),
  ],
  [
    'a forecast to nothing',
    'forecast',
    table({ ActiveConnections: { ...good, forecast: { to: { value: 0 } } } }),
  ],
  ['a quota in another unit', 'forecast', table({ ActiveConnections: { ...good, forecast: 'quota' } })],
  [
    'a forecast of a row without alarms',
    'forecast',
    table({ ActiveConnections: { ...good, alarm: { none: 'a gauge' }, forecast: { to: { value: 9 } } } }),
  ],
  [
    'a forecast of a row that is published once a day',
    'forecast',
    table({ ActiveConnections: { ...good, daily: true, forecast: { to: { value: 9 } } } }),
  ],
  [
    'a reference to a counter',
    'reference',
    { ...withAlarm({}), ConnectionLimit: neon.QueryThroughput } as unknown as Table,
  ],
  [
    'a reference to another unit',
    'reference',
    { ...withAlarm({}), ConnectionLimit: neon.DatabaseSize } as unknown as Table,
  ],
  [
    'a core row on a detailed one',
    'reference',
    { ...withAlarm({}), ConnectionLimit: { ...neon.ConnectionLimit, level: 'detailed' } } as unknown as Table,
  ],
  [
    'a share of a limit that the service does not have',
    'reference',
    withAlarm({ warning: { share: 0.8, ofLimit: 'rows' }, critical: { share: 0.9, ofLimit: 'rows' } }),
  ],
  ['thresholds in different terms', 'threshold order', withAlarm({ warning: { value: 3 } })],
  ['a falling row that warns below critical', 'threshold order', withAlarm({ breaches: 'below' })],
  ['two breaches of one', 'datapoints', withAlarm({ datapoints: { warning: [2, 1], critical: [2, 2] } })],
  [
    'a critical alarm that allows a gap which the warning does not',
    'datapoints',
    withAlarm({ datapoints: { warning: [2, 2], critical: [2, 3] } }),
  ],
  [
    'a window of more than a day',
    'datapoints',
    withAlarm({ datapoints: { warning: [1, 500], critical: [1, 500] } }),
  ],
  [
    'a heartbeat that takes silence for health',
    'heartbeat',
    table({ Up: { ...neon.Up, alarm: { ...neon.Up.alarm, missingData: 'missing' } } }),
  ],
  [
    'an average over counts',
    'sum of counts',
    table({
      Hits: {
        ...services.upstash.rows.EvictedKeys,
        alarm: { ...services.upstash.rows.EvictedKeys.alarm, statistic: 'Average' },
      },
    }),
  ],
];
test.each(more)('%s breaks the rule "%s"', (_, rule, rows) => {
  expect(validateRows('neon', rows, collectors).map((p) => p.rule)).toContain(rule);
});

test('all problems are reported at once, with file, row and fix', () => {
  const rows = {
    ...broken.words,
    ...broken['threshold order'],
    'bad name': { ...good, panel: alone },
  } as Table;
  const { message } = new TablesError(validateRows('neon', rows, collectors));
  expect(message).toMatch(/^thresholds\/neon\/rows\.ts has 2 problems:\n/);
  expect(message).toMatch(/^ {2}ActiveConnections warns at 0.95, beyond critical at 0.9: put .*\.$/m);
  expect(message).toMatch(/^ {2}bad name is not in PascalCase/m);
});

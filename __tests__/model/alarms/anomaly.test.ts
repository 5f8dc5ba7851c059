import { BAND_ID, bandIn } from '../../../model/alarms/anomaly';
import { validateEnvironments } from '../../../model/checks/environments';
import { remarksOf } from '../../../model/checks/remarks';
import { alarmsIn, collectorOf } from '../../../model/collector';
import { fleetOf } from '../../../model/databases/fleet';
import type { Entry, Environment } from '../../../model/environment';
import { chargesOf } from '../../../reports/cost/charges';
import { metricsDocument } from '../../../reports/metrics';
import { runbookDocument } from '../../../reports/runbook';
import { alarmConfig } from '../../../stacks/alarms/config';
import { boardOf } from '../../../stacks/dashboard/board';
import { palette } from '../../../stacks/dashboard/colors';
import { rowGraph } from '../../../stacks/dashboard/graph';
import { type Anomaly, hasAlarm, type Row, sides } from '../../../thresholds/row';
import { type ServiceName, serviceNames, serviceOf } from '../../../thresholds/services';
import { environment } from '../../fixtures/environments';
import { alarmsOf as deployed } from '../../support/stacks/synthesized';

const band: Anomaly = { band: 2, side: 'both' };
const refused = ['Up', 'Findings'];
const rowsOf = (service: ServiceName) => Object.entries<Row>(serviceOf(service).rows);
/** Production with an anomaly alarm on every row that may have one. */
function everywhere(anomaly: Anomaly, change: Partial<Entry> = {}): Environment {
  const overrides = Object.fromEntries(
    serviceNames.map((service) => [
      service,
      Object.fromEntries(
        rowsOf(service).flatMap(([name]) => (refused.includes(name) ? [] : [[name, { anomaly }]])),
      ),
    ]),
  );
  return environment('production', { overrides, ...change });
}
const of = (overrides: Entry['overrides'], change: Partial<Entry> = {}) =>
  environment('production', { overrides, ...change });

describe.each(serviceNames)('an anomaly alarm on every row of %s', (service) => {
  const collector = collectorOf(everywhere(band), service);

  test('is accepted, with and without alarms of thresholds', () => {
    const { settings: _, ...entry } = everywhere(band);
    expect(validateEnvironments([entry], 'macro-ai')).toEqual([]);
    const alarmed = new Set(rowsOf(service).flatMap(([name, { alarm }]) => (hasAlarm(alarm) ? [name] : [])));
    const kinds = collector.anomalies.map(({ row }) => alarmed.has(row));
    expect(new Set(kinds)).toEqual(new Set([true, false]));
  });

  test.each(sides)('has the arguments of CloudWatch, for the side %s', (side) => {
    const { anomalies, ...at } = collectorOf(everywhere({ band: 2.5, side }), service);
    const operator = {
      above: 'GreaterThanUpperThreshold',
      below: 'LessThanLowerThreshold',
      both: 'LessThanLowerOrGreaterThanUpperThreshold',
    }[side];
    expect(anomalies.map(({ row }) => row)).toEqual(
      Object.keys(at.rows).filter((row) => !refused.includes(row)),
    );
    for (const alarm of anomalies) {
      const config = alarmConfig({ ...at, anomalies }, alarm);
      expect(config).not.toHaveProperty('threshold');
      expect(config).not.toHaveProperty('metricName');
      expect(config).toMatchObject({
        alarmName: alarm.name,
        comparisonOperator: operator,
        thresholdMetricId: BAND_ID,
        tags: { Severity: 'warning', Category: expect.stringMatching(/^(capacity|performance|error)$/) },
        metricQuery: [
          {
            id: 'm1',
            returnData: true,
            metric: {
              namespace: at.namespace,
              metricName: alarm.row,
              dimensions: at.dimensions,
              period: 300,
            },
          },
          { id: BAND_ID, expression: 'ANOMALY_DETECTION_BAND(m1, 2.5)', returnData: true },
        ],
      });
      const row = at.rows[alarm.row] as Row;
      const counted = row.kind === 'counter' && row.published === 'count';
      expect(config.metricQuery?.[0]?.metric?.stat === 'Sum').toBe(counted);
    }
  });

  test('counts the periods of the warning, and takes missing data as the row does', () => {
    for (const alarm of collector.anomalies) {
      const warning = collector.alarms.find(
        ({ row, severity }) => row === alarm.row && severity === 'warning',
      );
      expect([alarm.row, alarm.datapoints]).toEqual([alarm.row, warning?.datapoints ?? [2, 3]]);
      expect(alarm.definition.alarm.missingData).toBe(
        warning?.definition.alarm.missingData ?? 'notBreaching',
      );
    }
  });

  test('says in its text what the band is, what to do first, and where to read on', () => {
    for (const alarm of collector.anomalies) {
      const { alarmDescription: text } = alarmConfig(collector, alarm);
      expect(text.length).toBeLessThanOrEqual(1024);
      expect(text).toContain(
        `${alarm.row} of ${collector.title} in production is outside its usual band of ± 2`,
      );
      expect(text).toMatch(/ \| Do first: \S.* \| Runbook: /);
    }
  });

  test('is synthesized beside the alarms of thresholds, which stay as they were', () => {
    const plain = deployed(collectorOf(of({}), service));
    const all = deployed(collector);
    for (const [name, alarm] of plain) expect(all.get(name)).toEqual(alarm);
    expect([...all.keys()].filter((name) => !plain.has(name)).sort()).toEqual(
      collector.anomalies.map(({ name }) => name).sort(),
    );
    expect(alarmsIn(collector)).toHaveLength(plain.size + collector.anomalies.length);
  });

  test('leads to an entry of the runbook', () => {
    const runbook = runbookDocument([everywhere(band)]);
    for (const { row, runbook: link } of collector.anomalies) {
      const heading = link.slice(link.indexOf('#') + 1).replaceAll('-', ' ');
      const [, entry = ''] = runbook.toLowerCase().split(`### ${heading}\n`);
      expect([row, entry.split('\n### ')[0]]).toEqual([
        row,
        expect.stringContaining('- anomaly in production: outside its usual band of ± 2 standard deviations'),
      ]);
    }
  });
});

test('no row has one by default', () => {
  for (const service of serviceNames) expect(collectorOf(of({}), service).anomalies).toEqual([]);
});

test('where the pace adapts, its periods are minutes, as many as of the warning', () => {
  const { anomalies, alarms } = collectorOf(
    of({ neon: { SlowQueries: { anomaly: band } } }, { adaptive: true }),
    'neon',
  );
  const warning = alarms.find(({ name }) => name === 'production-neon-slow-queries-warning');
  expect(anomalies).toMatchObject([
    { name: 'production-neon-slow-queries-anomaly', periodMinutes: 1, datapoints: warning?.datapoints },
  ]);
});

test('stands beside other numbers, and is taken away with all alarms', () => {
  const both = collectorOf(of({ neon: { SlowQueries: { warning: 8, anomaly: band } } }), 'neon');
  expect(both.alarms.find(({ name }) => name === 'production-neon-slow-queries-warning')?.compared).toBe(8);
  const databases = {
    neon: [{ name: 'a', overrides: { SlowQueries: { alarm: 'off', reason: 'A test.' } } }, { name: 'b' }],
  } as const;
  const seen = of({ neon: { SlowQueries: { anomaly: band } } }, { databases });
  const [a, b] = ['a', 'b'].map((name) => collectorOf(seen, 'neon', name).anomalies.map((one) => one.name));
  expect([a, b]).toEqual([[], ['production-neon-b-slow-queries-anomaly']]);
});

test('on the side that is not that of the thresholds, the first step is not theirs', () => {
  const step = (side: Anomaly['side']) =>
    collectorOf(of({ neon: { SlowQueries: { anomaly: { band: 2, side } } } }), 'neon').anomalies[0]
      ?.definition.alarm.firstStep;
  expect(step('above')).toBe(step('both'));
  expect(step('below')).toContain("Compare the graph 'Slow queries'");
});

test('costs three alarm metrics', () => {
  const quantity = (environment: Environment) =>
    chargesOf(environment)
      .filter(({ row, item }) => row === 'QueryThroughput' && item === 'alarmMetric')
      .reduce((sum, charge) => sum + charge.quantity, 0);
  expect(quantity(of({}))).toBe(0);
  expect(quantity(of({ neon: { QueryThroughput: { anomaly: band } } }))).toBe(3);
});

describe('where alarms are grouped', () => {
  const seen = of(
    { neon: { SlowQueries: { anomaly: band } } },
    { databases: { neon: [{ name: 'a' }, { name: 'b' }] }, groupedAlarmsAbove: 1 },
  );
  test('each database keeps its own, and synthesis says so', () => {
    const { collectors, grouped } = fleetOf(seen, 'neon');
    expect(grouped?.collector.anomalies).toEqual([]);
    expect(collectors.map(({ anomalies }) => anomalies.length)).toEqual([1, 1]);
    expect(remarksOf(seen).join('\n')).toContain('has its own anomaly alarms for SlowQueries: a usual band');
  });
});

describe('a row without values while a compute sleeps', () => {
  const warned = (row: string, change: Partial<Entry> = {}) =>
    remarksOf(of({ neon: { [row]: { anomaly: band } } }, change)).filter((remark) =>
      remark.includes('INSUFFICIENT_DATA'),
    );
  test('is warned of where the collector lets it sleep', () => {
    expect(warned('SlowQueries')).toEqual([
      expect.stringContaining('on SlowQueries watch what has no values'),
    ]);
    expect(warned('SlowQueries', { neonApi: false })).toEqual([]);
  });
  test.each(['ComputeLimit', 'ComputeActive', 'ApiErrors'])('%s is none', (row) =>
    expect(warned(row)).toEqual([]),
  );
  test('no service without sleep has one', () => {
    const remarks = remarksOf(of({ upstash: { CommandsPerSecond: { anomaly: band } } }));
    expect(remarks.join()).not.toContain('INSUFFICIENT_DATA');
  });
});

describe('the graph', () => {
  const lines = (environment: Environment, service: ServiceName, title: string, rows: readonly string[]) =>
    JSON.stringify(rowGraph(collectorOf(environment, service), title, rows).properties.metrics);
  test('of a row has its band', () => {
    const seen = of({ neon: { SlowQueries: { anomaly: band } } });
    expect(lines(seen, 'neon', 'Slow queries', ['SlowQueries'])).toContain('ANOMALY_DETECTION_BAND(m1, 2)');
    expect(lines(of({}), 'neon', 'Slow queries', ['SlowQueries'])).not.toContain('BAND');
    // Another colour than the row's line, which runs between its edges.
    expect(lines(seen, 'neon', 'Slow queries', ['SlowQueries'])).toContain(
      `"label":"usual band of SlowQueries","color":"${palette.grey}"`,
    );
  });
  test('of a count has that of its line, which is per minute', () => {
    const seen = of({ neon: { Deadlocks: { anomaly: band } } });
    expect(lines(seen, 'neon', 'Deadlocks', ['Deadlocks'])).toContain('ANOMALY_DETECTION_BAND(m1rate, 2)');
  });
  test('of several rows has one band, that of the first', () => {
    const seen = of({ neon: { IdleConnections: { anomaly: band }, ConnectionLimit: { anomaly: band } } });
    const drawn = lines(seen, 'neon', 'Sessions', [
      'ActiveConnections',
      'IdleConnections',
      'ConnectionLimit',
    ]);
    expect(drawn.match(/BAND\(\w+/g)).toEqual(['BAND(m2']);
  });
  test('of all named databases has it where they agree', () => {
    const seen = (b: number) =>
      ['a', 'b'].map((name) =>
        collectorOf(
          of(
            {},
            {
              databases: {
                neon: [
                  { name: 'a', overrides: { SlowQueries: { anomaly: band } } },
                  { name: 'b', overrides: { SlowQueries: { anomaly: { ...band, band: b } } } },
                ],
              },
            },
          ),
          'neon',
          name,
        ),
      );
    expect(boardOf(seen(2)).collector.rows.SlowQueries?.anomaly).toEqual(band);
    expect(boardOf(seen(3)).collector.rows.SlowQueries?.anomaly).toBeUndefined();
  });
});

test('the reference of metrics names the environments that have one', () => {
  const text = metricsDocument([
    of({ neon: { QueryThroughput: { anomaly: band }, SlowQueries: { anomaly: band } } }),
  ]);
  expect(
    text.match(/^- In production, anomaly: outside its usual band of ± 2 standard deviations\.$/gm),
  ).toHaveLength(2);
});

test.each([
  ['ANOMALY_DETECTION_BAND(m1, 2.5)', 2.5],
  ['ANOMALY_DETECTION_BAND(m1)', 2],
  ['100 * m1 / m2', undefined],
])('%s has the band %s', (expression, width) => expect(bandIn(expression)).toBe(width));

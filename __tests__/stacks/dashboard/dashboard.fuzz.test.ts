import fc from 'fast-check';
import { validateEnvironments } from '../../../model/checks/environments';
import { validateRows } from '../../../model/checks/rows';
import { collectorOf } from '../../../model/collector';
import type { Entry, Environment } from '../../../model/environment';
import { dashboardBody } from '../../../stacks/dashboard/body';
import { checkDashboard } from '../../../stacks/dashboard/check';
import { dashboardTemplate } from '../../../stacks/dashboard/template';
import { levels, lineColors, type Row, sections, type Table, units } from '../../../thresholds/row';
import { serviceNames as names } from '../../../thresholds/services';
import { environments } from '../../fixtures/environments';
import { text } from '../../support/fuzz/arbitraries';
import { fuzz } from '../../support/fuzz/fuzz';
import { layoutProblems } from '../../support/stacks/layout';

const ACCOUNT = '123456789012';
const [base] = environments;
if (!base) throw new Error('there is no environment');

/** Usual and unusual numbers. */
const positive = fc.oneof(
  fc.integer({ min: 1, max: 1000 }),
  fc.double({ min: 1e-9, max: 1e15, noNaN: true }),
  fc.double({ min: Number.MIN_VALUE, max: 1e300, noNaN: true }),
);
const share = fc.oneof(
  fc.constantFrom(0.5, 0.8, 0.1 + 0.2),
  fc.double({ min: Number.MIN_VALUE, max: 1, noNaN: true }),
);
const ordered = (number: fc.Arbitrary<number>, breaches: 'above' | 'below') =>
  fc.tuple(number, number).map(([a, b]) => {
    const [low, high] = a < b ? [a, b] : [b, a];
    return breaches === 'above' ? { warning: low, critical: high } : { warning: high, critical: low };
  });

const environment: fc.Arbitrary<Environment> = fc
  .record({
    name: fc.stringMatching(/^[a-z][a-z0-9]{0,10}(-[a-z0-9]{1,5}){0,2}$/),
    region: fc.constantFrom('eu-central-1', 'cn-north-1', 'us-gov-west-1', 'ap-southeast-3'),
    collectionMinutes: fc.integer({ min: 1, max: 60 }),
    level: fc.constantFrom(...levels),
    namespace: fc.constantFrom('shared', 'own') as fc.Arbitrary<'shared' | 'own'>,
    neonApi: fc.boolean(),
    limits: fc.record({ databaseGigabytes: positive }, { requiredKeys: [] }),
    overrides: fc.record(
      {
        neon: fc.record(
          {
            SlowQueries: ordered(positive, 'above'),
            ActiveConnections: ordered(share, 'above'),
            DatabaseSize: ordered(share, 'above'),
          },
          { requiredKeys: [] },
        ),
        upstash: fc.record(
          {
            CacheHitRate: ordered(fc.double({ min: 1e-9, max: 100, noNaN: true }), 'below'),
            EvictedKeys: ordered(positive, 'above'),
          },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: [] },
    ),
  })
  .map((change) => ({ ...base, ...change }));

/** As in the table. */
const entryOf = ({ settings: _, ...entry }: Environment): Entry => entry;

test('every valid environment has dashboards that CloudWatch accepts', () => {
  fuzz(
    [environment, fc.constantFrom(...names)],
    (e, service) => {
      fc.pre(validateEnvironments([entryOf(e)], 'macro-ai').length === 0);
      const { widgets } = dashboardBody(collectorOf(e, service), ACCOUNT);
      expect(layoutProblems(widgets)).toEqual([]);
      // As deployed: a template in which Terraform replaces only the account.
      const template = dashboardTemplate(collectorOf(e, service));
      const rendered = template.replace(/(?<!\$)\$\{account_id\}/g, ACCOUNT).replace(/([$%])\1\{/g, '$1{');
      expect(checkDashboard(JSON.parse(rendered))).toEqual([]);
      expect(JSON.parse(rendered)).toEqual(
        JSON.parse(JSON.stringify(dashboardBody(collectorOf(e, service), ACCOUNT))),
      );
    },
    8,
  );
});

const rowName = fc.stringMatching(/^[A-Z][A-Za-z0-9]{0,12}$/);
const alarm = fc.constantFrom('above', 'below').chain((breaches) =>
  fc.record({
    category: fc.constant('performance'),
    breaches: fc.constant(breaches),
    statistic: fc.constantFrom('Average', 'Maximum', 'Minimum', 'Sum'),
    thresholds: fc.oneof(
      ordered(positive, breaches as 'above').map(({ warning, critical }) => [
        { value: warning },
        { value: critical },
      ]),
      ordered(positive, breaches as 'above').map(({ warning, critical }) => [
        { perMinute: warning },
        { perMinute: critical },
      ]),
      fc
        .tuple(ordered(share, breaches as 'above'), fc.constantFrom('Base', 'Other'))
        .map(([{ warning, critical }, ofRow]) => [
          { share: warning, ofRow },
          { share: critical, ofRow },
        ]),
      ordered(share, breaches as 'above').map(({ warning, critical }) => [
        { share: warning, ofLimit: 'databaseGigabytes' },
        { share: critical, ofLimit: 'databaseGigabytes' },
      ]),
    ),
    periodMinutes: fc.constantFrom(3, 4, 5),
    datapoints: fc.constantFrom({ warning: [1, 1], critical: [2, 2] }, { warning: [2, 3], critical: [2, 3] }),
    missingData: fc.constantFrom('notBreaching', 'ignore'),
    firstStep: fc.constant('Look.'),
  }),
);
const kind = fc.constantFrom(
  { kind: 'gauge' },
  { kind: 'counter', published: 'count', unit: 'Count' },
  { kind: 'counter', published: 'rate' },
);
const row = fc
  .record({
    unit: fc.constantFrom(...units),
    section: fc.constantFrom(...sections),
    graph: fc.oneof(
      fc.constantFrom('One', 'Two'),
      text.filter((title) => title.length < 1_000),
    ),
    color: fc.constantFrom(undefined, ...lineColors),
    tile: fc.constantFrom(undefined, true),
    kind,
    alarm: fc.option(alarm, { nil: undefined, freq: 3 }),
  })
  .map(({ section, graph, color, tile, kind: what, alarm: raises, ...rest }) => {
    const { thresholds: [warning, critical] = [], ...others } = raises ?? {};
    return {
      meaning: 'x',
      counted: 'x',
      level: 'core',
      panel: { section, graph, ...(color && { color }), ...(tile && { tile }) },
      ...rest,
      ...what,
      alarm: raises ? { ...others, warning, critical } : { none: 'x' },
    } as unknown as Row;
  });
/** Rows that somebody may add. Those that break a rule of the table are removed until none does. */
const table = fc
  .dictionary(fc.oneof(rowName, fc.constantFrom('Base', 'Other')), row, { minKeys: 1, maxKeys: 8 })
  .map((rows) => {
    let valid: Table = rows;
    for (let broken = validateRows('neon', valid); broken.length > 0; broken = validateRows('neon', valid)) {
      const out = new Set(broken.map((problem) => problem.row.slice('neon.'.length)));
      valid = Object.fromEntries(Object.entries(valid).filter(([name]) => !out.has(name)));
    }
    return valid;
  });

test('every valid table has a dashboard that CloudWatch accepts, with a good layout', () => {
  fuzz(
    [table, environment],
    (rows, e) => {
      // Alarms are those of the real rows: their names do not matter to the layout, their number does.
      const body = dashboardBody({ ...collectorOf(e, 'neon'), rows }, ACCOUNT);
      expect(checkDashboard(JSON.parse(JSON.stringify(body)))).toEqual([]);
      expect(layoutProblems(body.widgets)).toEqual([]);
    },
    2,
  );
});

describe('found by fuzzing', () => {
  // Its fifteen zeros contained the twelve zeros of the account placeholder.
  test('a share of 0.1 + 0.2 is drawn unchanged', () => {
    const e = { ...base, overrides: { neon: { ActiveConnections: { warning: 0.1 + 0.2 } } } };
    expect(dashboardTemplate(collectorOf(e, 'neon'))).toMatch(/"0\.30000000000000004 \* m\d+"/);
  });
});

import fc from 'fast-check';
import { MOST_LEFT_OUT } from '../../../model/alarms/grouped';
import {
  functions,
  type InsightsQuery,
  insightsText,
  LONGEST_EXPRESSION,
  parseInsights,
} from '../../../model/alarms/insights';
import { compile } from '../../../model/alarms/metric-math';
import { serviceNames, serviceOf } from '../../../thresholds/services';

const query: InsightsQuery = {
  of: 'MAX',
  metric: 'LockWaitTime',
  namespace: 'Neon/Monitoring',
  environment: 'production',
  without: [],
  first: 'highest',
};

test('a query gives a series for each database with a name, the worst first', () => {
  expect(insightsText(query)).toBe(
    `SELECT MAX("LockWaitTime") FROM SCHEMA("Neon/Monitoring", "Database", "Environment") WHERE "Environment" = 'production' GROUP BY "Database" ORDER BY MAX() DESC`,
  );
  const lowest = insightsText({ ...query, of: 'MIN', namespace: 'Neon/Monitoring/eu', first: 'lowest' });
  expect(lowest).toContain('SCHEMA("Neon/Monitoring/eu", ');
  expect(lowest).toMatch(/ GROUP BY "Database" ORDER BY MIN\(\) ASC$/);
  expect(insightsText({ ...query, most: 10 })).toBe(`${insightsText(query)} LIMIT 10`);
});

test('one over all databases has no groups', () => {
  const { first: _, ...whole } = query;
  expect(insightsText({ ...whole, of: 'COUNT', metric: 'Up', without: ['a', 'b-2'] })).toBe(
    `SELECT COUNT("Up") FROM SCHEMA("Neon/Monitoring", "Database", "Environment") WHERE "Environment" = 'production' AND "Database" != 'a' AND "Database" != 'b-2'`,
  );
});

test('what is written is read', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,4}){0,2}$/);
  const any = fc.record(
    {
      of: fc.constantFrom('COUNT' as const, ...Object.values(functions)),
      metric: fc.stringMatching(/^[A-Z][A-Za-z]{1,20}$/),
      namespace: name.map((own) => `Neon/Monitoring/${own}`),
      environment: name,
      without: fc.array(name, { maxLength: 5 }),
      first: fc.constantFrom('highest' as const, 'lowest' as const),
    },
    { requiredKeys: ['of', 'metric', 'namespace', 'environment', 'without'] },
  );
  fc.assert(fc.property(any, (one) => expect(parseInsights(insightsText(one))).toEqual(one)));
  const limited = { ...query, most: 10 };
  expect(parseInsights(insightsText(limited))).toEqual(limited);
});

test.each([
  '',
  '100 * m1 / m2',
  'ANOMALY_DETECTION_BAND(m1, 2)',
  insightsText(query).replace('DESC', 'DESC LIMIT 0'),
  insightsText(query).replace(/ GROUP BY.*$/, ' LIMIT 10'),
  insightsText(query).replace('ORDER BY MAX()', 'ORDER BY MIN()'),
  insightsText(query).replace('"Environment" = ', '"Environment" != '),
])('another text is none: %s', (text) => {
  expect(parseInsights(text)).toBeUndefined();
});

test('the evaluator of metric math refuses a query', () => {
  expect(() => compile(insightsText(query), ['m1'])).toThrow('Metric math');
});

test('the longest query that there may be is short enough for CloudWatch', () => {
  const [longest = ''] = serviceNames
    .flatMap((service) => Object.keys(serviceOf(service).rows))
    .sort((a, b) => b.length - a.length);
  const environment = 'e'.repeat(64);
  const without = Array.from({ length: MOST_LEFT_OUT }, () => 'd'.repeat(64));
  const namespace = `${'n'.repeat(30)}/${environment}`;
  const text = insightsText({ ...query, metric: longest, environment, namespace, without });
  expect(text.length).toBeLessThanOrEqual(LONGEST_EXPRESSION);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { costsOf, questionsFor } from '../../../../reports/cost/actual/aws';
import { exact } from '../../../../reports/cost/actual/money';
import { taggedServices } from '../../../../reports/cost/usage';

const folder = join(__dirname, '../../../fixtures/bills/november');
const read = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'));
const period = { from: '2026-11-01', to: '2026-11-27' };
const [total, cloudwatch, ...others] = questionsFor(taggedServices);
const of = (value: unknown) => [{ file: 'aws-total-1.json', value }];
const page = (change: object) => ({ ...read('aws-total-2.json'), ...change });
const costs = (value: unknown) => costsOf(total as NonNullable<typeof total>, of(value), period);

test('there is one question for the whole bill, and one for each service with tags', () => {
  expect([total, cloudwatch, ...others].map((one) => one?.name)).toEqual([
    'aws-total',
    'aws-cloudwatch',
    'aws-lambda',
    'aws-dynamodb',
  ]);
  expect(cloudwatch).toMatchObject({
    service: 'AmazonCloudWatch',
    groups: [{ Key: 'USAGE_TYPE' }, { Type: 'TAG', Key: 'Environment' }],
  });
});

test('all pages are one list', () => {
  const pages = ['aws-total-1.json', 'aws-total-2.json'].map((file) => ({ file, value: read(file) }));
  const { costs: found, estimated } = costsOf(total as NonNullable<typeof total>, pages, period);
  expect(estimated).toBe(true);
  // One page that may still change is enough.
  const settled = read('aws-total-2.json');
  settled.ResultsByTime[0].Estimated = false;
  const mixed = [...pages.slice(0, 1), { file: 'aws-total-2.json', value: settled }];
  expect(costsOf(total as NonNullable<typeof total>, mixed, period).estimated).toBe(true);
  // Tokens of real answers are long.
  const long = [
    { file: 'aws-total-1.json', value: { ...read('aws-total-1.json'), NextPageToken: 'x'.repeat(2000) } },
    ...pages.slice(1),
  ];
  expect(costsOf(total as NonNullable<typeof total>, long, period).costs).toEqual(found);
  expect(found).toHaveLength(20);
  expect(found[0]).toEqual({
    service: 'AmazonCloudWatch',
    type: 'CW:MetricMonitorUsage',
    amount: exact('24.7312500311'),
  });
  const [tagged] = costsOf(
    cloudwatch as NonNullable<typeof cloudwatch>,
    of(read('aws-cloudwatch-1.json')),
    period,
  ).costs;
  expect(tagged).toMatchObject({
    service: 'AmazonCloudWatch',
    type: 'CW:AlarmMonitorUsage',
    environment: 'feature',
  });
});

test('what is not the answer to the question is refused, with file and field', () => {
  const group = { Keys: ['a', 'b'], Metrics: { UnblendedCost: { Amount: '1', Unit: 'USD' } } };
  const result = { TimePeriod: { Start: period.from, End: period.to }, Groups: [group] };
  const withGroup = (change: object) =>
    page({ ResultsByTime: [{ ...result, Groups: [{ ...group, ...change }] }] });
  const unblended = (change: object) =>
    withGroup({ Metrics: { UnblendedCost: { ...group.Metrics.UnblendedCost, ...change } } });
  expect(costs(withGroup({})).costs).toHaveLength(1);
  const wrong: readonly (readonly [unknown, string])[] = [
    [{}, 'aws-total-1.json: GroupDefinitions: '],
    [[], 'aws-total-1.json: '],
    [page({ ResultsByTime: [] }), 'ResultsByTime: use one result, of granularity MONTHLY'],
    [withGroup({ Keys: ['a'] }), 'ResultsByTime.0.Groups.0.Keys'],
    [
      unblended({ Amount: 1.5 }),
      'ResultsByTime.0.Groups.0.Metrics.UnblendedCost.Amount: use an amount as a text',
    ],
    [unblended({ Amount: '1,5' }), 'use an amount such as "0.0123"'],
    [unblended({ Unit: 'EUR' }), 'Unit: it is EUR'],
    [unblended({ Unit: 'CNY' }), 'Unit: it is CNY'],
    [page({ NextPageToken: 'more' }), 'the page after it is missing'],
    [
      page({ GroupDefinitions: [{ Type: 'DIMENSION', Key: 'SERVICE' }] }),
      'should be by DIMENSION SERVICE, DIMENSION USAGE_TYPE',
    ],
    [
      page({ ResultsByTime: [{ ...result, TimePeriod: { Start: '2026-10-01', End: '2026-11-01' } }] }),
      'it is 2026-10-01 to 2026-11-01, and should be 2026-11-01 to 2026-11-27',
    ],
  ];
  for (const [value, message] of wrong) expect(() => costs(value)).toThrow(message);
  const twice = [1, 2].map((n) => ({ file: `aws-total-${n}.json`, value: read('aws-total-2.json') }));
  expect(() => costsOf(total as NonNullable<typeof total>, twice, period)).toThrow(
    'aws-total-1.json: NextPageToken: there is none',
  );
  expect(() => costsOf(total as NonNullable<typeof total>, [], period)).toThrow(
    'aws-total-1.json is missing',
  );
  const untagged = { ...read('aws-cloudwatch-1.json') };
  untagged.ResultsByTime[0].Groups[0].Keys[1] = 'production';
  expect(() => costsOf(cloudwatch as NonNullable<typeof cloudwatch>, of(untagged), period)).toThrow(
    '"production" does not begin with Environment$',
  );
});

import fc from 'fast-check';
import { type AwsBill, attributed, knowsTags } from '../../../../reports/cost/actual/attribute';
import type { Cost } from '../../../../reports/cost/actual/aws';
import { expectedOf } from '../../../../reports/cost/actual/expected';
import { billed } from '../../../../reports/cost/actual/line';
import { exact, total } from '../../../../reports/cost/actual/money';
import { type Item, prices } from '../../../../reports/cost/prices';
import { itemOn, taggedServices, usageOf } from '../../../../reports/cost/usage';
import { environments } from '../../../fixtures/environments';

const period = { from: '2026-11-01', to: '2026-11-27' };
const expected = expectedOf(environments, period);
const names = environments.map(({ name }) => name);
const CLOUDWATCH = 'AmazonCloudWatch';
const cost = (service: string, type: string, dollars: string, environment?: string): Cost => ({
  ...{ service, type, amount: exact(dollars) },
  ...(environment !== undefined && { environment }),
});
const linesOf = (bill: AwsBill) => attributed(bill, expected, names);
const lineOf = (bill: AwsBill, label: string) => linesOf(bill).find((line) => line.label === label);
const ours = (bill: AwsBill, item: Item) =>
  total((lineOf(bill, prices[item].label)?.ours ?? []).map(({ amount }) => amount));

const anyService = fc.constantFrom(
  ...taggedServices,
  'AWS Budgets',
  'Amazon EC2',
  'Tax',
  'A',
  'B',
  'C',
  'D',
  'E',
  'F',
  'G',
  'H',
);
const anyType = fc.constantFrom(
  ...Object.values(usageOf).flatMap(({ types = [] }) => types),
  ...[
    'CW:MetricMonitorUsage',
    'EUC1-CW:AlarmMonitorUsage',
    'EU-Request-ARM',
    'CW:GMD-Metrics',
    'BoxUsage',
    '',
  ],
);
const anyAmount = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 22n });
const all = fc.array(fc.record({ service: anyService, type: anyType, amount: anyAmount }), { maxLength: 40 });
const tagged = fc.array(
  fc.record({
    ...{ service: fc.constantFrom(...taggedServices), type: anyType, amount: anyAmount },
    environment: fc.constantFrom('', ...names, 'elsewhere'),
  }),
  { maxLength: 20 },
);

test('the estimate is after the free tier of the account', () => {
  const { list = 0n, net = 0n } = expected.get('metric') ?? {};
  expect(list - net).toBe(exact(String(prices.metric.free * prices.metric.usd)));
});

test('whatever is on the bill: its lines add up to it, to the last digit', () => {
  fc.assert(
    fc.property(all, tagged, (a, t) => {
      const lines = linesOf({ all: a, tagged: t });
      expect(total(lines.map(billed))).toBe(total(a.map(({ amount }) => amount)));
      // Nothing is in two lines of one name.
      expect(new Set(lines.map(({ label }) => label)).size).toBe(lines.length);
      for (const { toldBy, estimate, ours: parts, rest } of lines) {
        if (toldBy === 'nothing') expect(parts).toEqual([]);
        if (toldBy !== 'estimate') continue;
        const amount = total(parts.map((part) => part.amount));
        expect(amount >= 0n && amount <= (estimate ?? 0n)).toBe(true);
        // Never more than what was billed, if anything was.
        expect(amount === 0n || rest >= 0n).toBe(true);
      }
    }),
  );
});

test('what has the tag is that of its environment; another one and what has none remain', () => {
  const bill = {
    all: [cost(CLOUDWATCH, 'CW:AlarmMonitorUsage', '5'), cost(CLOUDWATCH, 'EUC1-CW:AlarmMonitorUsage', '1')],
    tagged: [
      cost(CLOUDWATCH, 'CW:AlarmMonitorUsage', '2.5', 'production'),
      cost(CLOUDWATCH, 'EUC1-CW:AlarmMonitorUsage', '0.25', 'feature'),
      cost(CLOUDWATCH, 'CW:AlarmMonitorUsage', '0.5', 'elsewhere'),
    ],
  };
  expect(lineOf(bill, 'Alarms')).toMatchObject({
    toldBy: 'tag',
    ours: [
      { environment: 'feature', amount: exact('0.25') },
      { environment: 'production', amount: exact('2.5') },
    ],
    rest: exact('3.25'),
  });
});

test('what no tag can see is told by the estimate, and at most what was billed', () => {
  const tags = [cost('AWS Lambda', 'Request-ARM', '0', 'production')];
  const metrics = (dollars: string) => ({
    all: [cost(CLOUDWATCH, 'CW:MetricMonitorUsage', dollars)],
    tagged: tags,
  });
  const estimate = expected.get('metric')?.net ?? 0n;
  expect(estimate).toBeGreaterThan(exact('10'));
  expect(ours(metrics('100'), 'metric')).toBe(estimate);
  expect(ours(metrics('3.21'), 'metric')).toBe(exact('3.21'));
  expect(ours(metrics('-3.21'), 'metric')).toBe(0n);
  expect(lineOf(metrics('100'), 'Custom metrics')?.toldBy).toBe('estimate');
});

test('without activated tags the estimate tells everything', () => {
  const bill = {
    all: [cost(CLOUDWATCH, 'CW:AlarmMonitorUsage', '100')],
    tagged: [cost(CLOUDWATCH, 'CW:AlarmMonitorUsage', '100', '')],
  };
  expect(knowsTags(bill)).toBe(false);
  expect(lineOf(bill, 'Alarms')?.toldBy).toBe('estimate');
  expect(ours(bill, 'alarmMetric')).toBe(expected.get('alarmMetric')?.net);
});

test('usage types of one name belong to their service, and those with other words to none', () => {
  expect(itemOn(CLOUDWATCH, 'USE1-TimedStorage-ByteHrs')).toBe('logStored');
  expect(itemOn('Amazon DynamoDB', 'USE1-TimedStorage-ByteHrs')).toBeUndefined();
  expect(itemOn('Amazon Simple Storage Service', 'EU-TimedStorage-ByteHrs')).toBeUndefined();
  expect(itemOn('AWS Lambda', 'Lambda-GB-Second-ARM')).toBe('gigabyteSecond');
  expect(itemOn('AWS Lambda', 'APS1-Lambda-GB-Second-ARM')).toBe('gigabyteSecond');
  expect(itemOn(CLOUDWATCH, 'CW:GMD-Metrics')).toBe('metricRead');
  expect(itemOn('AWS Budgets', 'whatever')).toBe('budgetDay');
});

test('a part of a month is estimated as that part', () => {
  const whole = expectedOf(environments, { from: '2026-11-01', to: '2026-12-01' });
  const third = expectedOf(environments, { from: '2026-11-01', to: '2026-11-11' });
  const ratio = (item: Item) => Number(third.get(item)?.list ?? 0n) / Number(whole.get(item)?.list ?? 1n);
  for (const item of whole.keys()) expect(ratio(item)).toBeCloseTo(1 / 3, 9);
  // A metric has a price for a month, of 28 days or 31; a request has a price of its own.
  const february = expectedOf(environments, { from: '2026-02-01', to: '2026-03-01' });
  expect(february.get('metric')?.list).toBe(whole.get('metric')?.list);
  expect(Number(february.get('request')?.list) / Number(whole.get('request')?.list)).toBeCloseTo(28 / 30, 9);
});

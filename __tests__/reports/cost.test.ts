import fc from 'fast-check';
import { collectorOf } from '../../model/collector';
import type { Environment } from '../../model/environment';
import { kindOf } from '../../model/threshold';
import { assumptions } from '../../reports/cost/assumptions';
import { bill, cost, usdOf } from '../../reports/cost/bill';
import { type Charge, chargesOf } from '../../reports/cost/charges';
import { costDocument } from '../../reports/cost/document';
import { type Item, prices } from '../../reports/cost/prices';
import { levels } from '../../thresholds/row';
import { type ServiceName, serviceNames, serviceOf } from '../../thresholds/services';
import { environments, environment as tabled } from '../fixtures/environments';

const [feature, , production] = environments as [Environment, Environment, Environment];

const environment = fc
  .record({
    name: fc.constantFrom('a', 'b', 'c', 'd'),
    level: fc.constantFrom(...levels),
    neonApi: fc.boolean(),
    collectionMinutes: fc.integer({ min: 1, max: 60 }),
    logRetentionDays: fc.constantFrom(1, 7, 90, 365),
    accountId: fc.constantFrom('111111111111', '222222222222'),
  })
  .map((parts): Environment => ({ ...feature, ...parts }));
const some = fc.uniqueArray(environment, { selector: ({ name }) => name, maxLength: 4 });
const close = (a: number, b: number) => expect(a).toBeCloseTo(b, 9);

describe('the bill', () => {
  test('is the sum of its lines, minus each account’s free tier', () => {
    fc.assert(
      fc.property(some, (of) => {
        const { lines, allowances, listUsd, totalUsd } = cost(of);
        close(listUsd, usdOf(lines));
        close(totalUsd, listUsd - allowances.reduce((sum, { usd }) => sum + usd, 0));
        close(
          listUsd,
          of.reduce((sum, { name }) => sum + usdOf(lines, (line) => line.environment === name), 0),
        );
      }),
    );
  });

  test('never deducts more than is used or free, and each item only once per account', () => {
    fc.assert(
      fc.property(some, (of) => {
        const { lines, allowances, totalUsd } = cost(of);
        expect(totalUsd).toBeGreaterThanOrEqual(0);
        const keys = allowances.map(({ account, item }) => `${account} ${item}`);
        expect(new Set(keys).size).toBe(keys.length);
        for (const { account, item, quantity } of allowances) {
          const used = lines.filter((line) => line.account === account && line.item === item);
          expect(quantity).toBeLessThanOrEqual(used.reduce((sum, line) => sum + line.quantity, 0) + 1e-9);
          expect(quantity).toBeLessThanOrEqual(prices[item].free);
        }
      }),
    );
  });

  test('of an adaptive pace is between those of its two paces, and says what it assumes', () => {
    fc.assert(
      fc.property(environment, fc.integer({ min: 2, max: 60 }), (base, collectionMinutes) => {
        const slow = cost([{ ...base, collectionMinutes }]).listUsd;
        const adaptive = cost([{ ...base, collectionMinutes, adaptive: true }]).listUsd;
        const fast = cost([{ ...base, collectionMinutes: 1 }]).listUsd;
        expect(adaptive).toBeGreaterThan(slow);
        expect(adaptive).toBeLessThan(fast);
      }),
    );
    expect(costDocument([production])).not.toContain('adaptive');
    expect(costDocument([{ ...production, adaptive: true }])).toContain(
      'at worst the environment costs what `collectionMinutes: 1` does',
    );
  });

  test('grows with every environment, with detail, and with frequency', () => {
    fc.assert(
      fc.property(some, environment, (of, base) => {
        const more = { ...base, name: 'more' };
        const total = (list: readonly Environment[]) => cost(list).totalUsd + 1e-9;
        expect(total([...of, more])).toBeGreaterThanOrEqual(cost(of).totalUsd);
        const byLevel = levels.map((level) => cost([{ ...more, level }]).totalUsd);
        for (const [i, usd] of byLevel.entries())
          expect(usd).toBeGreaterThanOrEqual((byLevel[i - 1] ?? 0) - 1e-9);
        expect(total([{ ...more, collectionMinutes: 1 }])).toBeGreaterThanOrEqual(cost([more]).totalUsd);
      }),
    );
  });

  test('has each free tier only once: two environments cost more in one account than in two', () => {
    const [a, b] = ['a', 'b'].map((name) => ({ ...production, name })) as [Environment, Environment];
    const apart = cost([a, { ...b, accountId: '222222222222' }]).totalUsd;
    const together = cost([a, b]).totalUsd;
    // Ten metrics, ten metrics in alarms, and three dashboards, or those that an environment alone has.
    close(together - apart, 3 + 1 + 3 * Math.min(3, 2 * serviceNames.length - 3));
  });

  test('prices each item by the table', () => {
    const quantities: Readonly<Record<Item, [quantity: number, usd: number]>> = {
      metric: [100, 30],
      alarmMetric: [100, 10],
      analyzedMetric: [100, 10],
      dashboard: [2, 6],
      request: [2_000_000, 20],
      invocation: [5_000_000, 1],
      gigabyteSecond: [1_000_000, 13.3334],
      logIngested: [10, 5],
      logStored: [100, 3],
      tableWrite: [1_000_000, 0.625],
      tableRead: [1_000_000, 0.125],
      healthCheck: [4, 3],
      healthCheckOption: [5, 10],
      budgetDay: [100, 2],
      metricRead: [100_000, 1],
    };
    for (const [item, [quantity, usd]] of Object.entries(quantities)) {
      const charge: Charge = { environment: 'e', account: 'a', service: 's', item: item as Item, quantity };
      close(bill([charge]).listUsd, usd);
    }
  });
});

describe('the charges of an environment', () => {
  const quantity = (of: Environment, item: Item, row?: string) =>
    chargesOf(of)
      .filter((charge) => charge.item === item && (row === undefined || charge.row === row))
      .reduce((sum, charge) => sum + charge.quantity, 0);

  test('one metric and two alarms per row; an alarm on a share of another metric counts both', () => {
    expect(kindOf({ value: 5 }).billedMetrics).toBe(1);
    expect(kindOf({ perMinute: 5 }).billedMetrics).toBe(1);
    expect(kindOf({ share: 0.8, ofLimit: 'databaseGigabytes' }).billedMetrics).toBe(1);
    expect(kindOf({ share: 0.8, ofRow: 'ConnectionLimit' }).billedMetrics).toBe(2);
    expect(quantity(production, 'alarmMetric', 'ActiveConnections')).toBe(4);
    expect(quantity(production, 'alarmMetric', 'EvictedKeys')).toBe(2);
    expect(quantity(production, 'alarmMetric', 'IdleConnections')).toBe(0);
    expect(quantity(production, 'metric', 'ActiveConnections')).toBe(1);
  });

  test('a row that is published once a day costs an hour a day, and its alarm', () => {
    for (const service of serviceNames) {
      const own = chargesOf(production).filter(
        (charge) => charge.service === service && charge.row === 'Findings',
      );
      expect(own.map(({ item, quantity: of }) => [item, of])).toEqual([
        ['metric', 1 / 24],
        ['alarmMetric', 1],
      ]);
    }
  });

  test('detailed rows only if they are collected, the compute state only with the API', () => {
    expect(quantity(feature, 'metric', 'LockWaitTime')).toBe(0);
    expect(quantity(production, 'metric', 'LockWaitTime')).toBe(1);
    const rows = (of: Environment) => Object.keys(collectorOf(of, 'neon').rows);
    expect(rows(production)).toContain('ComputeActive');
    expect(rows({ ...production, neonApi: false })).not.toContain('ComputeActive');
  });

  test('a collector every five minutes: 8,760 runs and as many requests a month', () => {
    expect(quantity(production, 'invocation')).toBe(8_760 * serviceNames.length);
    expect(quantity(production, 'request')).toBe(8_760 * serviceNames.length);
    expect(quantity(production, 'dashboard')).toBe(serviceNames.length);
  });
});

describe('vendor charges', () => {
  const linesOf = (service: ServiceName, of: Environment) => {
    const { collectionMinutes } = of;
    const { hoursPerMonth } = assumptions;
    const { columns, lines } = serviceOf(service).elsewhere;
    return lines({ collectionMinutes, hoursPerMonth, options: collectorOf(of, service).choices }).map(
      (cells) => {
        expect(cells).toHaveLength(columns.length);
        return new Map(columns.map(({ title }, i) => [title, cells[i]]));
      },
    );
  };
  /** A number in a line, by column title. */
  const cell = (lines: ReturnType<typeof linesOf>, title: string, line = 0): number => {
    const found = lines[line]?.get(title);
    if (typeof found !== 'number') throw new Error(`line ${line} has no number in the column ${title}`);
    return found;
  };

  test('a compute that never sleeps at five minutes, a third of that at fifteen, none with the API', () => {
    const at = (collectionMinutes: number, neonApi = false) =>
      linesOf('neon', { ...feature, collectionMinutes, neonApi });
    close(cell(at(5), 'compute hours'), 182.5);
    close(cell(at(1), 'compute hours'), 182.5);
    close(cell(at(15), 'compute hours'), 182.5 / 3);
    close(cell(at(5), 'on Launch, $'), 19.345);
    close(cell(at(5), 'on Scale, $'), 40.515);
    expect(cell(at(5, true), 'compute hours')).toBe(0);
    expect(cell(at(5), 'of the Free plan')).toBeGreaterThan(1);
  });

  test('with the API key, a second line shows the charges without it', () => {
    const [with_, without] = [true, false].map((neonApi) => linesOf('neon', { ...feature, neonApi }));
    expect(with_?.map((line) => line.get('Neon API key'))).toEqual(['stored', 'not stored']);
    expect(without?.map((line) => line.get('Neon API key'))).toEqual(['none']);
    close(cell(with_ ?? [], 'compute hours', 1), cell(without ?? [], 'compute hours'));
  });

  test('two commands per run', () => {
    const lines = linesOf('upstash', feature);
    expect(lines).toHaveLength(1);
    expect(cell(lines, 'commands')).toBe(17_520);
    close(cell(lines, 'on pay as you go, $'), 0.03504);
    close(cell(lines, 'of the Free plan'), 0.03504);
  });
});

describe('forecasts', () => {
  const on = { ...production, forecast: true };

  test('cost for each row two metrics of an hour a day, two alarms, and cents to read', () => {
    const added = cost([on]).listUsd - cost([production]).listUsd;
    const lines = cost([on]).lines.filter(({ row }) => row?.endsWith(' forecast'));
    expect(new Set(lines.map(({ row }) => row)).size).toBe(6);
    close(usdOf(lines), 6 * ((2 / 24) * 0.3 + 2 * 0.1));
    // The alarm on the function.
    expect(added - usdOf(lines)).toBeGreaterThan(0.1);
    expect(added - usdOf(lines)).toBeLessThan(0.12);
  });

  test('cost as much for each database', () => {
    const of = (n: number): Environment => ({
      ...on,
      databases: { neon: Array.from({ length: n }, (_, i) => ({ name: `d${i}` })) },
    });
    const metrics = (n: number) => usdOf(cost([of(n)]).lines, ({ row }) => row === 'DatabaseSize forecast');
    close(metrics(8), 8 * metrics(1));
  });

  test('cost nothing where they are off', () => {
    expect(cost([{ ...production, forecast: false }])).toEqual(cost([production]));
    expect(costDocument([production])).not.toContain('A forecast costs');
    expect(costDocument([on])).toContain('A forecast costs $0.225 a month for each row');
  });
});

describe('notifications', () => {
  const budget = { monthlyDollars: 25 };
  const slack = { workspace: 'T0123456789', channel: 'C0123456789' };

  test('two budgets of an account are free, the third has a price of its own', () => {
    const of = (n: number) =>
      Array.from({ length: n }, (_, i): Environment => ({ ...production, name: `e${i}`, budget }));
    const added = (n: number) =>
      cost(of(n)).totalUsd - cost(of(n).map(({ budget: _, ...rest }) => rest)).totalUsd;
    expect([added(1), added(2)]).toEqual([expect.closeTo(0, 9), expect.closeTo(0, 9)]);
    expect(added(3)).toBeCloseTo(((3 * 730) / 24 - 62) * 0.02, 9);
    expect(usdOf(cost(of(1)).lines, ({ item }) => item === 'budgetDay')).toBeCloseTo(0.608, 3);
  });

  test('chat costs nothing, and the document says so; it says what a budget cannot see', () => {
    const chatting = { ...production, chat: { slack } };
    expect(cost([chatting]).listUsd).toBe(cost([production]).listUsd);
    expect(costDocument([chatting])).toContain('Chat costs nothing');
    expect(costDocument([{ ...production, budget }])).toContain('and not custom metrics');
    expect(costDocument([{ ...production, budget }])).toContain('| Budgets | 0.61 |');
    expect(costDocument([production])).not.toMatch(/Chat costs|A budget by tag/);
  });

  test('the document says what an anomaly alarm is billed as, where there is one', () => {
    const said = 'An anomaly alarm is billed as 3 alarm metrics: $0.30 a month for each database.';
    const unusual = { neon: { QueryThroughput: { anomaly: { band: 2, side: 'both' } } } } as const;
    expect(costDocument([tabled('production', { overrides: unusual })])).toContain(said);
    expect(costDocument([production])).not.toContain(said);
  });
});

test('an uptime check is priced with its options and its alarms, and the document says what is assumed', () => {
  const url = 'https://www.example.com/';
  const added = (...uptime: NonNullable<Environment['uptime']>) =>
    cost([{ ...production, uptime }]).listUsd - cost([production]).listUsd;
  expect(added({ name: 'a', url: 'http://www.example.com/' })).toBeCloseTo(0.75 + 0.1, 9);
  expect(added({ name: 'a', url })).toBeCloseTo(2.75 + 0.1, 9);
  expect(added({ name: 'a', url, contains: 'x', latencyMs: 800 })).toBeCloseTo(6.75 + 0.2, 9);
  expect(added({ name: 'a', url }, { name: 'b', url })).toBeCloseTo(2 * 2.85, 9);
  const document = costDocument([{ ...production, uptime: [{ name: 'a', url }] }]);
  expect(document).toContain('| Options of uptime checks | 2.00 |');
  expect(document).toContain('Each check sends about 493,000 requests a month');
  expect(costDocument([production])).not.toContain('An uptime check costs');
});

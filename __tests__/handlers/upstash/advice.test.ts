import { adviceFor, conditionNames, type Situation } from '../../../handlers/upstash/advice';

const [START, DAY_MS] = [Date.UTC(2026, 10), 24 * 3_600_000];
/** A month in which so many of 500,000 commands were counted in ten days. */
const after = (commands: number, days = 10) => ({
  limit: 500_000,
  month: { identity: 'x', start: START, until: START + days * DAY_MS, commands, ms: days * DAY_MS },
});
interface Example {
  readonly numbers?: Readonly<Record<string, number>>;
  readonly gauges?: Partial<Situation['gauges']>;
}
const situation = ({ numbers = {}, gauges = {} }: Example): Situation => ({
  readings: Object.fromEntries(
    Object.entries(numbers).map(([row, value]) => [row, { is: 'measured', value, unit: 'Count' }]),
  ),
  gauges: {
    usage: undefined,
    evictsNothing: 'maxmemory_policy is noeviction',
    expiry: { keys: 0, withoutTtl: 0 },
    ...gauges,
  },
});
const full = { numbers: { MemoryUsagePercent: 62 }, gauges: { expiry: { keys: 1_000, withoutTtl: 950 } } };

/** For every condition what makes it true, what it says, and the nearest thing that does not. */
const examples: Readonly<Record<string, { sick: Example; says: string; healthy: readonly Example[] }>> = {
  'eviction off while keys never expire': {
    sick: full,
    says: 'The database is 62 % full, evicts nothing (maxmemory_policy is noeviction), and 950 of 1,000 keys never expire',
    healthy: [
      { ...full, numbers: { MemoryUsagePercent: 49 } },
      { ...full, numbers: {} },
      { ...full, gauges: { ...full.gauges, evictsNothing: undefined } },
      { ...full, gauges: { expiry: { keys: 1_000, withoutTtl: 899 } } },
      { ...full, gauges: {} },
    ],
  },
  'commands used up before the month ends': {
    sick: { gauges: { usage: after(256_411) } },
    says: 'At the pace of this month, its 500,000 commands are used up on 20 November (UTC); from then on every command fails',
    healthy: [
      { gauges: { usage: after(150_000) } },
      { gauges: { usage: after(50_000, 0.5) } },
      { gauges: {} },
    ],
  },
  'clients near the limit': {
    sick: { numbers: { ClientsPercent: 83, ConnectedClients: 8_299 } },
    says: '8,299 clients take 83 % of the connections that the server allows',
    healthy: [
      { numbers: { ClientsPercent: 69, ConnectedClients: 6_899 } },
      { numbers: { ConnectedClients: 9_999 } },
    ],
  },
  'throughput near the limit': {
    sick: { numbers: { ThroughputPercent: 91.4, CommandsPerSecond: 9_140 } },
    says: '9,140/s commands are 91.4 % of what the plan allows',
    healthy: [
      { numbers: { ThroughputPercent: 69, CommandsPerSecond: 6_900 } },
      { numbers: { CommandsPerSecond: 1e6 } },
    ],
  },
};

test('every condition has examples', () => {
  expect(Object.keys(examples)).toEqual(conditionNames);
});

test.each(Object.entries(examples))('%s', (_, { sick, says, healthy }) => {
  expect(adviceFor(situation(sick))).toEqual([expect.stringContaining(says)]);
  for (const example of healthy) expect(adviceFor(situation(example))).toEqual([]);
});

test('commands that are used up by our count are said to be used up', () => {
  expect(adviceFor(situation({ gauges: { usage: after(600_000) } }))).toEqual([
    expect.stringContaining('The 500,000 commands of this month are used up, by what was counted'),
  ]);
});

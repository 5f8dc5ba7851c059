import { baselineOf, derive } from '../../../handlers/driver/derive';
import { turnOf } from '../../../handlers/driver/members';
import { parseInfo } from '../../../handlers/upstash/info';
import { readers } from '../../../handlers/upstash/readers';
import { cannotFire, snapshotOf, unreported } from '../../../handlers/upstash/snapshot';
import type { UpstashTarget } from '../../../handlers/upstash/target';
import { upstashRows as upstash } from '../../../thresholds/upstash/rows';

const target = { host: 'cache.upstash.io', port: 6379 } as UpstashTarget;
const take = (fields: Record<string, string | number>, at = 0, change: Partial<UpstashTarget> = {}) => {
  const text = Object.entries({ connected_clients: 5, used_memory: 100, ...fields })
    .map(([name, value]) => `${name}:${value}`)
    .join('\r\n');
  return snapshotOf(parseInfo(text, 'host'), { ...target, ...change }, at);
};
const readings = (now: ReturnType<typeof take>, before?: ReturnType<typeof take>) =>
  derive(upstash, readers, now, turnOf(before ? [{ baseline: baselineOf(before), slot: 0 }] : [], now), {
    slot: 0,
    intervalMs: 300_000,
  });

test.each([
  ['data size of Upstash', { total_data_size: 50, max_data_size: 200, maxmemory: 1000 }, {}, 50, 25],
  ['memory of plain Redis', { maxmemory: 400 }, {}, 100, 25],
  ['the limit of the environment', { maxmemory: 0 }, { limitBytes: 1000 }, 100, 10],
  [
    'a data size whose limit is unknown',
    { total_data_size: 50, max_data_size: 0 },
    { limitBytes: 500 },
    50,
    10,
  ],
  // The memory is a cache in front of the data: 500 of data in 64 of memory is not 781 %.
  [
    'a data size, with the memory of a cache',
    { total_data_size: 500, maxmemory: 64, used_memory: 48 },
    {},
    500,
    75,
  ],
  [
    'a data size and a limit, with the memory of a cache',
    { total_data_size: 500, maxmemory: 64 },
    { limitBytes: 1000 },
    500,
    50,
  ],
  ['a limit of the environment before the memory', { maxmemory: 400 }, { limitBytes: 1000 }, 100, 10],
  [
    'a data size that is unlimited',
    { total_data_size: 50, max_data_size: '9223372036854775807' },
    { limitBytes: 500 },
    50,
    10,
  ],
])('fullness by %s', (_, fields, change, bytes, percent) => {
  expect(readings(take(fields, 0, change))).toMatchObject({
    MemoryUsage: { value: bytes, unit: 'Bytes' },
    MemoryUsagePercent: { value: percent, unit: 'Percent' },
  });
});

test('without any limit the percentage is absent, and says what to set', () => {
  expect(readings(take({})).MemoryUsagePercent).toEqual({
    is: 'absent',
    lasting: true,
    reason: 'the server reports no limit; set UPSTASH_MEMORY_LIMIT_BYTES',
  });
});

// A field that is there and cannot be read must not let another measure take its place.
const unreadable = (field: string, value: string) =>
  `${field} in INFO is "${value}", which is not a number of 0 or more`;
const memory = { used_memory: 1_000, maxmemory: 67_108_864 };
test.each([
  ['total_data_size', 'n/a', { ...memory, max_data_size: 1_000_000 }, {}, 'absent'],
  ['total_data_size', '1,048,576', { ...memory, max_data_size: 1_000_000 }, {}, 'absent'],
  ['total_data_size', 'n/a', {}, { limitBytes: 1_000 }, 'absent'],
  ['max_data_size', 'n/a', { ...memory, total_data_size: 900 }, {}, 'measured'],
  ['max_data_size', '', { total_data_size: 900 }, { limitBytes: 1_000 }, 'measured'],
  ['maxmemory', '4,000', {}, {}, 'measured'],
])(
  'the fullness is absent with the name of what cannot be read: %s:%s',
  (field, value, fields, change, usage) => {
    const now = take({ ...fields, [field]: value }, 0, change);
    expect(readings(now)).toMatchObject({
      MemoryUsage: { is: usage },
      MemoryUsagePercent: { is: 'absent', reason: unreadable(field, value) },
    });
    expect(unreported(now)).toContain(unreadable(field, value));
  },
);

test('a limit of the data without their size is no reason for an absence', () => {
  expect(readings(take({ max_data_size: 'n/a', maxmemory: 400 }))).toMatchObject({
    MemoryUsagePercent: { value: 25 },
  });
});

test("the collector's own connection is not counted, and a count is never negative", () => {
  expect(readings(take({ connected_clients: 5 })).ConnectedClients).toMatchObject({ value: 4 });
  expect(readings(take({ connected_clients: 0 })).ConnectedClients).toMatchObject({ value: 0 });
});

test('the hit rate is that of the interval', () => {
  const before = take({ keyspace_hits: 1_000, keyspace_misses: 0 }, 0);
  const now = take({ keyspace_hits: 1_030, keyspace_misses: 10 }, 60_000);
  expect(readings(now, before)).toMatchObject({
    CacheHitRate: { value: 75 },
    KeyspaceHits: { value: 30 },
    KeyspaceMisses: { value: 10 },
  });
});

test('without lookups there is no hit rate', () => {
  const idle = { keyspace_hits: 7, keyspace_misses: 7 };
  expect(readings(take(idle, 60_000), take(idle)).CacheHitRate).toEqual({
    is: 'absent',
    reason: expect.stringContaining('no lookups'),
  });
});

test.each([
  ['another member answers', 'local_member'],
  ['the server was restarted', 'run_id'],
])('counters are not compared when %s', (_, field) => {
  const before = take({ [field]: 'a', keyspace_hits: 1, total_commands_processed: 5 });
  const now = take({ [field]: 'b', keyspace_hits: 9, total_commands_processed: 900 }, 60_000);
  expect(readings(now, before)).toMatchObject({
    KeyspaceHits: { is: 'absent' },
    CommandsPerSecond: { is: 'absent' },
  });
});

test('members are told apart whatever the length of their names, which the state does not grow with', () => {
  const of = (last: string, evicted: number, at: number) =>
    take({ local_member: 'm'.repeat(10_000) + last, evicted_keys: evicted }, at);
  expect(readings(of('b', 9_000_000, 60_000), of('a', 100, 0)).EvictedKeys).toMatchObject({ is: 'absent' });
  expect(readings(of('a', 107, 60_000), of('a', 100, 0)).EvictedKeys).toMatchObject({ value: 7 });
  expect(of('a', 1, 0).member?.length).toBeLessThanOrEqual(100);
});

test('counters are not compared when a member was restarted, though they are larger', () => {
  const of = (run: string, hits: number, at: number) =>
    take({ local_member: '10.0.0.1:7000', run_id: run.repeat(40), keyspace_hits: hits }, at);
  expect(readings(of('b', 900, 60_000), of('a', 5, 0)).KeyspaceHits).toMatchObject({ is: 'absent' });
  expect(readings(of('a', 900, 60_000), of('a', 5, 0)).KeyspaceHits).toMatchObject({ value: 895 });
});

test('one counter that fell takes the others with it', () => {
  const before = take({ keyspace_hits: 9, evicted_keys: 4 });
  const now = take({ keyspace_hits: 20, evicted_keys: 0 }, 60_000);
  expect(readings(now, before)).toMatchObject({
    KeyspaceHits: { is: 'absent' },
    EvictedKeys: { is: 'absent' },
  });
});

test.each([
  ['noeviction', { maxmemory: 400, maxmemory_policy: 'noeviction' }, 'maxmemory_policy is noeviction'],
  ['no limit of the memory', { maxmemory: 0, maxmemory_policy: 'allkeys-lru' }, 'maxmemory is 0'],
])('with %s, the alarms of EvictedKeys cannot fire', (_, fields, why) => {
  expect(cannotFire(take(fields))).toEqual({
    EvictedKeys: `${why}: no keys are evicted`,
  });
});

test.each([
  ['keys may be evicted', { maxmemory: 400, maxmemory_policy: 'volatile-lru' }],
  ['the policy is not reported', {}],
])('the alarms of EvictedKeys can fire where %s', (_, fields) => {
  expect(cannotFire(take(fields))).toEqual({});
});

test('what INFO does not report is listed, each reason once', () => {
  expect(unreported(take({ total_keys: 'n/a', keyspace_hits: '1,5' }))).toEqual([
    'total_keys in INFO is "n/a", which is not a number of 0 or more',
    'INFO has no total_commands_processed',
    'keyspace_hits in INFO is "1,5", which is not a number of 0 or more',
    'INFO has no keyspace_misses',
    'INFO has no evicted_keys',
    'INFO has no expired_keys',
  ]);
});

test('a field that INFO does not have is absent by its name', () => {
  const reason = (name: string) => readings(take({}, 60_000), take({}))[name];
  expect(reason('EvictedKeys')).toEqual({ is: 'absent', lasting: true, reason: 'INFO has no evicted_keys' });
});

import fc from 'fast-check';
import { functionSizeOf, MOST_INPUT_BYTES, MOST_PER_SHARD, shardsOf } from '../../../model/databases/shards';

const named = (names: readonly string[], variables = {}) => new Map(names.map((name) => [name, variables]));
const tenants = (n: number) => Array.from({ length: n }, (_, i) => `tenant-${i}`);
/** As EventBridge replaces the placeholder. */
const inputOf = (template: string) =>
  JSON.parse(template.replace('<time>', '"2026-11-27T00:00:00Z"')) as {
    readonly time: string;
    readonly databases: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };

test('one shard says the time of the event, and of each database the variables that differ', () => {
  const [shard, ...others] = shardsOf(
    new Map([
      ['default', {}],
      ['analytics', { SLOW_QUERY_MS: '500' }],
    ] as const),
  );
  expect(others).toEqual([]);
  expect(shard).toEqual({
    index: 0,
    databases: ['analytics', 'default'],
    template: '{"time":<time>,"databases":{"analytics":{"SLOW_QUERY_MS":"500"},"default":{}}}',
  });
});

test('every database is in one shard, none of which is too large, and the order of the table does not matter', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9]{0,30}(-[a-z0-9]{1,10}){0,2}$/), { maxLength: 300 }),
      fc.nat(400),
      (names, long) => {
        const shards = shardsOf(named(names, { SLOW_QUERY_MS: '1'.repeat(long) }));
        expect(shards.flatMap(({ databases }) => databases).sort()).toEqual([...names].sort());
        for (const { databases, template } of shards) {
          expect(databases.length).toBeLessThanOrEqual(MOST_PER_SHARD);
          expect(Buffer.byteLength(template)).toBeLessThanOrEqual(MOST_INPUT_BYTES);
          expect(Object.keys(inputOf(template).databases)).toEqual(databases);
        }
        expect(shardsOf(named(names.toReversed(), { SLOW_QUERY_MS: '1'.repeat(long) }))).toEqual(shards);
      },
    ),
    { numRuns: 30 },
  );
});

test('a database more changes one shard, until there are twice as many', () => {
  const before = shardsOf(named(tenants(500)));
  const after = shardsOf(named([...tenants(500), 'newcomer']));
  const changed = after.filter(
    ({ index, template }) => before.find((one) => one.index === index)?.template !== template,
  );
  expect(after).toHaveLength(before.length);
  expect(changed).toHaveLength(1);
  expect(changed[0]?.databases).toContain('newcomer');
});

test('databases with many variables of their own are divided by bytes', () => {
  const shards = shardsOf(named(tenants(40), { NEON_PROJECT_ID: 'a'.repeat(300) }));
  expect(shards.length).toBeGreaterThan(1);
  expect(() => shardsOf(named(['a'], { NEON_PROJECT_ID: 'a'.repeat(9_000) }))).toThrow(
    /^What the schedule says of a is \d+ bytes long; EventBridge allows 8192\.$/,
  );
});

test('the division is the same for ever: these names were divided so when it was introduced', () => {
  const shards = shardsOf(named(tenants(60)));
  expect(shards.map(({ index, databases }) => [index, databases.length, databases[0]])).toEqual([
    [0, 32, 'tenant-10'],
    [1, 28, 'tenant-0'],
  ]);
});

test('a function for one database has what it had', () => {
  expect(functionSizeOf(1)).toEqual({ timeoutSeconds: 30, memoryMegabytes: 256 });
  const full = functionSizeOf(MOST_PER_SHARD);
  expect(full.timeoutSeconds).toBeGreaterThan(30);
  expect(full.memoryMegabytes).toBeGreaterThan(256);
});

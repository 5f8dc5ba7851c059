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

describe('databases of one group', () => {
  /** Which shard each database is in. */
  const placesOf = (names: readonly string[], groups: ReadonlyMap<string, string> = new Map()) =>
    new Map(
      shardsOf(named(names), groups).flatMap(({ index, databases }) =>
        databases.map((name) => [name, index] as const),
      ),
    );
  const projects = (members: readonly string[], of: number) =>
    new Map(members.map((name, i) => [name, `project-${Math.floor(i / of)}`]));
  const members = Array.from({ length: 60 }, (_, i) => `member-${i}`);
  const alone = tenants(300);
  const all = [...alone, ...members];

  test('are in one shard, and all others are where they were without groups', () => {
    const [without, grouped] = [placesOf(all), placesOf(all, projects(members, 3))];
    for (const name of alone) expect([name, grouped.get(name)]).toEqual([name, without.get(name)]);
    const apart = (places: ReadonlyMap<string, number>) =>
      members.filter((name, i) => places.get(name) !== places.get(members[i - (i % 3)] ?? name));
    expect(apart(grouped)).toEqual([]);
    expect(apart(without).length).toBeGreaterThan(20);
  });

  test('one more of a group is in the shard of the group, and changes no other', () => {
    const groups = projects(members, 3);
    const templates = (names: readonly string[]) =>
      new Map(shardsOf(named(names), groups).map(({ index, template }) => [index, template]));
    const [before, after] = [templates(all.filter((name) => name !== 'member-30')), templates(all)];
    const changed = [...after].filter(([index, template]) => before.get(index) !== template);
    expect(after.size).toBe(before.size);
    expect(changed).toHaveLength(1);
    expect(placesOf(all, groups).get('member-30')).toBe(placesOf(all, groups).get('member-31'));
  });

  test('that no shard can hold are divided by their names', () => {
    const groups = new Map([...projects(members, 60), ...projects(['tenant-1', 'tenant-2'], 1)]);
    const [without, grouped] = [placesOf(all), placesOf(all, groups)];
    for (const name of members) expect(grouped.get(name)).toBe(without.get(name));
  });

  test('that one shard has no room for together: the smaller one is divided by names', () => {
    const [large, small] = [members.slice(0, 40), members.slice(40, 55)];
    const names = [...large, ...small];
    const spread = (of: readonly string[], places: ReadonlyMap<string, number>) =>
      new Set(of.map((name) => places.get(name))).size;
    // Of two shards, about every second name of a group has that of the large one.
    const found = Array.from({ length: 20 }, (_, i) =>
      placesOf(
        names,
        new Map([
          ...large.map((name) => [name, 'large'] as const),
          ...small.map((name) => [name, `small-${i}`] as const),
        ]),
      ),
    );
    expect(found.map((places) => spread(large, places))).toEqual(found.map(() => 1));
    expect(new Set(found.map((places) => spread(small, places)))).toEqual(new Set([1, 2]));
  });

  test('make no shard too large, whatever they are, and the order of the table does not matter', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9]{0,12}$/);
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 300 }), fc.integer({ min: 1, max: 80 }), (names, of) => {
        const groups = projects(names.slice(0, names.length / 2), of);
        const shards = shardsOf(named(names), groups);
        expect(shards.flatMap(({ databases }) => databases).sort()).toEqual([...names].sort());
        for (const { databases } of shards) expect(databases.length).toBeLessThanOrEqual(MOST_PER_SHARD);
        expect(shardsOf(named(names.toReversed()), groups)).toEqual(shards);
      }),
      { numRuns: 30 },
    );
  });
});

test('a function for one database has what it had', () => {
  expect(functionSizeOf(1)).toEqual({ timeoutSeconds: 30, memoryMegabytes: 256 });
  const full = functionSizeOf(MOST_PER_SHARD);
  expect(full.timeoutSeconds).toBeGreaterThan(30);
  expect(full.memoryMegabytes).toBeGreaterThan(256);
});

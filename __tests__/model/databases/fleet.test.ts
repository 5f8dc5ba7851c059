import { collectorOf, collectorsOf } from '../../../model/collector';
import { fleetOf, fleetsOf, variablesFor } from '../../../model/databases/fleet';
import type { Databases } from '../../../model/environment';
import { levelVariables } from '../../../model/variables';
import { serviceNames, serviceOf } from '../../../thresholds/services';
import { environment } from '../../fixtures/environments';

const withDatabases = (databases: Databases, change = {}) =>
  environment('production', { databases, ...change });
const mixed = withDatabases(
  {
    neon: [
      {},
      {
        name: 'analytics',
        level: 'core',
        overrides: { SlowQueries: { warning: 8 } },
        limits: { databaseGigabytes: 50 },
        slowQueryMs: 500,
        projectId: 'quiet-sun-123456',
      },
    ],
  },
  { overrides: { neon: { SlowQueries: { critical: 20 }, ActiveConnections: { warning: 0.7 } } } },
);

test('an environment that lists no databases has what one has that lists one without a name', () => {
  const none = environment('production');
  for (const service of serviceNames) {
    const [plain, listed] = [none, withDatabases({ neon: [{}], upstash: [{}] })].map((one) =>
      fleetOf(one, service),
    );
    const facts = ({ main, collectors, ...fleet } = fleetOf(none, service)) => ({
      ...fleet,
      collectors: collectors.map(({ environment: _, ...one }) => JSON.stringify(one)),
      main: main.variables,
    });
    expect(facts(listed)).toEqual(facts(plain));
    expect(plain).toMatchObject({
      hasNamed: false,
      rules: [{ name: `macro-ai-production-${service}-monitoring`, template: undefined }],
      size: { timeoutSeconds: 30, memoryMegabytes: 256 },
    });
  }
});

test('a named database has its own level, thresholds and limits, and all else from its environment', () => {
  const [plain, analytics] = fleetOf(mixed, 'neon').collectors;
  const alarm = (name: string) => [...(analytics?.alarms ?? [])].find((one) => one.name === name);
  // A number replaces that of the environment; the others stay.
  expect(alarm('production-neon-analytics-slow-queries-warning')).toMatchObject({ compared: 8 });
  expect(alarm('production-neon-analytics-slow-queries-critical')).toMatchObject({ compared: 20 });
  expect(analytics?.rows.ActiveConnections).toMatchObject({ alarm: { warning: { share: 0.7 } } });
  expect(analytics?.rows).not.toHaveProperty('LockWaitTime');
  expect(analytics?.limits).toMatchObject({ databaseGigabytes: 50 });
  expect(analytics?.title).toBe('Neon Postgres (analytics)');
  expect(plain?.rows).toHaveProperty('LockWaitTime');
  expect(plain?.title).toBe('Neon Postgres');
});

test('the schedule hands over the variables that differ, and no secret', () => {
  const { rules, hasNamed, main } = fleetOf(mixed, 'neon');
  expect(hasNamed).toBe(true);
  expect(rules).toHaveLength(1);
  expect(rules[0]?.name).toBe(main.functionName);
  expect(JSON.parse((rules[0]?.template ?? '').replace('<time>', '""'))).toEqual({
    time: '',
    databases: {
      default: {},
      analytics: {
        ENABLE_DETAILED_MONITORING: 'false',
        ENABLE_EXTENDED_MONITORING: 'false',
        SLOW_QUERY_MS: '500',
        NEON_DATABASE_LIMIT_GIGABYTES: '50',
        NEON_PROJECT_ID: 'quiet-sun-123456',
      },
    },
  });
});

test('what is handed over is one of the variables that a database may have, and with it the collector is as the table says', () => {
  for (const service of serviceNames) {
    const { options, limits, databaseOptions, secrets } = serviceOf(service);
    const allowed = [
      ...levelVariables.map(([, name]) => name),
      ...Object.values(options).flatMap(({ is, variable }) => (is === 'number' ? [variable] : [])),
      ...Object.values(limits).flatMap(({ variable }) => variable ?? []),
      ...Object.values(databaseOptions ?? {}).map(({ variable }) => variable),
    ];
    const { main, collectors } = fleetOf(mixed, service);
    for (const one of collectors) {
      const own = variablesFor(one, main);
      for (const name of Object.keys(own)) expect(allowed).toContain(name);
      const derived = secrets.filter(({ shared }) => !shared).map(({ variable }) => variable);
      const reached = { ...main.variables, ...own };
      for (const [name, value] of Object.entries(reached))
        if (!derived.includes(name)) expect([name, value]).toEqual([name, one.variables[name] ?? '']);
    }
  }
});

test('a variable that a database does not have is handed over as empty, which is not set', () => {
  // Where the row reads the limit from the server, the collector is not told the default.
  const one = withDatabases({ neon: [{ name: 'big', level: 'extended' }] }, { level: 'core' });
  const { main, collectors } = fleetOf(one, 'neon');
  expect(main.variables.NEON_DATABASE_LIMIT_GIGABYTES).toBe('1');
  expect(variablesFor(collectors[0] ?? main, main)).toMatchObject({ NEON_DATABASE_LIMIT_GIGABYTES: '' });
});

test('without an unnamed database the function keeps the names of one: they are the pattern', () => {
  const { main, collectors, rules } = fleetOf(withDatabases({ neon: [{ name: 'a' }] }), 'neon');
  // It says that {} asks for nothing here.
  expect(main.variables).toEqual({
    ...collectorOf(environment('production'), 'neon').variables,
    ONLY_NAMED_DATABASES: 'true',
  });
  expect(fleetOf(mixed, 'neon').main.variables).not.toHaveProperty('ONLY_NAMED_DATABASES');
  expect(collectors.map(({ database }) => database)).toEqual(['a']);
  expect(rules[0]?.template).toBe('{"time":<time>,"databases":{"a":{}}}');
});

test('each collector is one of a database, and asks the log for its own lines', () => {
  expect(collectorsOf(mixed).map(({ id }) => id)).toEqual(['neon', 'neon-analytics', 'upstash']);
  const [plain, analytics, redis] = collectorsOf(mixed);
  const first = (one: typeof plain) => one?.queries.find(({ key }) => key === 'errors')?.commands[0];
  expect(first(analytics)).toBe("filter database = 'analytics' or not ispresent(database)");
  expect(first(plain)).toBe("filter database = 'default' or not ispresent(database)");
  expect(first(redis)).toBe(first(collectorOf(environment('production'), 'upstash')));
  for (const alarm of analytics?.alarms ?? []) expect(alarm.log).toContain('analytics');
});

test('hundreds of databases have a rule for each share, of which the first has the name of the function', () => {
  const many = Array.from({ length: 300 }, (_, i) => ({ name: `tenant-${i}` }));
  const [fleet] = fleetsOf(withDatabases({ neon: many }));
  const names = fleet?.rules.map(({ name }) => name) ?? [];
  expect(names.slice(0, 3)).toEqual(
    ['', '-2', '-3'].map((end) => `macro-ai-production-neon-monitoring${end}`),
  );
  expect(new Set(names).size).toBe(names.length);
});

test('databases of one project are handed over by one rule; that of the environment makes no group', () => {
  const many = Array.from({ length: 300 }, (_, i) => ({ name: `tenant-${i}` }));
  const pair = ['orders', 'orders-2'].map((name) => ({ name, projectId: 'quiet-sun-123456' }));
  const { rules, groups } = fleetOf(withDatabases({ neon: [{}, ...many, ...pair] }), 'neon');
  const plain = fleetOf(withDatabases({ neon: [{}, ...many] }), 'neon').rules;
  expect([...groups]).toEqual(pair.map(({ name, projectId }) => [name, projectId]));
  expect(rules.filter(({ databases }) => databases.includes('orders'))).toEqual(
    rules.filter(({ databases }) => databases.includes('orders-2')),
  );
  const changed = rules.filter(({ template }, i) => template !== plain[i]?.template);
  expect(changed).toHaveLength(1);
});

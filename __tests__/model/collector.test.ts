import { collectorOf, collectorsByService, collectorsOf } from '../../model/collector';
import { collectorNamesIn } from '../../model/collector-names';
import { includes } from '../../thresholds/row';
import { serviceNames, serviceOf } from '../../thresholds/services';
import { environment, environments } from '../fixtures/environments';

const production = environment('production');

test('a collector has the names, rows and words of its environment', () => {
  const collector = collectorOf(
    environment('production', {
      namespace: 'own',
      collectionMinutes: 10,
      slowQueryMs: 250,
      limits: { databaseGigabytes: 50 },
      overrides: { neon: { SlowQueries: { warning: 8 } } },
    }),
    'neon',
  );
  expect(collector).toMatchObject({
    id: 'neon',
    database: undefined,
    title: 'Neon Postgres',
    functionName: 'macro-ai-production-neon-monitoring',
    logGroupName: '/aws/lambda/macro-ai-production-neon-monitoring',
    dashboardName: 'production-neon-monitoring-dashboard',
    stateTableName: 'macro-ai-production-monitoring-state',
    stateKey: 'neon/production',
    namespace: 'Neon/Monitoring/production',
    dimensions: { Environment: 'production' },
    limits: { databaseGigabytes: 50 },
    choices: { neonApi: true, slowQueryMs: 250 },
    dashboardLink: expect.stringContaining('#dashboards/dashboard/production-neon-monitoring-dashboard'),
    notes: {},
  });
  const warning = collector.alarms.find(({ name }) => name === 'production-neon-slow-queries-warning');
  expect(warning).toMatchObject({
    row: 'SlowQueries',
    severity: 'warning',
    compared: 8,
    query: { statistic: 'Average' },
    periodMinutes: 10,
    runbook: 'docs/runbook.md#neon-slow-queries',
  });
  expect(collector.rows.SlowQueries).toMatchObject({
    alarm: { warning: { value: 8 }, critical: { value: 10 } },
  });
});

test('the name of a named database is part of everything that must be distinct', () => {
  const [plain, analytics] = [collectorOf(production, 'neon'), collectorOf(production, 'neon', 'analytics')];
  expect(analytics).toMatchObject({
    id: 'neon-analytics',
    stateKey: 'neon/production/analytics',
    dimensions: { Environment: 'production', Database: 'analytics' },
  });
  const names = [plain, analytics].flatMap(({ alarms, secrets }) => [
    ...alarms.map(({ name }) => name),
    ...secrets.flatMap(({ name, shared }) => (shared ? [] : [name])),
  ]);
  expect(new Set(names).size).toBe(names.length);
  expect(analytics.secrets.map(({ name }) => name)).toContain(
    '/macro-ai/production/analytics/neon-connection-string',
  );
  // The key of the Neon API is the environment's.
  const shared = ({ secrets }: typeof plain) => secrets.filter((one) => one.shared).map(({ name }) => name);
  expect(shared(analytics)).toEqual(shared(plain));
  expect(analytics.variables.NEON_CONNECTION_STRING).toBe(
    'ssm:/macro-ai/production/analytics/neon-connection-string',
  );
});

test.each(environments)('$name has one collector for each service', (one) => {
  const collectors = collectorsOf(one);
  expect(collectors.map(({ service }) => service)).toEqual(serviceNames);
  expect(new Set(collectors.map(({ functionName }) => functionName)).size).toBe(collectors.length);
  for (const { service, rows } of collectors)
    for (const [name, { level }] of Object.entries(serviceOf(service).rows))
      expect([name, name in rows]).toEqual([name, includes(one.level, level)]);
});

test('rows and secrets that need a flag exist only if the flag is set', () => {
  const [having, lacking] = [true, false].map((neonApi) => collectorOf({ ...production, neonApi }, 'neon'));
  expect(having?.rows).toHaveProperty('ComputeActive');
  expect(lacking?.rows).not.toHaveProperty('ComputeActive');
  expect(lacking?.secrets.map(({ variable }) => variable)).toEqual(['NEON_CONNECTION_STRING']);
  expect(lacking?.notes).toHaveProperty('neon_compute');
});

test('the collectors of several environments by service are those of each environment', () => {
  const byService = collectorsByService(environments);
  expect(byService.map(([service]) => service)).toEqual(serviceNames);
  for (const [service, collectors] of byService)
    expect(collectors.map((one) => [one.service, one.environment])).toEqual(
      environments.map((one) => [service, one]),
    );
  expect(collectorsByService([])).toEqual(serviceNames.map((service) => [service, []]));
});

test('a collector has the names that the checks ask for before there is one', () => {
  const collectors = collectorsOf(production);
  const names = collectorNamesIn('macro-ai', 'production');
  expect(names.map(({ id }) => id)).toEqual(collectors.map(({ id }) => id));
  for (const [i, { functionName, alarms, secrets, ...collector }] of collectors.entries()) {
    expect(names[i]?.functionName).toBe(functionName);
    for (const { name, row, severity } of alarms) expect(names[i]?.alarmName(row, severity)).toBe(name);
    for (const { name, parameter } of secrets) expect(collector.parameterName(parameter)).toBe(name);
  }
});

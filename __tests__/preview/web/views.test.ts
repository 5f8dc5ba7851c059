import { watchedOf } from '../../../preview/alarms/environments';
import { ownDatabase } from '../../../preview/databases/database';
import { costOfWatching } from '../../../preview/web/cost';
import { databaseView, environmentView } from '../../../preview/web/views';
import { project } from '../../fixtures/environments';

test('uptime checks are left out: nothing here asks for pages', () => {
  const uptime = [{ name: 'shop', url: 'https://www.example.com/' }];
  const environments = project.environments.map((one) => ({ ...one, uptime }));
  expect(JSON.stringify(watchedOf({ ...project, environments }, 3).map(environmentView))).toBe(
    JSON.stringify(watchedOf(project, 3).map(environmentView)),
  );
});

test('an environment: what its dashboards and alarms are called, and how much faster time passes', () => {
  const views = watchedOf(project, 3).map(environmentView);
  expect(views.map(({ name }) => name)).toEqual(project.environments.map(({ name }) => name));
  const [neon] = views.at(-1)?.collectors ?? [];
  expect(views.at(-1)).toMatchObject({
    name: 'production',
    region: 'us-east-1',
    collectionMinutes: 5,
    scale: 100,
  });
  expect(neon).toMatchObject({
    ...{ service: 'neon', title: 'Neon Postgres', namespace: 'Neon/Monitoring' },
    dimensions: { Environment: 'production' },
    functionName: 'macro-ai-production-neon-monitoring',
    logGroupName: '/aws/lambda/macro-ai-production-neon-monitoring',
    limits: { databaseGigabytes: 1 },
    dashboard: { name: 'production-neon-monitoring-dashboard', body: { widgets: expect.any(Array) } },
  });
  expect(neon?.alarms.find(({ row, severity }) => row === 'Up' && severity === 'critical')).toMatchObject({
    arn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:production-neon-up-critical',
    threshold: { value: 1 },
    resource: { alarm_name: 'production-neon-up-critical' },
    runbook: 'docs/runbook.md#neon-up',
  });
  // The dashboards name the alarms by the same ARNs.
  const body = JSON.stringify(neon?.dashboard?.body);
  for (const { arn } of neon?.alarms ?? []) expect(body).toContain(arn);
});

test('one’s own database: what watching it costs, and none of its secrets', () => {
  const env = { NEON_CONNECTION_STRING: 'postgresql://me:hidden@db.example/app' };
  const database = ownDatabase('neon', env);
  if (!database) throw new Error('the variable is set');
  const view = databaseView(database, env, 3);
  expect(view).toMatchObject({
    service: 'neon',
    title: 'Neon Postgres',
    about: 'db.example',
    own: true,
  });
  expect(JSON.stringify(view)).not.toMatch(/hidden|me:/);
  expect(view.cost).toMatch(/^Without an API key, every run connects, and the compute stays awake .*/);
  expect(view.cost).toMatch(
    /If nothing else uses the database, a month with a visit every 3 s costs 182\.5 compute hours \(183 % of the Free plan, \$19\.35 on Launch, \$40\.52 on Scale\)\.$/,
  );
});

test('the cost depends on the secrets that are there, and on the pace', () => {
  const key = { NEON_API_KEY: 'key', NEON_PROJECT_ID: 'id' };
  expect(costOfWatching('neon', key, 3)).toContain('costs 0.0 compute hours');
  expect(costOfWatching('neon', { NEON_API_KEY: 'key' }, 3)).toContain('costs 182.5 compute hours');
  expect(costOfWatching('upstash', {}, 3)).toBe(
    'A run sends 2 commands. If nothing else uses the database, a month with a visit every 3 s costs ' +
      '1,752,000 commands (350 % of the Free plan, $3.50 on pay as you go).',
  );
  expect(costOfWatching('upstash', {}, 60)).toContain('costs 87,600 commands');
});

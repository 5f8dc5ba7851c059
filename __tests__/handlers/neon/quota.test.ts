import { awsVariables, FakeAws } from '../../support/aws/fake-aws';
import { neonCollector } from '../../support/collectors/neon';
import { type NeonApiServer, startNeonApi } from '../../support/servers/neon-api';
import { type Database, startDatabase } from '../../support/servers/postgres';

let aws: FakeAws;
let db: Database;
let api: NeonApiServer;
beforeAll(async () => {
  aws = await new FakeAws().start();
  Object.assign(process.env, awsVariables(aws.url));
  db = await startDatabase();
  api = await startNeonApi();
});
afterAll(async () => {
  await Promise.all([api.stop(), db.stop()]);
  await aws.stop();
});
const collector = (env: Record<string, string> = {}) => neonCollector(db.url, env);
const minutesAgo = (n: number) => new Date(Date.now() - n * 60_000).toISOString();
const variables = () => ({ NEON_API_KEY: 'napi_key', NEON_PROJECT_ID: 'quiet-sun', NEON_API_URL: api.url });

describe('a compute that is idle because a quota is used up', () => {
  const spent = {
    compute_time_seconds: 360_012,
    consumption_period_end: '2026-12-01T00:00:00Z',
  };
  const idle = () => {
    api.endpoint = { current_state: 'idle', last_active: minutesAgo(20) };
  };
  const projectCalls = () => api.asked.filter((path) => !path.endsWith('/endpoints')).length;
  beforeEach(() => {
    api.asked.length = 0;
    idle();
  });
  afterEach(() => {
    api.project = {};
    jest.restoreAllMocks();
  });

  test.each([
    ['the project’s own', { settings: { quota: { compute_time_seconds: 360_000 } } }],
    ['that of the Free plan', { owner: { subscription_type: 'free_v3' } }],
  ])('is not asleep but down: %s', async (_, quota) => {
    api.project = { ...spent, ...quota };
    const handler = collector(variables());
    aws.published.length = 0;
    const error = {
      name: 'QuotaError',
      message: expect.stringMatching(
        /compute time \(360012 of 360000 s\), until 2026-12-01T00:00:00Z\. The compute cannot start/,
      ),
    };
    await expect(handler({})).rejects.toMatchObject(error);
    expect(aws.values('Up')).toEqual([0]);
    // It is remembered: the project is asked once an hour.
    await expect(handler({})).rejects.toMatchObject(error);
    expect(projectCalls()).toBe(1);
  });

  test('is healthy again as soon as it runs, or an hour later at the latest', async () => {
    api.project = { ...spent, owner: { subscription_type: 'free_v3' } };
    const handler = collector(variables());
    await expect(handler({})).rejects.toMatchObject({ name: 'QuotaError' });
    api.project = { compute_time_seconds: 3, owner: { subscription_type: 'free_v3' } };
    await expect(handler({})).rejects.toMatchObject({ name: 'QuotaError' });
    api.endpoint = { current_state: 'active', last_active: minutesAgo(-1) };
    expect((await handler({})).metrics.ComputeActive).toMatchObject({ value: 1 });
    idle();
    expect((await handler({})).metrics.Up).toMatchObject({ value: 1 });
    const later = Date.now() + 3_600_001;
    jest.spyOn(Date, 'now').mockReturnValue(later);
    api.project = { ...spent, owner: { subscription_type: 'free_v3' } };
    await expect(handler({})).rejects.toMatchObject({ name: 'QuotaError' });
  });

  test.each([
    ['below its quota', { compute_time_seconds: 5, settings: { quota: { compute_time_seconds: 360_000 } } }],
    ['without a quota', { compute_time_seconds: 1e9, owner: { subscription_type: 'scale_v3' } }],
    ['with quotas that are not numbers', { settings: { quota: { compute_time_seconds: 'all' } } }],
  ])('a project %s is asleep', async (_, project) => {
    api.project = project;
    expect((await collector(variables())({})).metrics).toMatchObject({
      Up: { value: 1 },
      ApiErrors: { value: 0 },
      TotalConnections: { asleep: true },
    });
  });

  test('a project that cannot be read is asleep, with a warning', async () => {
    api.project = undefined;
    const { metrics, warnings } = await collector(variables())({});
    expect(metrics).toMatchObject({ Up: { value: 1 }, ApiErrors: { value: 2 } });
    expect(warnings).toEqual([expect.stringContaining('The Neon API answered 500')]);
  });
});

import { awsVariables, FakeAws } from '../../../support/aws/fake-aws';
import { neonCollector } from '../../../support/collectors/neon';
import { Link } from '../../../support/servers/link';
import { type NeonApiServer, startNeonApi } from '../../../support/servers/neon-api';
import { type Database, startDatabase } from '../../../support/servers/postgres';
import { errorResponse } from '../../../support/servers/wire';

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

  test('is down when the transfer of the Free plan is used up', async () => {
    api.project = { data_transfer_bytes: 6e9, owner: { subscription_type: 'free_v3' } };
    await expect(collector(variables())({})).rejects.toMatchObject({
      name: 'QuotaError',
      message: expect.stringContaining(
        'data transfer (6000000000 of 5000000000 bytes), until the period ends',
      ),
    });
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

  test('is down at once when the quota was used up since it last slept', async () => {
    api.project = { compute_time_seconds: 359_000, owner: { subscription_type: 'free_v3' } };
    const handler = collector(variables());
    expect((await handler({})).metrics.Up).toMatchObject({ value: 1 });
    expect((await handler({})).metrics.Up).toMatchObject({ value: 1 });
    expect(projectCalls()).toBe(1);
    api.endpoint = { current_state: 'active', last_active: minutesAgo(-1) };
    await handler({});
    api.project = { ...spent, owner: { subscription_type: 'free_v3' } };
    idle();
    await expect(handler({})).rejects.toMatchObject({ name: 'QuotaError' });
    expect(projectCalls()).toBe(2);
  });

  test.each([
    ['below its quota', { compute_time_seconds: 5, settings: { quota: { compute_time_seconds: 360_000 } } }],
    [
      'below the quotas of the Free plan',
      { compute_time_seconds: 5, data_transfer_bytes: 4e9, owner: { subscription_type: 'free_v3' } },
    ],
    [
      'without a quota',
      { data_transfer_bytes: 6e9, compute_time_seconds: 1e9, owner: { subscription_type: 'scale_v3' } },
    ],
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

describe('a compute that the API calls idle, and that could not wake', () => {
  const idle = { current_state: 'idle', last_active: minutesAgo(20) };
  afterEach(() => {
    api.others = [];
  });

  test('is down if it is disabled: no connection is tried', async () => {
    api.endpoint = { ...idle, disabled: true };
    aws.published.length = 0;
    await expect(collector(variables())({})).rejects.toMatchObject({
      name: 'ConfigurationError',
      message: expect.stringMatching(/ep-cool-1 is disabled in Neon: enable it/),
    });
    expect(aws.values('Up')).toEqual([0]);
  });

  test('may be refused if as many computes of the project are active as Neon allows', async () => {
    api.endpoint = idle;
    const other = (id: number) => ({ id: `ep-${id}`, type: 'read_only', current_state: 'active' });
    api.others = Array.from({ length: 19 }, (_, id) => other(id));
    expect((await collector(variables())({})).warnings).toEqual([]);
    api.others = [...api.others, other(19)];
    const { metrics, warnings } = await collector(variables())({});
    expect(metrics).toMatchObject({ Up: { value: 1 }, TotalConnections: { asleep: true } });
    expect(warnings).toEqual([expect.stringMatching(/^20 computes .* may not be able to start/)]);
  });

  test('is down if it was deleted: the listing does not have it, and a connection is refused', async () => {
    const link = await Link.open(db.server.port);
    const refused = errorResponse({
      S: 'FATAL',
      C: 'XX000',
      M: 'Control plane request failed: endpoint cannot be found',
    });
    await link.break({ is: 'garbage', bytes: refused });
    api.endpoint = { type: 'read_only', current_state: 'active' };
    aws.published.length = 0;
    const url = db.url.replace(/:\d+\//, `:${link.port}/`);
    const error = await neonCollector(url, variables())({}).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({
      name: 'ConfigurationError',
      message: expect.stringContaining('Neon has no such endpoint'),
      warnings: expect.arrayContaining([expect.stringContaining('has no endpoint ')]),
    });
    expect(aws.values('Up')).toEqual([0]);
    await link.stop();
  });
});

import { awsVariables, FakeAws } from '../../../support/aws/fake-aws';
import { neonCollector } from '../../../support/collectors/neon';
import { type NeonApiServer, startNeonApi } from '../../../support/servers/neon-api';
import { type Database, startDatabase } from '../../../support/servers/postgres';

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

describe('the compute time of the period', () => {
  const extended = () => ({ ...variables(), ENABLE_EXTENDED_MONITORING: 'true' });
  const active = () => {
    api.endpoint = {
      current_state: 'active',
      last_active: minutesAgo(-1),
      autoscaling_limit_max_cu: 4,
    };
  };
  const asleep = () => {
    api.endpoint = { current_state: 'idle', last_active: minutesAgo(20), autoscaling_limit_max_cu: 4 };
  };
  const used = (seconds: unknown) => ({
    compute_time_seconds: seconds,
    owner: { subscription_type: 'free_v3' },
  });
  const projectCalls = () => api.asked.filter((path) => !path.endsWith('/endpoints')).length;
  const start = Date.now();
  /** The clock: CloudWatch takes no times that are far ahead. */
  const ago = (minutes: number) => jest.spyOn(Date, 'now').mockReturnValue(start - minutes * 60_000);
  const percent = (value: number) => ({ value, unit: 'Percent' });
  beforeEach(() => {
    api.asked.length = 0;
    api.project = used(90_000);
    active();
  });
  afterEach(() => {
    api.project = {};
    jest.restoreAllMocks();
  });

  test('is told by every run, whether the compute runs or sleeps, and asked for once an hour', async () => {
    ago(61);
    const handler = collector(extended());
    const expected = { ComputeQuotaPercent: percent(25), ComputeLimit: { value: 4, unit: 'Count' } };
    expect((await handler({})).metrics).toMatchObject({ ...expected, ComputeActive: { value: 1 } });
    api.project = used(180_000);
    expect((await handler({})).metrics).toMatchObject(expected);
    expect(projectCalls()).toBe(1);
    ago(0);
    expect((await handler({})).metrics.ComputeQuotaPercent).toEqual(percent(50));
    expect(projectCalls()).toBe(2);
    // When it falls asleep it is asked at once; from then on once an hour again.
    asleep();
    api.project = used(270_000);
    for (let i = 0; i < 2; i++)
      expect((await handler({})).metrics).toMatchObject({
        ComputeQuotaPercent: percent(75),
        ComputeLimit: { value: 4 },
        ComputeActive: { value: 0 },
        TotalConnections: { asleep: true },
      });
    expect(projectCalls()).toBe(3);
  });

  test('costs no call where it is not collected', async () => {
    const handler = collector({ ...variables(), ENABLE_EXTENDED_MONITORING: 'false' });
    expect((await handler({})).metrics).not.toHaveProperty('ComputeQuotaPercent');
    expect(projectCalls()).toBe(0);
  });

  test('that is used up is known before the compute sleeps; when it sleeps, it is down', async () => {
    const handler = collector(extended());
    api.project = used(396_000);
    expect((await handler({})).metrics).toMatchObject({
      ComputeQuotaPercent: percent(110),
      Up: { value: 1 },
    });
    asleep();
    await expect(handler({})).rejects.toMatchObject({ name: 'QuotaError' });
    // It runs again, because somebody has raised the quota: that is asked for at once, and not in an hour.
    active();
    api.project = { ...used(396_000), settings: { quota: { compute_time_seconds: 3_960_000 } } };
    api.asked.length = 0;
    for (let i = 0; i < 2; i++) expect((await handler({})).metrics.ComputeQuotaPercent).toEqual(percent(10));
    expect(projectCalls()).toBe(1);
  });

  test('of a quota of the project’s own comes before that of the plan', async () => {
    api.project = { ...used(90_000), settings: { quota: { compute_time_seconds: 100_000 } } };
    expect((await collector(extended())({})).metrics.ComputeQuotaPercent).toEqual(percent(90));
  });

  test.each<[string, Record<string, unknown>, RegExp]>([
    [
      'without a quota',
      { compute_time_seconds: 5, owner: { subscription_type: 'scale_v3' } },
      /no quota of compute time/,
    ],
    ['without its use', { owner: { subscription_type: 'free_v3' } }, /does not report the compute time/],
    ['whose use is no number', used('many'), /does not report the compute time/],
    ['whose use is negative', used(-1), /does not report the compute time/],
    [
      'whose quota is 0',
      { ...used(5), owner: {}, settings: { quota: { compute_time_seconds: 0 } } },
      /no quota/,
    ],
  ])('of a project %s is absent with the reason, and no run fails', async (_, project, reason) => {
    api.project = project;
    const handler = collector(extended());
    for (const state of [active, asleep]) {
      state();
      const { metrics, cannotFire } = await handler({});
      expect(metrics).toMatchObject({
        ComputeQuotaPercent: { absent: expect.stringMatching(reason) },
        Up: { value: 1 },
        ApiErrors: { value: 0 },
      });
      expect(cannotFire?.ComputeQuotaPercent).toMatch(reason);
    }
  });

  test.each([undefined, 0, -2, 'eight', null])(
    'a limit of compute units that is %p is absent',
    async (limit) => {
      for (const state of [active, asleep]) {
        state();
        api.endpoint = { ...api.endpoint, autoscaling_limit_max_cu: limit };
        expect((await collector(extended())({})).metrics).toMatchObject({
          ComputeLimit: { absent: expect.stringContaining('autoscaling_limit_max_cu') },
          Up: { value: 1 },
        });
      }
    },
  );

  test('that cannot be asked for is what it was for three hours, then absent; the database is read', async () => {
    ago(182);
    const handler = collector(extended());
    await handler({});
    api.project = undefined;
    ago(120);
    const { metrics, warnings } = await handler({});
    expect(metrics).toMatchObject({ ComputeQuotaPercent: percent(25), TotalConnections: { value: 1 } });
    expect(warnings).toContainEqual(expect.stringContaining('The Neon API answered 500'));
    ago(0);
    expect((await handler({})).metrics).toMatchObject({
      ComputeQuotaPercent: { absent: expect.stringContaining('not lately') },
      TotalConnections: { value: 1 },
    });
    // The API does not answer at all: it is not asked a second time.
    api.endpoint = undefined;
    api.asked.length = 0;
    expect((await handler({})).metrics).toMatchObject({
      ComputeLimit: { absent: expect.stringContaining('could not be queried') },
      TotalConnections: { value: 1 },
    });
    expect(projectCalls()).toBe(0);
  });

  test('without the API is absent', async () => {
    const { metrics } = await collector({ ENABLE_EXTENDED_MONITORING: 'true' })({});
    for (const name of ['ComputeQuotaPercent', 'ComputeLimit'])
      expect(metrics[name]).toEqual({ absent: expect.stringContaining('needs NEON_API_KEY') });
  });
});

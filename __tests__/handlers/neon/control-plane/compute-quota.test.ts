import { ControlPlane, minutesAgo } from '../../../support/collectors/control-plane';

const plane = new ControlPlane();

describe('the compute time of the period', () => {
  const extended = () => ({ ...plane.variables(), ENABLE_EXTENDED_MONITORING: 'true' });
  const active = () => {
    plane.api.endpoint = {
      current_state: 'active',
      last_active: minutesAgo(-1),
      autoscaling_limit_max_cu: 4,
    };
  };
  const asleep = () => {
    plane.api.endpoint = { current_state: 'idle', last_active: minutesAgo(20), autoscaling_limit_max_cu: 4 };
  };
  const used = (seconds: unknown) => ({
    compute_time_seconds: seconds,
    owner: { subscription_type: 'free_v3' },
  });
  const start = Date.now();
  /** The clock: CloudWatch takes no times that are far ahead. */
  const ago = (minutes: number) => jest.spyOn(Date, 'now').mockReturnValue(start - minutes * 60_000);
  const percent = (value: number) => ({ value, unit: 'Percent' });
  beforeEach(() => {
    plane.api.asked.length = 0;
    plane.api.project = used(90_000);
    active();
  });
  afterEach(() => {
    plane.api.project = {};
    jest.restoreAllMocks();
  });

  test('is told by every run, whether the compute runs or sleeps, and asked for once an hour', async () => {
    ago(61);
    const handler = plane.collector(extended());
    const expected = { ComputeQuotaPercent: percent(25), ComputeLimit: { value: 4, unit: 'Count' } };
    expect((await handler({})).metrics).toMatchObject({ ...expected, ComputeActive: { value: 1 } });
    plane.api.project = used(180_000);
    expect((await handler({})).metrics).toMatchObject(expected);
    expect(plane.projectCalls()).toBe(1);
    ago(0);
    expect((await handler({})).metrics.ComputeQuotaPercent).toEqual(percent(50));
    expect(plane.projectCalls()).toBe(2);
    // When it falls asleep it is asked at once; from then on once an hour again.
    asleep();
    plane.api.project = used(270_000);
    for (let i = 0; i < 2; i++)
      expect((await handler({})).metrics).toMatchObject({
        ComputeQuotaPercent: percent(75),
        ComputeLimit: { value: 4 },
        ComputeActive: { value: 0 },
        TotalConnections: { asleep: true },
      });
    expect(plane.projectCalls()).toBe(3);
  });

  test('costs no call where it is not collected', async () => {
    const handler = plane.collector({ ...plane.variables(), ENABLE_EXTENDED_MONITORING: 'false' });
    expect((await handler({})).metrics).not.toHaveProperty('ComputeQuotaPercent');
    expect(plane.projectCalls()).toBe(0);
  });

  test('that is used up is known before the compute sleeps; when it sleeps, it is down', async () => {
    const handler = plane.collector(extended());
    plane.api.project = used(396_000);
    expect((await handler({})).metrics).toMatchObject({
      ComputeQuotaPercent: percent(110),
      Up: { value: 1 },
    });
    asleep();
    await expect(handler({})).rejects.toMatchObject({ name: 'QuotaError' });
    // It runs again, because somebody has raised the quota: that is asked for at once, and not in an hour.
    active();
    plane.api.project = { ...used(396_000), settings: { quota: { compute_time_seconds: 3_960_000 } } };
    plane.api.asked.length = 0;
    for (let i = 0; i < 2; i++) expect((await handler({})).metrics.ComputeQuotaPercent).toEqual(percent(10));
    expect(plane.projectCalls()).toBe(1);
  });

  test('of a quota of the project’s own comes before that of the plan', async () => {
    plane.api.project = { ...used(90_000), settings: { quota: { compute_time_seconds: 100_000 } } };
    expect((await plane.collector(extended())({})).metrics.ComputeQuotaPercent).toEqual(percent(90));
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
    plane.api.project = project;
    const handler = plane.collector(extended());
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
        plane.api.endpoint = { ...plane.api.endpoint, autoscaling_limit_max_cu: limit };
        expect((await plane.collector(extended())({})).metrics).toMatchObject({
          ComputeLimit: { absent: expect.stringContaining('autoscaling_limit_max_cu') },
          Up: { value: 1 },
        });
      }
    },
  );

  test('that cannot be asked for is what it was for three hours, then absent; the database is read', async () => {
    ago(182);
    const handler = plane.collector(extended());
    await handler({});
    plane.api.project = undefined;
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
    plane.api.endpoint = undefined;
    plane.api.asked.length = 0;
    expect((await handler({})).metrics).toMatchObject({
      ComputeLimit: { absent: expect.stringContaining('could not be queried') },
      TotalConnections: { value: 1 },
    });
    expect(plane.projectCalls()).toBe(0);
  });

  test('without the API is absent', async () => {
    const { metrics } = await plane.collector({ ENABLE_EXTENDED_MONITORING: 'true' })({});
    for (const name of ['ComputeQuotaPercent', 'ComputeLimit'])
      expect(metrics[name]).toEqual({ absent: expect.stringContaining('needs NEON_API_KEY') });
  });
});

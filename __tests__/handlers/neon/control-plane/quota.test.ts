import { ControlPlane, minutesAgo } from '../../../support/collectors/control-plane';
import { neonCollector } from '../../../support/collectors/neon';
import { Link } from '../../../support/servers/link';
import { errorResponse } from '../../../support/servers/wire';

const plane = new ControlPlane();

describe('a compute that is idle because a quota is used up', () => {
  const spent = {
    compute_time_seconds: 360_012,
    consumption_period_end: '2026-12-01T00:00:00Z',
  };
  const idle = () => {
    plane.api.endpoint = { current_state: 'idle', last_active: minutesAgo(20) };
  };
  beforeEach(() => {
    plane.api.asked.length = 0;
    idle();
  });
  afterEach(() => {
    plane.api.project = {};
    jest.restoreAllMocks();
  });

  test.each([
    ['the project’s own', { settings: { quota: { compute_time_seconds: 360_000 } } }],
    ['that of the Free plan', { owner: { subscription_type: 'free_v3' } }],
  ])('is not asleep but down: %s', async (_, quota) => {
    plane.api.project = { ...spent, ...quota };
    const handler = plane.collector(plane.variables());
    plane.aws.published.length = 0;
    const error = {
      name: 'QuotaError',
      message: expect.stringMatching(
        /compute time \(360012 of 360000 s\), until 2026-12-01T00:00:00Z\. The compute cannot start/,
      ),
    };
    await expect(handler({})).rejects.toMatchObject(error);
    expect(plane.aws.values('Up')).toEqual([0]);
    // It is remembered: the project is asked once an hour.
    await expect(handler({})).rejects.toMatchObject(error);
    expect(plane.projectCalls()).toBe(1);
  });

  test('is down when the transfer of the Free plan is used up', async () => {
    plane.api.project = { data_transfer_bytes: 6e9, owner: { subscription_type: 'free_v3' } };
    await expect(plane.collector(plane.variables())({})).rejects.toMatchObject({
      name: 'QuotaError',
      message: expect.stringContaining(
        'data transfer (6000000000 of 5000000000 bytes), until the period ends',
      ),
    });
  });

  test('is healthy again as soon as it runs, or an hour later at the latest', async () => {
    plane.api.project = { ...spent, owner: { subscription_type: 'free_v3' } };
    const handler = plane.collector(plane.variables());
    await expect(handler({})).rejects.toMatchObject({ name: 'QuotaError' });
    plane.api.project = { compute_time_seconds: 3, owner: { subscription_type: 'free_v3' } };
    await expect(handler({})).rejects.toMatchObject({ name: 'QuotaError' });
    plane.api.endpoint = { current_state: 'active', last_active: minutesAgo(-1) };
    expect((await handler({})).metrics.ComputeActive).toMatchObject({ value: 1 });
    idle();
    expect((await handler({})).metrics.Up).toMatchObject({ value: 1 });
    const later = Date.now() + 3_600_001;
    jest.spyOn(Date, 'now').mockReturnValue(later);
    plane.api.project = { ...spent, owner: { subscription_type: 'free_v3' } };
    await expect(handler({})).rejects.toMatchObject({ name: 'QuotaError' });
  });

  test('is down at once when the quota was used up since it last slept', async () => {
    plane.api.project = { compute_time_seconds: 359_000, owner: { subscription_type: 'free_v3' } };
    const handler = plane.collector(plane.variables());
    expect((await handler({})).metrics.Up).toMatchObject({ value: 1 });
    expect((await handler({})).metrics.Up).toMatchObject({ value: 1 });
    expect(plane.projectCalls()).toBe(1);
    plane.api.endpoint = { current_state: 'active', last_active: minutesAgo(-1) };
    await handler({});
    plane.api.project = { ...spent, owner: { subscription_type: 'free_v3' } };
    idle();
    await expect(handler({})).rejects.toMatchObject({ name: 'QuotaError' });
    expect(plane.projectCalls()).toBe(2);
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
    plane.api.project = project;
    expect((await plane.collector(plane.variables())({})).metrics).toMatchObject({
      Up: { value: 1 },
      ApiErrors: { value: 0 },
      TotalConnections: { asleep: true },
    });
  });

  test('a project that cannot be read is asleep, with a warning', async () => {
    plane.api.project = undefined;
    const { metrics, warnings } = await plane.collector(plane.variables())({});
    expect(metrics).toMatchObject({ Up: { value: 1 }, ApiErrors: { value: 2 } });
    expect(warnings).toEqual([expect.stringContaining('The Neon API answered 500')]);
  });
});

describe('a compute that the API calls idle, and that could not wake', () => {
  const idle = { current_state: 'idle', last_active: minutesAgo(20) };
  afterEach(() => {
    plane.api.others = [];
  });

  test('is down if it is disabled: no connection is tried', async () => {
    plane.api.endpoint = { ...idle, disabled: true };
    plane.aws.published.length = 0;
    await expect(plane.collector(plane.variables())({})).rejects.toMatchObject({
      name: 'ConfigurationError',
      message: expect.stringMatching(/ep-cool-1 is disabled in Neon: enable it/),
    });
    expect(plane.aws.values('Up')).toEqual([0]);
  });

  test('may be refused if as many computes of the project are active as Neon allows', async () => {
    plane.api.endpoint = idle;
    const other = (id: number) => ({ id: `ep-${id}`, type: 'read_only', current_state: 'active' });
    plane.api.others = Array.from({ length: 19 }, (_, id) => other(id));
    expect((await plane.collector(plane.variables())({})).warnings).toEqual([]);
    plane.api.others = [...plane.api.others, other(19)];
    const { metrics, warnings } = await plane.collector(plane.variables())({});
    expect(metrics).toMatchObject({ Up: { value: 1 }, TotalConnections: { asleep: true } });
    expect(warnings).toEqual([expect.stringMatching(/^20 computes .* may not be able to start/)]);
  });

  test('is down if it was deleted: the listing does not have it, and a connection is refused', async () => {
    const link = await Link.open(plane.db.server.port);
    const refused = errorResponse({
      S: 'FATAL',
      C: 'XX000',
      M: 'Control plane request failed: endpoint cannot be found',
    });
    await link.break({ is: 'garbage', bytes: refused });
    plane.api.endpoint = { type: 'read_only', current_state: 'active' };
    plane.aws.published.length = 0;
    const url = plane.db.url.replace(/:\d+\//, `:${link.port}/`);
    const error = await neonCollector(url, plane.variables())({}).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({
      name: 'ConfigurationError',
      message: expect.stringContaining('Neon has no such endpoint'),
      warnings: expect.arrayContaining([expect.stringContaining('has no endpoint ')]),
    });
    expect(plane.aws.values('Up')).toEqual([0]);
    await link.stop();
  });
});

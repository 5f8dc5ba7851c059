import { MOST_MEMBERS } from '../../../handlers/driver/members';
import { FakeAws } from '../../support/aws/fake-aws';
import { scripted } from '../../support/collectors/scripted';
import { until } from '../../support/servers/until';

let aws: FakeAws;
beforeEach(async () => {
  aws = await new FakeAws().start();
});
afterEach(() => aws.stop());

describe('a run', () => {
  test('publishes its readings, saves its sample, returns and logs the same', async () => {
    const { script, handler, lines } = scripted(aws);
    script.events = 100;
    const first = await handler({});
    expect(first).toMatchObject({
      service: 'neon',
      environment: 'test',
      intervalSeconds: null,
      metrics: {
        Now: { value: 7, unit: 'Count' },
        Events: { absent: expect.stringContaining('first run') },
        Up: { value: 1, unit: 'Count' },
        ApiErrors: { value: 0, unit: 'Count' },
      },
      published: 3,
      warnings: [],
    });
    script.events = 130;
    const second = await handler({});
    expect(second.metrics.Events).toEqual({ value: 30, unit: 'Count' });
    expect(second.intervalSeconds).toBeGreaterThan(0);
    expect(aws.values('Events')).toEqual([30]);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatchObject({ level: 'INFO', ...second });
    expect(aws.calls.at(-1)?.input).toMatchObject({ Namespace: 'Scripted/Monitoring' });
    expect(aws.published[0]).toMatchObject({ Dimensions: [{ Name: 'Environment', Value: 'test' }] });
  });

  test('warns of members of which none answers again, and not of one restart', async () => {
    const { script, handler } = scripted(aws);
    const warnings: (readonly string[])[] = [];
    for (let i = 0; i < MOST_MEMBERS + 2; i++) {
      script.member = `member ${i}`;
      warnings.push((await handler({})).warnings);
    }
    expect(warnings.slice(0, 2)).toEqual([[], []]);
    expect(warnings[2]).toEqual([expect.stringMatching(/^3 members of the database have answered, or /)]);
    expect(warnings.at(-1)).toEqual([expect.stringMatching(/^more than \d+ members .* are absent/)]);
    expect((await handler({})).warnings).toEqual([]);
  });

  test('stamps everything with the slot of the event', async () => {
    const { handler } = scripted(aws);
    const slot = Math.floor(Date.now() / 300_000) * 300_000;
    await handler({ 'detail-type': 'Scheduled Event', time: new Date(slot + 1_000).toISOString() });
    expect(new Set(aws.published.map(({ Timestamp }) => Timestamp))).toEqual(new Set([slot / 1000]));
  });

  test('with dryRun publishes nothing and saves nothing', async () => {
    const { handler } = scripted(aws);
    await expect(handler({ dryRun: true })).resolves.toMatchObject({
      published: 0,
      metrics: { Now: { value: 7 } },
    });
    expect(aws.calls.map(({ operation }) => operation)).toEqual(['GetItem']);
  });

  test('leaves no connection to AWS open', async () => {
    const { handler } = scripted(aws);
    await handler({});
    expect(aws.calls.length).toBeGreaterThan(0);
    await until(async () => (await aws.connections()) === 0);
  });

  test('counts over a restart of the process, through the table', async () => {
    const { script, handler, create } = scripted(aws);
    await handler({});
    script.events = 12;
    await expect(create()({})).resolves.toMatchObject({ metrics: { Events: { value: 12 } } });
  });

  test('whose database fails publishes Up = 0 and throws the class', async () => {
    const { script, handler, lines } = scripted(aws);
    script.password = 'right';
    await expect(handler({})).rejects.toMatchObject({ name: 'AuthenticationError' });
    expect(aws.values('Up')).toEqual([0]);
    expect(aws.values('ApiErrors')).toEqual([1]);
    expect(aws.values('Now')).toEqual([]);
    expect(lines).toEqual([expect.objectContaining({ level: 'ERROR', errorType: 'AuthenticationError' })]);
    expect(lines[0]).toMatchObject({ warnings: [expect.stringMatching(/^AuthenticationError: refused/)] });
  });

  test('ignores a last visit in the future: a clock was wrong', async () => {
    const { script, handler } = scripted(aws);
    const visits: unknown[] = [];
    script.before = async (visit) => {
      visits.push(await visit.lastVisit());
      visit.visitedAt = Date.now() + (visits.length === 1 ? 0 : 3_600_000);
    };
    for (let i = 0; i < 3; i++) await handler({});
    expect(visits).toEqual([undefined, expect.any(Number), undefined]);
  });

  test('with a bug in the collector says so', async () => {
    const { script, handler } = scripted(aws);
    script.before = () => {
      throw new TypeError('x is not a function');
    };
    await expect(handler({})).rejects.toMatchObject({
      name: 'ProtocolError',
      message: expect.stringContaining('a bug in the collector'),
    });
    expect(aws.values('Up')).toEqual([0]);
  });

  test('with a variable missing throws before it calls anything', async () => {
    const { handler } = scripted(aws, { ENVIRONMENT: '' });
    await expect(handler({})).rejects.toMatchObject({
      name: 'ConfigurationError',
      message: expect.stringContaining('ENVIRONMENT'),
    });
    expect(aws.calls).toEqual([]);
  });

  test.each([
    [30_000, 16_000],
    [15_000, 9_334],
    // Lambda's default timeout.
    [3_000, 1_334],
  ])(
    'ends before the time that Lambda leaves it: of %d ms, %d ms are for the database',
    async (all, most) => {
      const { script, handler } = scripted(aws);
      let left = 0;
      script.before = ({ deadline }) => {
        left = deadline.left;
      };
      await handler({}, { getRemainingTimeInMillis: () => all });
      expect(left).toBeLessThanOrEqual(most);
      expect(left).toBeGreaterThan(most / 2);
    },
  );

  test('with a timeout that is too short says so, and reports no database as down', async () => {
    const { handler } = scripted(aws);
    aws.published.length = 0;
    await expect(handler({}, { getRemainingTimeInMillis: () => 2_000.4 })).rejects.toMatchObject({
      name: 'ConfigurationError',
      message:
        "The function's timeout leaves 2000 ms for a run, which needs at least 2500 ms: set the timeout to 30 seconds.",
    });
    expect(aws.published).toEqual([]);
  });
});

describe('secrets', () => {
  const reference = { SCRIPT_PASSWORD: 'ssm:/macro-ai/test/password' };

  test('are read in one call and kept', async () => {
    const { script, handler } = scripted(aws, reference);
    aws.parameters.set('/macro-ai/test/password', 'hunter22');
    await handler({});
    await handler({});
    expect(script.passwords).toEqual(['hunter22', 'hunter22']);
    expect(aws.count('GetParameters')).toBe(1);
  });

  test('are read again, once, when the database rejects them', async () => {
    const { script, handler } = scripted(aws, reference);
    aws.parameters.set('/macro-ai/test/password', 'old-password');
    await handler({});
    script.password = 'new-password';
    aws.parameters.set('/macro-ai/test/password', 'new-password');
    await expect(handler({})).resolves.toMatchObject({
      warnings: expect.arrayContaining([expect.stringContaining('rotated')]),
    });
    expect(script.passwords.slice(1)).toEqual(['old-password', 'new-password']);
    expect(aws.count('GetParameters')).toBe(2);
  });

  describe('that are older than 15 minutes', () => {
    let run: ReturnType<typeof scripted>;
    beforeEach(async () => {
      run = scripted(aws, reference);
      aws.parameters.set('/macro-ai/test/password', 'old-password');
      await run.handler({});
      const now = performance.now.bind(performance);
      jest.spyOn(performance, 'now').mockImplementation(() => now() + 16 * 60_000);
    });
    afterEach(() => jest.restoreAllMocks());

    test('are read again', async () => {
      aws.parameters.set('/macro-ai/test/password', 'new-password');
      await run.handler({});
      await run.handler({});
      expect(run.script.passwords).toEqual(['old-password', 'new-password', 'new-password']);
      expect(aws.count('GetParameters')).toBe(2);
    });

    test('stay in use when the Parameter Store fails, and each run tries to read them again', async () => {
      aws.failing('GetParameters');
      const warning = 'the secrets could not be read again; the run continued with those read 16 minutes ago';
      for (const calls of [2, 3]) {
        await expect(run.handler({})).resolves.toMatchObject({
          metrics: { Up: { value: 1 }, ApiErrors: { value: 1 } },
          warnings: [expect.stringContaining('AccessDeniedException'), warning],
        });
        expect(aws.count('GetParameters')).toBe(calls);
      }
    });

    test('are not used once their parameter is gone', async () => {
      aws.parameters.delete('/macro-ai/test/password');
      await expect(run.handler({})).rejects.toMatchObject({ name: 'ConfigurationError' });
    });
  });

  test.each([
    ['ConfigurationError', /malformed/],
    ['DnsError', /nowhere/],
  ])('that led to a %s are read again at once', async (_, first) => {
    const { script, handler } = scripted(aws, reference);
    aws.parameters.set('/macro-ai/test/password', 'old-password');
    await handler({});
    const { ConfigurationError, DnsError } = await import('../../../handlers/lib/errors');
    script.before = () => {
      if (script.passwords.at(-1) === 'new-password') return;
      throw first.test('malformed') ? new ConfigurationError('malformed') : new DnsError('nowhere');
    };
    await expect(handler({})).rejects.toThrow(first);
    aws.parameters.set('/macro-ai/test/password', 'new-password');
    await expect(handler({})).resolves.toMatchObject({ metrics: { Up: { value: 1 } } });
  });

  test('that are rejected are the error, also where new ones cannot be read', async () => {
    const { script, handler } = scripted(aws, reference);
    aws.parameters.set('/macro-ai/test/password', 'old-password');
    await handler({});
    script.password = 'new-password';
    aws.failing('GetParameters');
    const error = await handler({}).catch((thrown: Error) => thrown);
    aws.fault = undefined;
    expect(error).toMatchObject({
      name: 'AuthenticationError',
      warnings: expect.arrayContaining([expect.stringContaining('AccessDeniedException')]),
    });
    expect(aws.values('ApiErrors').at(-1)).toBe(2);
  });

  test('that stay wrong are not tried twice, and appear nowhere', async () => {
    const { script, handler, lines } = scripted(aws, reference);
    aws.parameters.set('/macro-ai/test/password', 'canary-secret');
    script.password = 'right';
    const error = await handler({}).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ name: 'AuthenticationError' });
    expect(script.passwords).toHaveLength(1);
    const seen = JSON.stringify([
      lines,
      aws.published,
      [...aws.items],
      { ...(error as Error) },
      (error as Error).stack,
    ]);
    expect(seen).not.toContain('canary-secret');
    expect(seen).toContain('refused the password ***');
  });

  test('that do not exist are named with what to do', async () => {
    const { handler } = scripted(aws, { ...reference, AWS_REGION: 'eu-west-1' });
    await expect(handler({})).rejects.toMatchObject({
      name: 'ConfigurationError',
      message: expect.stringMatching(
        /SCRIPT_PASSWORD refers to .*\/macro-ai\/test\/password.*put-parameter --region eu-west-1 /,
      ),
    });
    expect(aws.values('Up')).toEqual([0]);
  });

  test('that cannot be read fail the run, not silently', async () => {
    const { handler } = scripted(aws, reference);
    aws.failing('GetParameters');
    await expect(handler({})).rejects.toMatchObject({
      name: 'AwsError',
      message: expect.stringContaining("function's role"),
    });
    expect(aws.values('Up')).toEqual([0]);
    expect(aws.values('ApiErrors')).toEqual([1]);
  });
});

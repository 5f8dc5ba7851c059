import { FakeAws, refuse, reply } from '../../support/fake-aws';
import { scripted } from '../../support/scripted';

let aws: FakeAws;
beforeEach(async () => {
  aws = await new FakeAws().start();
});
afterEach(() => aws.stop());

/** Refuses calls of one operation as long as `times` lasts. */
function failing(operation: string, times = Number.POSITIVE_INFINITY, type = 'AccessDeniedException'): void {
  let left = times;
  aws.fault = (call, response) => {
    if (call.operation !== operation || left-- <= 0) return false;
    refuse(response, 400, type, 'no');
    return true;
  };
}
const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);

describe('a run', () => {
  test('publishes its readings, saves its sample, answers and logs the same', async () => {
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

  test('stamps everything with the slot of the event', async () => {
    const { handler } = scripted(aws);
    const slot = Math.floor(Date.now() / 300_000) * 300_000;
    await handler({ 'detail-type': 'Scheduled Event', time: new Date(slot + 1_000).toISOString() });
    expect(new Set(aws.published.map(({ Timestamp }) => Timestamp))).toEqual(new Set([slot / 1000]));
  });

  test('that is dry publishes nothing and saves nothing', async () => {
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
    await new Promise((resolve) => setTimeout(resolve, 50));
    await expect(aws.connections()).resolves.toBe(0);
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
  });

  test('with a defect of ours says so', async () => {
    const { script, handler } = scripted(aws);
    script.before = () => {
      throw new TypeError('x is not a function');
    };
    await expect(handler({})).rejects.toMatchObject({
      name: 'ProtocolError',
      message: expect.stringContaining('defect'),
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

  test('ends before the time that Lambda leaves it', async () => {
    const { script, handler } = scripted(aws);
    let left = 0;
    script.before = ({ deadline }) => {
      left = deadline.left;
    };
    await handler({}, { getRemainingTimeInMillis: () => 15_000 });
    expect(left).toBeLessThanOrEqual(6_000);
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

  test('are read anew, once, when the database refuses them', async () => {
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

  test('that are wrong for good are not tried twice, and appear nowhere', async () => {
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
    const { handler } = scripted(aws, reference);
    await expect(handler({})).rejects.toMatchObject({
      name: 'ConfigurationError',
      message: expect.stringMatching(/SCRIPT_PASSWORD refers to .*\/macro-ai\/test\/password.*put-parameter/),
    });
    expect(aws.values('Up')).toEqual([0]);
  });

  test('that cannot be read fail the run, not silently', async () => {
    const { handler } = scripted(aws, reference);
    failing('GetParameters');
    await expect(handler({})).rejects.toMatchObject({
      name: 'AwsError',
      message: expect.stringContaining("function's role"),
    });
    expect(aws.values('Up')).toEqual([0]);
    expect(aws.values('ApiErrors')).toEqual([1]);
  });
});

describe('when CloudWatch takes nothing', () => {
  test('the run throws, and the next one sends what is left first, with its own timestamps', async () => {
    const { script, handler } = scripted(aws);
    failing('PutMetricData');
    await expect(handler({})).rejects.toMatchObject({
      name: 'AwsError',
      message: expect.stringContaining('PutMetricData'),
    });
    script.events = 5;
    await expect(handler({})).rejects.toMatchObject({ name: 'AwsError' });
    aws.fault = undefined;
    script.events = 9;
    const { published } = await handler({});
    expect(published).toBe(aws.published.length);
    expect(aws.published.map(({ MetricName }) => MetricName)).toEqual([
      ...['Now', 'Up', 'ApiErrors'],
      ...['Now', 'Events', 'Up', 'ApiErrors'],
      ...['Now', 'Events', 'Up', 'ApiErrors'],
    ]);
    expect(aws.values('Events')).toEqual([5, 4]);
    expect(aws.values('ApiErrors')).toEqual([1, 1, 0]);
  });

  test('the data survive the process', async () => {
    const { handler, create } = scripted(aws);
    failing('PutMetricData');
    await handler({}).catch(() => {});
    aws.fault = undefined;
    await create()({});
    expect(aws.values('Up')).toEqual([1, 1]);
    await create()({});
    expect(aws.values('Up')).toEqual([1, 1, 1]);
  });

  test('a failing database is reported later, too', async () => {
    const { script, handler } = scripted(aws);
    script.password = 'right';
    failing('PutMetricData');
    await expect(handler({})).rejects.toMatchObject({ name: 'AuthenticationError' });
    aws.fault = undefined;
    await expect(handler({})).rejects.toMatchObject({ name: 'AuthenticationError' });
    expect(aws.values('Up')).toEqual([0, 0]);
  });

  test('what neither CloudWatch nor the table takes is kept in memory', async () => {
    const { script, handler } = scripted(aws);
    await handler({});
    script.events = 5;
    aws.fault = ({ operation }, response) => {
      if (operation === 'GetItem') return false;
      refuse(response, 400, 'AccessDeniedException', 'no');
      return true;
    };
    await expect(handler({})).rejects.toMatchObject({ name: 'AwsError' });
    aws.fault = undefined;
    script.events = 9;
    await handler({});
    expect(aws.values('Up')).toEqual([1, 1, 1]);
    expect(sum(aws.values('Events'))).toBe(9);
  });

  test('data older than twelve hours are dropped, and it is said', async () => {
    const { handler } = scripted(aws);
    const state = { unsent: [{ name: 'Up', value: 1, unit: 'Count', at: Date.now() - 13 * 3_600_000 }] };
    aws.items.set('neon/test', {
      version: { N: '1' },
      revision: { S: 'x' },
      state: { S: JSON.stringify(state) },
    });
    await expect(handler({})).resolves.toMatchObject({
      warnings: [expect.stringContaining('older than 12 hours')],
    });
    expect(aws.values('Up')).toEqual([1]);
  });

  test('a throttled call is repeated, and the failed attempt is counted in the same run', async () => {
    const { handler } = scripted(aws);
    failing('PutMetricData', 1, 'ThrottlingException');
    await expect(handler({})).resolves.toMatchObject({ metrics: { ApiErrors: { value: 1 } } });
    expect(aws.values('ApiErrors')).toEqual([1]);
  });
});

describe('of two runs at a time', () => {
  test('one publishes the interval, the other nothing', async () => {
    const { script, handler, create } = scripted(aws);
    await handler({});
    script.events = 40;
    let arrived = 0;
    let release = () => {};
    const both = new Promise<void>((resolve) => {
      release = resolve;
    });
    script.before = async () => {
      if (++arrived === 2) release();
      await both;
    };
    const results = await Promise.all([create()({}), create()({})]);
    expect(sum(aws.values('Events'))).toBe(40);
    expect(results.map(({ published }) => published).sort()).toEqual([0, 4]);
    expect(results.flatMap(({ warnings }) => warnings)).toEqual([expect.stringContaining('another run')]);
  });

  test('a save whose answer was lost is recognized as our own', async () => {
    const { script, handler } = scripted(aws);
    await handler({});
    script.events = 40;
    let lost = false;
    aws.fault = (call, response) => {
      if (call.operation !== 'PutItem' || lost) return false;
      lost = true;
      aws.items.set('neon/test', (call.input as { Item: Record<string, { S: string }> }).Item);
      response.destroy();
      return true;
    };
    await handler({});
    expect(aws.values('Events')).toEqual([40]);
  });
});

describe('when the state table', () => {
  test('cannot be read, gauges are published, counts are left to the next run', async () => {
    const { script, handler } = scripted(aws);
    await handler({});
    script.events = 10;
    failing('GetItem');
    const { metrics } = await handler({});
    expect(metrics).toMatchObject({
      Now: { value: 7 },
      Events: { absent: expect.any(String) },
      ApiErrors: { value: 1 },
    });
    aws.fault = undefined;
    script.events = 25;
    await handler({});
    expect(aws.values('Events')).toEqual([25]);
  });

  test('cannot be written, neither', async () => {
    const { script, handler } = scripted(aws);
    await handler({});
    script.events = 10;
    failing('PutItem');
    const { metrics } = await handler({});
    expect(metrics).toMatchObject({
      Events: { absent: expect.stringContaining('another run') },
      ApiErrors: { value: 1 },
    });
    aws.fault = undefined;
    script.events = 25;
    await handler({});
    expect(aws.values('Events')).toEqual([25]);
  });

  test.each([
    [
      'of another version',
      { version: { N: '2' }, revision: { S: 'x' }, state: { S: '{}' } },
      /state version 2.*delete the item/,
    ],
    ['of no version', { revision: { S: 'x' } }, /state version unknown/],
    [
      'that is garbled',
      { version: { N: '1' }, revision: { S: 'x' }, state: { S: '{"unsent":[{}]}' } },
      /cannot be read/,
    ],
  ])('has an item %s, the run fails and the item is left as it is', async (_, item, message) => {
    const { handler } = scripted(aws);
    aws.items.set('neon/test', item);
    await expect(handler({})).rejects.toMatchObject({
      name: 'ProtocolError',
      message: expect.stringMatching(message),
    });
    expect(aws.values('Up')).toEqual([0]);
    expect(aws.items.get('neon/test')).toBe(item);
  });

  test('answers garbage, it is an error of AWS', async () => {
    const { handler } = scripted(aws);
    aws.fault = ({ operation }, response) => {
      if (operation !== 'PutMetricData') return false;
      reply(response, 500, { oops: true });
      return true;
    };
    await expect(handler({})).rejects.toMatchObject({ name: 'AwsError' });
  });
});

import { FakeAws, refuse, reply } from '../../support/aws/fake-aws';
import { scripted } from '../../support/collectors/scripted';

let aws: FakeAws;
beforeEach(async () => {
  aws = await new FakeAws().start();
});
afterEach(() => aws.stop());

const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);

describe('when CloudWatch accepts nothing', () => {
  test('the run throws, and the next one sends what is left first, with its own timestamps', async () => {
    const { script, handler } = scripted(aws);
    aws.failing('PutMetricData');
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
    aws.failing('PutMetricData');
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
    aws.failing('PutMetricData');
    await expect(handler({})).rejects.toMatchObject({ name: 'AuthenticationError' });
    aws.fault = undefined;
    await expect(handler({})).rejects.toMatchObject({ name: 'AuthenticationError' });
    expect(aws.values('Up')).toEqual([0, 0]);
  });

  test('what is neither published nor stored is kept in memory', async () => {
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

  test('data older than 12 hours are dropped, with a warning', async () => {
    const { handler } = scripted(aws);
    const state = { unsent: [{ name: 'Up', value: 1, unit: 'Count', at: Date.now() - 13 * 3_600_000 }] };
    aws.items.set('neon/test', {
      version: { N: '1' },
      revision: { S: 'x' },
      state: { S: JSON.stringify(state) },
    });
    await expect(handler({})).resolves.toMatchObject({
      warnings: [expect.stringContaining('older than 12 h')],
    });
    expect(aws.values('Up')).toEqual([1]);
  });

  test('a throttled call is repeated, and the failed attempt is counted in the same run', async () => {
    const { handler } = scripted(aws);
    aws.failing('PutMetricData', 1, 'ThrottlingException');
    await expect(handler({})).resolves.toMatchObject({ metrics: { ApiErrors: { value: 1 } } });
    expect(aws.values('ApiErrors')).toEqual([1]);
  });
});

describe('of two concurrent runs', () => {
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

  test('a save whose response was lost is recognized by its revision', async () => {
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

/** Calls of one operation are executed, and their responses are lost. */
function losing(operation: string): void {
  aws.fault = (call, response) => {
    if (call.operation === operation) response.end = () => response.destroy();
    return false;
  };
}

describe('when a save is written and its response is lost', () => {
  test('the counts that it claimed are published by the next run, in their own slot', async () => {
    const { script, handler } = scripted(aws);
    const slots = [10, 5, 0].map((minutes) => Math.floor(Date.now() / 300_000) * 300 - 60 * minutes);
    const [first, second, third] = slots.map((slot) => ({
      'detail-type': 'Scheduled Event',
      time: new Date(slot * 1000).toISOString(),
    }));
    await handler(first);
    script.events = 10;
    losing('PutItem');
    const { metrics } = await handler(second);
    expect(metrics.Events).toEqual({ absent: expect.stringContaining('another run') });
    aws.fault = undefined;
    script.events = 25;
    await handler(third);
    const events = aws.published.filter(({ MetricName }) => MetricName === 'Events');
    expect(events.map(({ Value, Timestamp }) => [Value, Timestamp])).toEqual([
      [10, slots[1]],
      [15, slots[2]],
    ]);
    expect(aws.values('Up')).toEqual([1, 1, 1]);
  });

  test('what was unsent before is not lost with it', async () => {
    const { script, handler } = scripted(aws);
    await handler({});
    script.events = 10;
    aws.failing('PutMetricData');
    await handler({}).catch(() => {});
    losing('PutItem');
    script.events = 15;
    await handler({});
    aws.failing('GetItem');
    await handler({});
    aws.fault = undefined;
    script.events = 25;
    await handler({});
    expect(aws.values('Events')).toEqual([10, 5, 10]);
    expect(aws.values('Up')).toEqual([1, 1, 1, 1, 1]);
  });

  test('what it kept for the next run is not published twice', async () => {
    const { script, handler } = scripted(aws);
    await handler({});
    script.events = 10;
    const saves = aws.unconfirmed();
    await handler({}).catch(() => {});
    expect(saves()).toBe(3);
    aws.fault = undefined;
    script.events = 25;
    await handler({});
    expect(aws.values('Events')).toEqual([10, 15]);
    expect(aws.values('Up')).toEqual([1, 1, 1]);
  });
});

describe('when the state table', () => {
  test('cannot be read, gauges are published, counts are left to the next run', async () => {
    const { script, handler } = scripted(aws);
    await handler({});
    script.events = 10;
    aws.failing('GetItem');
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

  test('cannot be written, the same', async () => {
    const { script, handler } = scripted(aws);
    await handler({});
    script.events = 10;
    aws.failing('PutItem');
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

  test('sends garbage, it is an AwsError', async () => {
    const { handler } = scripted(aws);
    aws.fault = ({ operation }, response) => {
      if (operation !== 'PutMetricData') return false;
      reply(response, 500, { oops: true });
      return true;
    };
    await expect(handler({})).rejects.toMatchObject({ name: 'AwsError' });
  });
});

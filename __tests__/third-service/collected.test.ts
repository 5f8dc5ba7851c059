import { awsVariables, FakeAws } from '../support/aws/fake-aws';
import { startFunction, type WarmFunction } from '../support/collectors/function';
import { measured } from '../support/collectors/measured';
import { withThirdService } from '../support/project/third-service';
import { Broker } from '../support/servers/broker';
import { httpScript, startOddServer } from '../support/servers/odd-server';

/** The third service's bundle, as it is deployed, against a real broker. */
const FIVE_MINUTES_MS = 300_000;
const project = withThirdService('third-collected');
let aws: FakeAws;
let broker: Broker;
let collector: WarmFunction;

beforeAll(async () => {
  const { status, stderr } = await project.run('handlers/bundle/bundle.ts');
  expect([status, stderr]).toEqual([0, '']);
});
afterAll(() => project.remove());

beforeEach(async () => {
  [aws, broker] = await Promise.all([new FakeAws().start(), new Broker().start()]);
  aws.parameters.set('/macro-ai/test/broker-token', broker.token);
  collector = start({ BROKER_DEAD_LETTERS: 'true' });
});
afterEach(async () => {
  collector.stop();
  await Promise.all([aws.stop(), broker.stop()]);
});

function start(variables: Record<string, string>): WarmFunction {
  return startFunction(project.file('dist/broker/index.js'), {
    ...awsVariables(aws.url),
    ENVIRONMENT: 'test',
    STATE_TABLE: 'state',
    ENABLE_DETAILED_MONITORING: 'true',
    BROKER_URL: broker.url,
    BROKER_TOKEN: 'ssm:/macro-ai/test/broker-token',
    BROKER_LATE_SECONDS: '30',
    ...variables,
  });
}
async function result(fn = collector) {
  const { result: good, error } = await fn.invoke();
  if (!good) throw new Error(error?.message);
  return good;
}

test('what it publishes is what the broker has', async () => {
  broker.put(7, 100);
  broker.put(5);
  broker.fail(3);
  const first = await result();
  expect([first.service, first.warnings]).toEqual(['broker', []]);
  const gauges = ['LateJobs', 'StoredJobs', 'DeadJobs', 'Up', 'ApiErrors'];
  expect(gauges.map((row) => measured(first, row))).toEqual([6, 11, 1, 1, 0]);
  for (const row of ['FailedJobs', 'JobRate']) expect(first.metrics[row]).toHaveProperty('absent');

  broker.finish(2);
  broker.fail(4);
  await collector.clock(FIVE_MINUTES_MS);
  const second = await result();
  expect(measured(second, 'FailedJobs')).toBe(4);
  expect(measured(second, 'JobRate') * Number(second.intervalSeconds)).toBeCloseTo(2, 6);
  expect(['LateJobs', 'StoredJobs', 'DeadJobs'].map((row) => measured(second, row))).toEqual([3, 8, 2]);

  expect(aws.values('StoredJobs')).toEqual([11, 8]);
  expect(aws.values('FailedJobs').reduce((sum, n) => sum + n, 0)).toBe(4);
  const calls = aws.calls.filter(({ operation }) => operation === 'PutMetricData');
  expect(calls.map(({ input }) => input.Namespace)).toEqual(['Broker/Monitoring', 'Broker/Monitoring']);
  expect([...aws.items.keys()]).toEqual(['broker/test']);
});

test('a restart of the broker is a reset: no negative count, and none that is too large', async () => {
  broker.put(1);
  broker.fail(9);
  await result();
  await broker.stop();
  broker = await new Broker().start();
  const other = start({});
  await other.clock(FIVE_MINUTES_MS);
  expect((await result(other)).metrics.FailedJobs).toHaveProperty('absent');
  other.stop();
});

test('without its flag a row is absent, and not published', async () => {
  const without = start({ BROKER_DEAD_LETTERS: 'false' });
  const { metrics } = await result(without);
  without.stop();
  expect(metrics.DeadJobs).toEqual({ absent: 'BROKER_DEAD_LETTERS is not true' });
  expect(aws.values('DeadJobs')).toEqual([]);
});

test('a rejected token is reported but never shown, and Up is 0', async () => {
  const secret = broker.token;
  broker.token = 'another-token';
  const { error } = await collector.invoke();
  expect(error).toMatchObject({
    name: 'AuthenticationError',
    message: `The broker at ${new URL(broker.url).host} rejected the token. Store the current one.`,
  });
  expect(aws.values('Up')).toEqual([0]);
  expect(JSON.stringify(error) + collector.log + JSON.stringify(aws.calls)).not.toContain(secret);
});

test('a broker that is down, and a server that is not a broker, are different errors', async () => {
  const odd = await startOddServer();
  odd.script = httpScript(Buffer.from('HTTP/1.1 200 OK\r\n\r\n<html>'));
  const none = start({ BROKER_URL: `http://127.0.0.1:${odd.port}` });
  expect((await none.invoke()).error?.name).toBe('ProtocolError');
  none.stop();
  await odd.stop();
  await broker.stop();
  expect((await collector.invoke()).error?.name).toBe('NetworkError');
  expect(aws.values('Up')).toEqual([0, 0]);
});

test('all problems with its variables are reported at once', async () => {
  const wrong = start({ BROKER_URL: 'http://broker.example', BROKER_TOKEN: '', BROKER_LATE_SECONDS: 'x' });
  const { error } = await wrong.invoke();
  wrong.stop();
  expect(error?.name).toBe('ConfigurationError');
  for (const part of ['BROKER_TOKEN is not set', 'BROKER_LATE_SECONDS is "x"', 'BROKER_URL turns TLS off'])
    expect(error?.message).toContain(part);
});

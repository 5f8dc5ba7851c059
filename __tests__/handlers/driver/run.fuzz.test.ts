import fc from 'fast-check';
import { FakeAws, type Fault } from '../../support/aws/fake-aws';
import { scripted } from '../../support/collectors/scripted';
import { json, numberText, secret, text } from '../../support/fuzz/arbitraries';
import { fuzzRuns } from '../../support/fuzz/fuzz';
import { jsonText, mutated, written } from '../../support/fuzz/mutations';
import { ended, everything, expectSoundEnd, expectSoundRun } from '../../support/fuzz/runs';
import { scheduledEvent } from '../../support/fuzz/samples';

let aws: FakeAws;
beforeAll(async () => {
  aws = await new FakeAws().start();
});
afterAll(() => aws.stop());
beforeEach(() => {
  aws.fault = undefined;
  aws.items.clear();
});

const KEY = 'neon/test';
const slot = () => Math.floor(Date.now() / 300_000) * 300_000;
const state = () => ({
  previous: {
    baseline: { identity: 'a', takenAt: Date.now() - 300_000, counters: { events: 1 } },
    slot: slot() - 300_000,
  },
  lastVisit: Date.now() - 300_000,
  unsent: [{ name: 'Up', value: 1, unit: 'Count', at: slot() - 300_000 }],
});
const itemOf = (json: string) => ({
  target: { S: KEY },
  version: { N: '1' },
  revision: { S: 'b7c0' },
  state: { S: json },
  expiresAt: { N: '1798000000' },
});

test('whatever the table holds, a run ends with a result or a known error, and reports whether the database is up', () => {
  const item = fc.oneof(
    { weight: 4, arbitrary: jsonText(state()).map(itemOf) },
    { weight: 2, arbitrary: mutated(itemOf(JSON.stringify(state()))) },
    { weight: 1, arbitrary: json },
  );
  return fuzzRuns(
    [item],
    async (held) => {
      aws.items.clear();
      const body = written({ Item: held });
      // Whatever else is in an item, it has its key. A save must succeed on its revision.
      const { revision } = Object(held) as { revision?: { S?: string } };
      if (body.startsWith('{"Item":{"target":')) aws.items.set(KEY, { revision: revision ?? {} });
      aws.fault = ({ operation }, out) => {
        if (operation !== 'GetItem') return false;
        out.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(body);
        return true;
      };
      const service = scripted(aws);
      service.script.events = 5;
      expectSoundRun(await ended(service, aws), aws);
    },
    8,
  );
});

/** A response of AWS: any status, with the expected body, damaged, or with any other body. */
const bodies = {
  GetItem: JSON.stringify({ Item: itemOf(JSON.stringify(state())) }),
  PutItem: '{}',
  GetParameters: JSON.stringify({
    Parameters: [{ Name: '/password', Value: 'hunter22', Version: 1 }],
    InvalidParameters: [],
  }),
  PutMetricData: '{}',
};
const refusal = { __type: 'com.amazonaws.fake#ThrottlingException', message: 'Rate exceeded' };
const response = fc.constantFrom(...(Object.keys(bodies) as (keyof typeof bodies)[])).chain((operation) =>
  fc.record({
    operation: fc.constant(operation),
    status: fc.oneof(
      { weight: 5, arbitrary: fc.constant(200) },
      { weight: 1, arbitrary: fc.constantFrom(204, 301, 307, 400, 403, 413, 429, 500, 503) },
      { weight: 1, arbitrary: fc.integer({ min: 200, max: 999 }) },
    ),
    body: fc.oneof(
      { weight: 5, arbitrary: jsonText(JSON.parse(bodies[operation])) },
      { weight: 1, arbitrary: jsonText(refusal) },
      { weight: 1, arbitrary: json.map(written) },
    ),
    headers: fc.dictionary(
      fc.constantFrom('x-amzn-errortype', 'x-amzn-query-error', 'location', 'x-amz-crc32'),
      fc.stringMatching(/^[ -~]{0,40}$/),
    ),
  }),
);

test('whatever AWS returns for one of the calls, a run ends with a result or a known error', () =>
  fuzzRuns(
    [response],
    async ({ operation, status, body, headers }) => {
      aws.items.clear();
      aws.parameters.set('/password', 'hunter22');
      const fault: Fault = (call, out) => {
        if (call.operation !== operation) return false;
        out.writeHead(status, { ...headers, 'content-type': 'application/x-amz-json-1.0' }).end(body);
        return true;
      };
      aws.fault = fault;
      const service = scripted(aws, { SCRIPT_PASSWORD: 'ssm:/password' });
      const run = await ended(service, aws);
      aws.fault = undefined;
      // If AWS reports that another run was faster, or accepts no data, nothing is published.
      if (operation === 'PutItem' || operation === 'PutMetricData') expectSoundEnd(run);
      else expectSoundRun(run, aws);
    },
    16,
  ));

test('any payload and any settings are run, or refused before anything is called', () => {
  const variables = fc.record(
    {
      ENVIRONMENT: fc.oneof(fc.constant('test'), text),
      METRIC_NAMESPACE: fc.oneof(fc.constant('Neon/Monitoring'), text),
      COLLECTION_INTERVAL_SECONDS: fc.oneof(fc.constant('300'), numberText),
      ENABLE_DETAILED_MONITORING: fc.oneof(fc.constant('true'), text),
    },
    { requiredKeys: [] },
  );
  const event = { ...scheduledEvent, time: new Date().toISOString() };
  const payload = fc.oneof(
    mutated(event),
    fc.constantFrom({}, { dryRun: true }),
    mutated({ dryRun: true }),
    json,
  );
  return fuzzRuns(
    [variables, payload],
    async (env, given) => {
      aws.items.clear();
      aws.calls.length = 0;
      const run = await ended(scripted(aws, env), aws, given);
      if (run.error?.name === 'ConfigurationError') {
        expectSoundEnd(run);
        expect(aws.calls).toEqual([]);
      } else if (aws.count('PutMetricData') === 0) expect(run.result).toMatchObject({ published: 0 });
      else expectSoundRun(run, aws);
    },
    8,
  );
});

test('a secret that SSM returns, or that AWS quotes in its errors, is in nothing that people see', () =>
  fuzzRuns(
    [secret, fc.constantFrom('GetItem', 'PutItem', 'PutMetricData'), fc.constantFrom(400, 500)],
    async (planted, operation, status) => {
      aws.items.clear();
      aws.parameters.set('/password', planted);
      aws.fault = (call, out) => {
        if (call.operation !== operation) return false;
        out.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
        out.end(JSON.stringify({ __type: 'x#ValidationException', message: `bad: ${planted}` }));
        return true;
      };
      const service = scripted(aws, { SCRIPT_PASSWORD: 'ssm:/password' });
      service.script.password = 'another';
      const run = await ended(service, aws);
      aws.fault = undefined;
      expectSoundEnd(run);
      expect(everything(run, aws)).not.toContain(planted.slice(-12));
    },
    16,
  ));

describe('found by fuzzing', () => {
  const held = itemOf(JSON.stringify(state()));

  test('an item without a revision: no run could ever save again, and none would say why', async () => {
    const { revision: _, ...item } = held;
    aws.items.set(KEY, item);
    const run = await ended(scripted(aws), aws);
    expect(run.error).toMatchObject({
      name: 'ProtocolError',
      message: expect.stringContaining('cannot be read'),
    });
    expectSoundRun(run, aws);
  });

  test('a detail that the service did not write', async () => {
    const { previous } = state();
    const baseline = { ...previous.baseline, detail: { statements: { seen: null } } };
    aws.items.set(KEY, itemOf(JSON.stringify({ ...state(), previous: { ...previous, baseline } })));
    const run = await ended(scripted(aws), aws);
    expect(run.error).toMatchObject({
      name: 'ProtocolError',
      message: expect.stringContaining('cannot be read'),
    });
    expectSoundRun(run, aws);
  });

  test('unsent values in the future, which CloudWatch rejects and which never expire', async () => {
    const at = Date.now() + 3 * 3_600_000;
    aws.items.set(KEY, itemOf(JSON.stringify({ unsent: [{ name: 'Up', value: 1, unit: 'Count', at }] })));
    const run = await ended(scripted(aws), aws);
    expect(run.result?.warnings).toEqual([expect.stringContaining('more than 2 h in the future')]);
    expectSoundRun(run, aws);
  });

  test('parameters of SSM that are not a list', async () => {
    aws.fault = ({ operation }, out) => {
      if (operation !== 'GetParameters') return false;
      out
        .writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
        .end('{"Parameters":{"Name":"/password"}}');
      return true;
    };
    const run = await ended(scripted(aws, { SCRIPT_PASSWORD: 'ssm:/password' }), aws);
    expect(run.error).toMatchObject({ name: 'AwsError', message: expect.stringContaining('GetParameters') });
    expectSoundRun(run, aws);
  });

  test('an error of AWS whose message is not a string', async () => {
    aws.fault = ({ operation }, out) => {
      if (operation !== 'GetItem') return false;
      out.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
      out.end('{"__type":"x#ThrottlingException","message":{"toString":1}}');
      return true;
    };
    const run = await ended(scripted(aws), aws);
    expect(run.result?.warnings).toEqual([expect.stringContaining('GetItem failed (ThrottlingException)')]);
    expectSoundRun(run, aws);
  });

  test('a reader that throws: it is a bug in the collector, and Up is 0', async () => {
    const service = scripted(aws);
    service.script.read = () => {
      throw new TypeError('x is undefined');
    };
    const { error } = await ended(service, aws);
    expect(error).toMatchObject({
      name: 'ProtocolError',
      message: expect.stringContaining('a bug in the collector'),
    });
    expect(aws.values('Up')).toEqual([0]);
  });
});

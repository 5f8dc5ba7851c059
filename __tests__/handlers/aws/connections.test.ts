import { AwsConnections } from '../../../handlers/aws/connections';
import { ParameterStore } from '../../../handlers/aws/ssm';
import { Deadline } from '../../../handlers/lib/deadline';
import { awsVariables, FakeAws, refuse } from '../../support/aws/fake-aws';
import { until } from '../../support/servers/until';

let aws: FakeAws;
beforeAll(async () => {
  aws = await new FakeAws().start();
});
afterAll(() => aws.stop());

/** What a read of the Parameter Store throws. */
async function error(fault: FakeAws['fault'], ms = 2_000): Promise<unknown> {
  aws.fault = fault;
  Object.assign(process.env, awsVariables(aws.url));
  const connections = new AwsConnections();
  try {
    return await new ParameterStore(connections).read(['/a'], Deadline.in(ms)).catch((thrown) => thrown);
  } finally {
    connections.close();
  }
}
const failed = (message: RegExp, retryable: boolean) => ({
  name: 'AwsError',
  message: expect.stringMatching(message),
  retryable,
});

test('a call that times out says how long it waited', async () => {
  expect(await error(() => true, 120)).toMatchObject(
    failed(/no answer within 1\d\d ms.*NAT or VPC endpoint/, true),
  );
});

test('a connection that is reset is not reported as a timeout', async () => {
  // Errors of Jest's realm are wrapped by the SDK; the fault suite tests those of the bundle.
  expect(await error((_, response) => Boolean(response.destroy()))).toMatchObject(
    failed(/GetParameters failed \(.*socket hang up\).*NAT or VPC endpoint/, true),
  );
});

test.each([
  [429, '', /\(HTTP 429\): request a higher quota/, true],
  [500, '', /\(HTTP 500\): AWS has a problem/, true],
  [502, '<html>', /\(HTTP 502, and not a response of AWS\): AWS has a problem/, true],
  [200, '<html>', /\(HTTP 200, and not a response of AWS\): check the endpoint/, false],
])('%d with the body "%s"', async (status, body, message, retryable) => {
  const seen = await error((_, response) => Boolean(response.writeHead(status).end(body)));
  expect(seen).toMatchObject(failed(message, retryable));
});

test('a response that cannot be parsed is not quoted: it may hold a secret', async () => {
  const broken = '{"Parameters":[{"Name":"/a","Value":secret-value}]}';
  const seen = await error((_, response) => Boolean(response.end(broken)));
  expect(seen).toMatchObject(failed(/HTTP 200, and not a response of AWS/, false));
  expect(String(seen)).not.toContain('secret');
});

test('an error of AWS is named, with what to do', async () => {
  const denied = await error((_, response) => {
    refuse(response, 400, 'ProvisionedThroughputExceededException', 'slow down');
    return true;
  });
  expect(denied).toMatchObject(
    failed(/ProvisionedThroughputExceededException: slow down\): request a higher quota/, true),
  );
});

test('a connection that is idle while databases are visited is closed before the server may do so', async () => {
  aws.fault = undefined;
  Object.assign(process.env, awsVariables(aws.url));
  const connections = new AwsConnections();
  const store = new ParameterStore(connections);
  await store.read(['/a'], Deadline.in(2_000));
  expect(await aws.connections()).toBe(1);
  // Node's servers close it after 5 seconds.
  await until(async () => (await aws.connections()) === 0, 4_000);
  await store.read(['/a'], Deadline.in(2_000));
  connections.close();
});

import { createHandler } from '../../../handlers/driver/handler';
import { NetworkError, TooLateError } from '../../../handlers/lib/errors';
import { service } from '../../../handlers/upstash';
import { FakeAws } from '../../support/aws/fake-aws';
import { scripted } from '../../support/collectors/scripted';
import { type OddServer, startOddServer } from '../../support/servers/odd-server';

let aws: FakeAws;
let odd: OddServer;
beforeAll(async () => {
  [aws, odd] = await Promise.all([new FakeAws().start(), startOddServer()]);
});
afterAll(() => Promise.all([aws.stop(), odd.stop()]));

const NAMED =
  /^The function's timeout left the database only \d+ ms: set it to 30 seconds\. If that does not help: /;

test('a Redis that is slower than a short timeout allows: the timeout is named before the network', async () => {
  // It answers AUTH, and not INFO.
  odd.script = (_, moves) => (moves === 0 ? { write: Buffer.from('+OK\r\n') } : undefined);
  const env = { UPSTASH_REST_URL: `redis://:token@127.0.0.1:${odd.port}`, ENVIRONMENT: 'test' };
  const handler = createHandler(service, env, () => {});
  await expect(handler({ dryRun: true }, { getRemainingTimeInMillis: () => 2_600 })).rejects.toMatchObject({
    name: 'NetworkError',
    message: expect.stringMatching(
      new RegExp(`${NAMED.source}Redis at 127\\.0\\.0\\.1:\\d+: no answer in time\\.`),
    ),
  });
});

test.each([
  ['it left enough', 30_000, new TooLateError('no answer in time')],
  ['a step had a limit of its own', 9_000, new TooLateError('no answer in time')],
  ['the failure is another one', 2_600, new NetworkError('refused')],
])('the timeout is not named where %s', async (_, ms, failure) => {
  const { script, handler } = scripted(aws);
  script.before = () => {
    throw failure;
  };
  await expect(handler({}, { getRemainingTimeInMillis: () => ms })).rejects.toMatchObject({
    name: 'NetworkError',
    message: failure.message,
  });
});

import fc from 'fast-check';
import { createHandler } from '../../../handlers/driver/handler';
import { service } from '../../../handlers/upstash';
import { awsVariables, FakeAws } from '../../support/aws/fake-aws';
import { numberText, secret, text } from '../../support/fuzz/arbitraries';
import { fuzzRuns } from '../../support/fuzz/fuzz';
import { damaged } from '../../support/fuzz/mutations';
import { ended, everything, expectSoundRun, logged } from '../../support/fuzz/runs';
import { redisInfo, upstashInfo } from '../../support/fuzz/samples';
import { type OddServer, redisScript, startOddServer } from '../../support/servers/odd-server';
import { bulk } from '../../support/servers/wire';

let aws: FakeAws;
let server: OddServer;
beforeAll(async () => {
  aws = await new FakeAws().start();
  Object.assign(process.env, awsVariables(aws.url));
  server = await startOddServer();
});
afterAll(async () => {
  await server.stop();
  await aws.stop();
});

const latin = (bytes: string) => Buffer.from(bytes, 'latin1');
/** A value of RESP 2 or 3, nested or not, that is not an answer to INFO. */
const value = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(
      '$-1\r\n',
      '*-1\r\n',
      '_\r\n',
      '#t\r\n',
      '+OK\r\n',
      ':5\r\n',
      ',nan\r\n',
      '(99999999999\r\n',
    ),
    fc
      .tuple(fc.constantFrom('+', '-', ':', ',', '(', '$', '*', '>', '%', '~', '|'), numberText)
      .map(([type, n]) => `${type}${n}\r\n`),
    fc
      .tuple(fc.constantFrom('*', '>', '~', '%', '|'), fc.array(tie('value'), { maxLength: 4 }))
      .map(([type, all]) => `${type}${all.length}\r\n${all.join('')}`),
    fc
      .constantFrom('message', 'subscribe', 'ssubscribe', 'unsubscribe', 'pmessage', 'invalidate')
      .map((kind) => `>1\r\n+${kind}\r\n`),
    text.map((said) => `-ERR ${said.replace(/[\r\n]/g, ' ')}\r\n`),
    fc.nat(50_000).map((depth) => `${'*1\r\n'.repeat(depth)}:1\r\n`),
  ),
})).value;
const info = fc.oneof(damaged(upstashInfo), damaged(redisInfo), fc.constant(redisInfo));
const answer = fc.oneof(
  { weight: 4, arbitrary: info.map(bulk) },
  { weight: 2, arbitrary: damaged(bulk(upstashInfo).toString('latin1')).map(latin) },
  { weight: 4, arbitrary: fc.array(value, { minLength: 1, maxLength: 3 }).map((all) => latin(all.join(''))) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
);
const authenticated = fc.oneof({ weight: 6, arbitrary: fc.constant(latin('+OK\r\n')) }, answer);

const collector = (password: string) =>
  logged((log) =>
    createHandler(
      service,
      {
        ENVIRONMENT: 'test',
        ENABLE_DETAILED_MONITORING: 'true',
        STATE_TABLE: 'state',
        UPSTASH_REST_URL: `redis://127.0.0.1:${server.port}`,
        UPSTASH_REST_TOKEN: password,
      },
      log,
    ),
  );

test('whatever responds on the port, a run ends with a result or a known error, and reports whether the database is up', () =>
  fuzzRuns(
    [fc.array(fc.tuple(authenticated, answer), { minLength: 1, maxLength: 2 })],
    async (visits) => {
      aws.items.clear();
      // The second run compares with what the first one left.
      for (const answers of visits) {
        server.script = redisScript(answers);
        expectSoundRun(await ended(collector('password'), aws), aws);
      }
    },
    8,
  ));

test('a server that repeats the token in all its texts does not get it into anything that people see', () => {
  const telling = (password: string) =>
    fc.constantFrom(
      latin(`-ERR invalid password ${password}\r\n`),
      Buffer.from(`-WRONGPASS ${JSON.stringify(password)}\r\n`),
      Buffer.from(`-${password}\r\n`),
      bulk(password),
      bulk(upstashInfo.replace('1.13.3', password)),
      bulk(`${upstashInfo}\r\n${password}:1`),
    );
  const planted = secret.chain((password) =>
    fc.record({
      password: fc.constant(password),
      said: fc.array(telling(password), { minLength: 2, maxLength: 2 }),
    }),
  );
  return fuzzRuns(
    [planted],
    async ({ password, said }) => {
      aws.items.clear();
      server.script = redisScript(said);
      const run = await ended(collector(password), aws);
      expectSoundRun(run, aws);
      expect(everything(run, aws)).not.toContain(password.slice(-12));
    },
    16,
  );
});

describe('found by fuzzing', () => {
  test.each([
    ['nothing for INFO', '$-1\r\n'],
    ['a number for INFO', ':5\r\n'],
    // ioredis throws in an event handler, where nobody can catch it: the process would end.
    ['more answers than commands', '$-1\r\n$-1\r\n'],
    ['a push message of nothing', '>1\r\n$-1\r\n'],
  ])('%s', async (_, answered) => {
    aws.items.clear();
    server.script = redisScript([latin('+OK\r\n'), latin(answered)]);
    const run = await ended(collector('password'), aws);
    expect(run.error?.name).toBe('ProtocolError');
    expectSoundRun(run, aws);
  });
});

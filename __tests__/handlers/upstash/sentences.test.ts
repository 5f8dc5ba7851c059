import { createServer, type Server } from 'node:net';
import { Redis } from 'ioredis';
import { bundle } from '../../../handlers/bundle/bundle';
import { type RedisServer, startRedis } from '../../../preview/servers/redis';
import { awsVariables, FakeAws } from '../../support/aws/fake-aws';
import { startFunction } from '../../support/collectors/function';
import { temporaryFolder } from '../../support/project/folders';
import { node22 } from '../../support/project/tools';
import { listen } from '../../support/servers/listen';
import { type OddServer, redisScript, startOddServer } from '../../support/servers/odd-server';
import { until } from '../../support/servers/until';
import { bulk } from '../../support/servers/wire';

/** What Redis says reaches the error, and nothing but the collector's own line the log: with the bundle, as in Lambda. */
const folder = temporaryFolder('bundles');
let file: string;
let aws: FakeAws;
let redis: RedisServer;
let odd: OddServer;
/** Refuses every connection before it is asked anything, as Redis does. */
let refusing: Server;
let refusal = '';
let refusingPort: number;

beforeAll(async () => {
  file = bundle(folder.path).upstash ?? '';
  [aws, redis, odd] = await Promise.all([
    new FakeAws().start(),
    startRedis({
      config: ['user monitor on >monitor-pass +info', 'user nobody on >nobody-pass +ping', 'maxclients 10'],
    }),
    startOddServer(),
  ]);
  refusing = createServer((socket) => {
    socket.on('error', () => {});
    socket.end(`-${refusal}\r\n`);
  });
  refusingPort = await listen(refusing);
});
afterAll(async () => {
  refusing.close();
  await Promise.all([aws.stop(), redis.stop(), odd.stop()]);
  folder.remove();
});

/** One run in a process of its own: how it ends, and everything that it writes. */
async function run(url: string, more: Readonly<Record<string, string>> = {}) {
  const variables = { ...awsVariables(aws.url), ENVIRONMENT: 'test', UPSTASH_REST_URL: url, ...more };
  const collector = startFunction(file, variables, node22);
  const { result, error } = await collector.invoke();
  // The result and the log come in different pipes.
  await until(() => collector.log.endsWith('\n'));
  collector.stop();
  const lines = collector.log.trim().split('\n');
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    message: error?.message ?? 'collected',
    ...(error && { errorType: error.name }),
  });
  return { class: error?.name, message: error?.message, warnings: result?.warnings };
}
const at = (port: number, login = 'monitor:monitor-pass@') => `redis://${login}127.0.0.1:${port}`;

test('a good run writes one line', async () => {
  expect(await run(at(redis.port))).toMatchObject({ class: undefined, warnings: [] });
});

test('the user that the URL names is named when its token is rejected', async () => {
  const rejected = await run(at(redis.port, 'monitor@'), { UPSTASH_REST_TOKEN: 'another-token' });
  expect(rejected.message).toMatch(/rejected the token\. Store the current one of the user "monitor"\./);
});

test('a password in the URL that differs from the token is used, and that is said', async () => {
  const { warnings } = await run(at(redis.port), { UPSTASH_REST_TOKEN: 'another-token' });
  expect(warnings).toEqual([
    expect.stringMatching(
      /^UPSTASH_REST_URL has a password, which is used; UPSTASH_REST_TOKEN is another one/,
    ),
  ]);
  const same = await run(at(redis.port), { UPSTASH_REST_TOKEN: 'monitor-pass' });
  expect(same.warnings).toEqual([]);
});

test.each([
  ['another password', 'monitor:wrong-pass@', 'AuthenticationError', /the user "monitor"/],
  [
    'no password',
    '',
    'AuthenticationError',
    /requires a password.*It said: NOAUTH Authentication required\.$/,
  ],
  ['no right to run INFO', 'nobody:nobody-pass@', 'PermissionError', /It said: NOPERM .*'info' command/],
])('a real Redis, with %s', async (_, login, name, message) => {
  expect(await run(at(redis.port, login))).toMatchObject({
    class: name,
    message: expect.stringMatching(message),
  });
});

test('a real Redis whose connections are all taken', async () => {
  const others: Redis[] = [];
  try {
    // One client after another, until the server refuses one.
    for (let full = false; !full; ) {
      const other = new Redis(redis.url, { lazyConnect: true, retryStrategy: () => null });
      other.on('error', () => {});
      others.push(other);
      full = await other.connect().then(
        () => false,
        () => true,
      );
    }
    expect(await run(at(redis.port))).toMatchObject({
      class: 'TooManyConnectionsError',
      message: expect.stringMatching(/It said: ERR max number of clients reached$/),
    });
  } finally {
    for (const other of others) other.disconnect();
  }
});

const PROTECTED =
  'DENIED Redis is running in protected mode because protected mode is enabled and no password is set for the default user. In this mode connections are only accepted from the loopback interface.';
test.each([
  [
    PROTECTED,
    'NetworkError',
    /accepts no connections from other machines.*It said: DENIED Redis is running in prot/,
  ],
  ['ERR max number of clients reached', 'TooManyConnectionsError', /It said: ERR max number of clients/],
])('a server that refuses the connection: %s', async (said, name, message) => {
  refusal = said;
  expect(await run(at(refusingPort))).toMatchObject({ class: name, message: expect.stringMatching(message) });
});

const error = (text: string) => Buffer.from(`-${text}\r\n`);
const [OK, NOAUTH] = [Buffer.from('+OK\r\n'), error('NOAUTH Authentication required.')];
/** Answers to AUTH and INFO: of Redis 5 and older, and of servers that are not ready. */
test.each([
  ["ERR wrong number of arguments for 'auth' command", NOAUTH, 'AuthenticationError', /older than Redis 6/],
  ['ERR invalid password', NOAUTH, 'AuthenticationError', /rejected the password in UPSTASH_REST_URL/],
  [
    'LOADING Redis is loading the dataset in memory',
    NOAUTH,
    'ProtocolError',
    /cannot answer yet: LOADING Redis/,
  ],
  [
    '',
    error('LOADING Redis is loading the dataset in memory'),
    'ProtocolError',
    /cannot answer yet: LOADING Redis/,
  ],
  ['', error('MASTERDOWN Link with MASTER is down'), 'ProtocolError', /cannot answer yet: MASTERDOWN Link/],
  // It needs no password, and that is not what keeps it from answering.
  [
    'ERR Client sent AUTH, but no password is set',
    error('NOPERM no'),
    'PermissionError',
    /It said: NOPERM no/,
  ],
])('a server that answers "%s" to AUTH', async (auth, info, name, message) => {
  odd.script = redisScript([auth ? error(auth) : OK, info]);
  expect(await run(at(odd.port))).toMatchObject({ class: name, message: expect.stringMatching(message) });
});

test('a server that needs no password is read', async () => {
  odd.script = redisScript([
    error('ERR Client sent AUTH, but no password is set'),
    bulk('# Server\r\nredis_version:5.0.14\r\n# Clients\r\nconnected_clients:1\r\n'),
  ]);
  expect(await run(at(odd.port))).toMatchObject({ class: undefined });
});

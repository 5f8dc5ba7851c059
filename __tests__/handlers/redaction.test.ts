import { createServer, type Server } from 'node:net';
import { bundle } from '../../handlers/bundle/bundle';
import { type RedisServer, startRedis } from '../../preview/servers/redis';
import { awsVariables, FakeAws, refuse } from '../support/aws/fake-aws';
import { startFunction } from '../support/collectors/function';
import { temporaryFolder } from '../support/project/folders';
import { node22 } from '../support/project/tools';
import { listen } from '../support/servers/listen';
import { type OddServer, redisScript, startOddServer } from '../support/servers/odd-server';
import { type Database, startDatabase } from '../support/servers/postgres';
import { until } from '../support/servers/until';
import { bulk } from '../support/servers/wire';

/** It looks different in a URL, in JSON and in base64. */
const CANARY = 'canary"7f/3a c9\'d2?';
const inUrl = encodeURIComponent(CANARY);
const inBase64 = (text: string) => Buffer.from(text).toString('base64');
/** What a server may repeat. */
const forms = [
  CANARY,
  inUrl,
  JSON.stringify(CANARY).slice(1, -1),
  inBase64(CANARY),
  inBase64(`default:${CANARY}`),
];
/** What must be nowhere: for base64 any part of it that is not shared with other texts. */
const forbidden = [...forms.slice(0, 3), ...forms.slice(3).map((form) => form.slice(12, 28))];
const API_KEY = 'napi_canary';
const SESSION_TOKEN = 'IQoJb3JpZ2luX2VjCANARY';

const folder = temporaryFolder('bundles');
let bundles: Record<string, string>;
let aws: FakeAws;
let db: Database;
let redis: RedisServer;
let echo: Server;
let echoPort: number;
let odd: OddServer;
const port = () => echoPort;

beforeAll(async () => {
  bundles = bundle(folder.path);
  [aws, db, redis, odd] = await Promise.all([
    new FakeAws().start(),
    startDatabase(),
    startRedis(),
    startOddServer(),
  ]);
  const name = CANARY.replaceAll('"', '""');
  await db.admin.query(
    `CREATE SCHEMA "${name}"; CREATE EXTENSION pg_stat_statements SCHEMA "${name}"; ` +
      `ALTER ROLE watcher PASSWORD '${CANARY.replaceAll("'", "''")}'`,
  );
  // A Redis that repeats the password that it was sent, in every form that it knows.
  echo = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', () => socket.write(`-ERR what is ${forms.join(' or ')}\r\n`));
  });
  echoPort = await listen(echo);
});
afterAll(async () => {
  echo.close();
  await Promise.all([aws.stop(), db.stop(), redis.stop(), odd.stop()]);
  folder.remove();
});
beforeEach(() => {
  aws.calls.length = 0;
  // What AWS says to a wrong signature holds the whole request.
  aws.fault = ({ operation }, response) => {
    if (operation !== 'GetParameters') return false;
    const canonical = `'POST\n/\n\nhost:ssm.us-east-1.amazonaws.com\nx-amz-security-token:${SESSION_TOKEN}'`;
    const message = `The request signature we calculated does not match.\n\nThe Canonical String should have been\n${canonical}`;
    refuse(response, 400, 'InvalidSignatureException', message);
    return true;
  };
});

/** Everything that leaves a run: its result, standard output and error, and what AWS received. */
async function leaving(service: 'neon' | 'upstash', env: Record<string, string>) {
  // What people set to find out what goes wrong.
  const curious = { DEBUG: '*', NODE_OPTIONS: '--enable-source-maps' };
  const about = { ...awsVariables(aws.url), ...curious, ENVIRONMENT: 'test', STATE_TABLE: 'state' };
  const warm = startFunction(bundles[service] ?? '', { ...about, ...env }, node22);
  const outcome = await warm.invoke();
  await until(() => warm.log.endsWith('\n'));
  warm.stop();
  // Neither a library nor Node writes anything beside the collector's own line.
  expect(warm.log.trim().split('\n')).toEqual([expect.stringMatching(/^\{"timestamp":.*\}$/)]);
  return { outcome, text: `${JSON.stringify(outcome)}\n${warm.log}\n${JSON.stringify(aws.calls)}` };
}
const watcher = (rest = '') => ({
  NEON_CONNECTION_STRING: `postgresql://watcher:${inUrl}@127.0.0.1:${db.server.port}/postgres${rest}`,
});

type Case = [
  what: string,
  'neon' | 'upstash',
  env: () => Record<string, string>,
  ends: string,
  quoted?: boolean,
];
const cases: Case[] = [
  ['a good run', 'upstash', () => ({ UPSTASH_REST_URL: redis.url }), 'good'],
  [
    'a Redis that repeats what it was sent',
    'upstash',
    () => ({ UPSTASH_REST_URL: `redis://:${inUrl}@127.0.0.1:${port()}` }),
    'ProtocolError',
    true,
  ],
  [
    'a Redis that refuses the password',
    'upstash',
    () => ({ UPSTASH_REST_URL: `redis://:${inUrl}@127.0.0.1:${redis.port}` }),
    'AuthenticationError',
  ],
  [
    'a Redis that refuses a password that was written in place of the user',
    'upstash',
    () => ({
      UPSTASH_REST_URL: `redis://${inUrl}@127.0.0.1:${redis.port}`,
      UPSTASH_REST_TOKEN: 'another-token',
    }),
    'AuthenticationError',
  ],
  [
    'a Redis that repeats such a password',
    'upstash',
    () => ({ UPSTASH_REST_URL: `redis://${inUrl}@127.0.0.1:${port()}`, UPSTASH_REST_TOKEN: 'another-token' }),
    'ProtocolError',
    true,
  ],
  [
    'a Redis that is not running, on a host with two addresses',
    'upstash',
    () => ({ UPSTASH_REST_URL: `redis://:${inUrl}@localhost:1` }),
    'NetworkError',
  ],
  [
    'a Redis whose URL is malformed',
    'upstash',
    () => ({ UPSTASH_REST_URL: `redis//:${CANARY}@h`, UPSTASH_REST_TOKEN: CANARY }),
    'ConfigurationError',
  ],
  ['a Postgres whose statistics lie in a schema of that name', 'neon', () => watcher(), 'good', true],
  [
    'a Postgres that repeats its start-up options',
    'neon',
    () => watcher(`?options=-c%20x.${encodeURIComponent(inUrl)}%3D1`),
    'ProtocolError',
    true,
  ],
  [
    'a Postgres that is not running, on a host with two addresses',
    'neon',
    () => ({ NEON_CONNECTION_STRING: `postgresql://u:${inUrl}@localhost:1/db` }),
    'NetworkError',
  ],
  [
    'a Postgres whose connection string was not encoded',
    'neon',
    () => ({ NEON_CONNECTION_STRING: `postgresql://u:${CANARY}@localhost:1/db` }),
    'ConfigurationError',
  ],
  [
    'a Neon API that is not running',
    'neon',
    () => ({
      ...watcher(),
      NEON_API_URL: 'https://localhost:1',
      NEON_API_KEY: API_KEY,
      NEON_PROJECT_ID: 'p',
    }),
    'good',
  ],
  [
    'an AWS that repeats the request',
    'upstash',
    () => ({ UPSTASH_REST_URL: redis.url, UPSTASH_REST_TOKEN: 'ssm:/x', AWS_SESSION_TOKEN: SESSION_TOKEN }),
    'AwsError',
  ],
];

test.each(cases)('%s does not reveal the secret', async (_, service, env, ends, quoted = false) => {
  const { outcome, text } = await leaving(service, env());
  expect(outcome.error?.name ?? 'good').toBe(ends);
  for (const form of [...forbidden, API_KEY, SESSION_TOKEN, redis.password]) expect(text).not.toContain(form);
  if (quoted) expect(text).toContain('***');
});

const TOKEN = 'AXkq4f8ZrM2vT7pLwC9nHdJ3sGbYxE6uQa5KtV1o';
const pieces = [...TOKEN].map((_, i) => TOKEN.slice(i, i + 8)).filter(({ length }) => length === 8);
const OK = Buffer.from('+OK\r\n');
const says = (text: string) => [Buffer.from(`-${text}\r\n`)];
const info = (line: string) => [OK, bulk(`redis_version:7.2\r\nconnected_clients:1\r\n${line}\r\n`)];

/** Half a secret is not recognized: a text may be cut only after the secrets are removed from it. */
test.each([
  ['a refusal at whose 300th character it begins', says(`NOPERM ${'x'.repeat(292)}${TOKEN}`)],
  ['a refusal at whose 300th character it ends', says(`NOPERM ${'x'.repeat(255)}${TOKEN}`)],
  ['a refusal of which only half arrives', [Buffer.from(`-NOPERM ${TOKEN.slice(0, 30)}`)]],
  ['a refusal of 300 KB', says(`ERR ${TOKEN.repeat(7_000)}`)],
  ['a number in INFO', info(`used_memory:xx ${TOKEN}`)],
  ['the keys in INFO', info(`# Keyspace\r\ndb0:${'x'.repeat(20)} ${TOKEN}`)],
  ['a number of 300 KB in INFO', info(`used_memory:${TOKEN.repeat(7_000)}`)],
])('no piece of the token is left of %s', async (_, answers) => {
  odd.script = redisScript(answers);
  const env = { UPSTASH_REST_URL: `redis://127.0.0.1:${odd.port}`, UPSTASH_REST_TOKEN: TOKEN };
  const { text } = await leaving('upstash', env);
  expect(pieces.filter((piece) => text.includes(piece))).toEqual([]);
});

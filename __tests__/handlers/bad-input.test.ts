import { createHandler } from '../../handlers/driver/handler';
import { service as neon } from '../../handlers/neon';
import { service as upstash } from '../../handlers/upstash';
import { type RedisServer, startRedis } from '../../preview/servers/redis';
import { awsVariables, FakeAws } from '../support/aws/fake-aws';
import { type Database, startDatabase } from '../support/servers/postgres';

/** The first mistakes that people make. What else may go wrong is in the fault suite, `npm run test:faults`. */
const SECRET = 'canary-secret-0123';

let aws: FakeAws;
let db: Database;
let redis: RedisServer;
beforeAll(async () => {
  aws = await new FakeAws().start();
  Object.assign(process.env, awsVariables(aws.url));
  [db, redis] = await Promise.all([startDatabase(), startRedis()]);
});
afterAll(() => Promise.all([db.stop(), redis.stop(), aws.stop()]));

const postgres = (place: string, rest = '') => ({
  NEON_CONNECTION_STRING: `postgresql://u:${SECRET}@${place}/db${rest}`,
});
const redisUrl = (place: string) => ({ UPSTASH_REST_URL: `redis://default:${SECRET}@${place}` });
type Case = [what: string, env: () => Record<string, string>, name: string, message: RegExp];

const neonCases: Case[] = [
  ['no variable', () => ({}), 'ConfigurationError', /NEON_CONNECTION_STRING is not set/],
  ['a malformed variable', () => postgres('[', '?'), 'ConfigurationError', /is not a connection string/],
  ['a closed port', () => postgres('127.0.0.1:1'), 'NetworkError', /127.0.0.1:1: the connection was refused/],
  [
    'a server without TLS',
    () => postgres(`localhost:${db.server.port}`, '?sslmode=require'),
    'TlsError',
    /sslmode=require/,
  ],
  [
    'a wrong password',
    () => postgres(`127.0.0.1:${db.server.port}`),
    'AuthenticationError',
    /rejected the user name or password/,
  ],
];
const upstashCases: Case[] = [
  ['no variable', () => ({}), 'ConfigurationError', /UPSTASH_REST_URL is not set/],
  [
    'a malformed variable',
    () => ({ UPSTASH_REST_URL: 'cache', UPSTASH_REST_TOKEN: SECRET }),
    'ConfigurationError',
    /not a URL/,
  ],
  ['a closed port', () => redisUrl('127.0.0.1:1'), 'NetworkError', /127.0.0.1:1: the connection was refused/],
  [
    'a wrong token',
    () => redisUrl(`127.0.0.1:${redis.port}`),
    'AuthenticationError',
    /rejected the password in UPSTASH_REST_URL/,
  ],
];

test.each([
  ...neonCases.map((one) => ['neon', ...one] as const),
  ...upstashCases.map((one) => ['upstash', ...one] as const),
])('%s with %s', async (service, _, env, name, message) => {
  aws.published.length = 0;
  const lines: unknown[] = [];
  const variables = { ENVIRONMENT: 'test', ...env() };
  const log = (line: unknown) => lines.push(line);
  const handler =
    service === 'neon' ? createHandler(neon, variables, log) : createHandler(upstash, variables, log);
  const error = await handler({}).catch((thrown: Error) => thrown);

  expect(error).toMatchObject({ name, message: expect.stringMatching(message) });
  expect(aws.values('Up')).toEqual([0]);
  const { stack, ...fields } = error as Error;
  expect(JSON.stringify([lines, aws.published, stack, fields, String(error)])).not.toContain(SECRET);
});

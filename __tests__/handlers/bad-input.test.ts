import { createServer, type Server, type Socket } from 'node:net';
import { createHandler } from '../../handlers/driver/handler';
import { service as neon } from '../../handlers/neon';
import { service as upstash } from '../../handlers/upstash';
import { type RedisServer, startRedis } from '../../preview/servers/redis';
import { awsVariables, FakeAws } from '../support/fake-aws';
import { type Database, startDatabase } from '../support/postgres';

const SECRET = 'canary-secret-0123';
/** What Lambda has left: enough for a second of collecting, so that silence is found out soon. */
const LEFT_MS = 10_000;

let aws: FakeAws;
let db: Database;
let redis: RedisServer;
const ports: Record<string, Server> = {};
const sockets = new Set<Socket>();

/** A port that does this to whoever connects. */
async function open(name: string, greet: (socket: Socket) => void): Promise<void> {
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    greet(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ports[name] = server;
}
const at = (name: string) => {
  const address = ports[name]?.address();
  return `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
};

beforeAll(async () => {
  aws = await new FakeAws().start();
  Object.assign(process.env, awsVariables(aws.url));
  [db, redis] = await Promise.all([startDatabase(), startRedis({ config: ['maxclients 10'] })]);
  await open('silent', () => {});
  await open('hanging up', (socket) => socket.destroy());
  await open('another protocol', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  await open('not INFO', (socket) =>
    socket.on('data', (data) => socket.write(String(data).includes('info') ? '$5\r\nhello\r\n' : '+OK\r\n')),
  );
  const quota = '-ERR max requests limit exceeded. Limit: 500000, Usage: 500000.\r\n';
  await open('out of quota', (socket) => socket.on('data', () => socket.write(quota)));
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  for (const server of Object.values(ports)) server.close();
  await Promise.all([db.stop(), redis.stop()]);
  await aws.stop();
});

const postgres = (place: string, rest = '') => ({
  NEON_CONNECTION_STRING: `postgresql://u:${SECRET}@${place}/db${rest}`,
});
const redisUrl = (place: string, scheme = 'redis') => ({
  UPSTASH_REST_URL: `${scheme}://default:${SECRET}@${place}`,
});
type Case = [
  service: 'neon' | 'upstash',
  what: string,
  env: () => Record<string, string>,
  name: string,
  message: RegExp,
];

const cases: Case[] = [
  ['neon', 'no variable', () => ({}), 'ConfigurationError', /NEON_CONNECTION_STRING is not set/],
  [
    'neon',
    'a malformed variable',
    () => postgres('[', '?'),
    'ConfigurationError',
    /is not a connection string/,
  ],
  [
    'neon',
    'an unknown host',
    () => postgres('nowhere.invalid'),
    'DnsError',
    /nowhere.invalid.*Check its spelling/,
  ],
  [
    'neon',
    'a closed port',
    () => postgres('127.0.0.1:1'),
    'NetworkError',
    /127.0.0.1:1: the connection was refused/,
  ],
  ['neon', 'a silent port', () => postgres(at('silent')), 'NetworkError', /no answer in time/],
  [
    'neon',
    'a port that hangs up',
    () => postgres(at('hanging up')),
    'NetworkError',
    /closed before an answer/,
  ],
  [
    'neon',
    'another protocol',
    () => postgres(at('another protocol')),
    'NetworkError',
    /Check that the port speaks/,
  ],
  [
    'neon',
    'a server without TLS',
    () => postgres(`localhost:${db.server.port}`, '?sslmode=require'),
    'TlsError',
    /sslmode=require/,
  ],
  [
    'neon',
    'a wrong password',
    () => postgres(`127.0.0.1:${db.server.port}`),
    'AuthenticationError',
    /refused the user or the password/,
  ],
  [
    'neon',
    'a database that is not there',
    () => ({ NEON_CONNECTION_STRING: db.url.replace(/postgres$/, 'nothing') }),
    'ConfigurationError',
    /database of the connection string does not exist/,
  ],
  ['upstash', 'no variable', () => ({}), 'ConfigurationError', /UPSTASH_REST_URL is not set/],
  [
    'upstash',
    'a malformed variable',
    () => ({ UPSTASH_REST_URL: 'cache', UPSTASH_REST_TOKEN: SECRET }),
    'ConfigurationError',
    /not a URL/,
  ],
  [
    'upstash',
    'an unknown host',
    () => ({ UPSTASH_REST_URL: 'https://nowhere.invalid', UPSTASH_REST_TOKEN: SECRET }),
    'DnsError',
    /nowhere.invalid/,
  ],
  [
    'upstash',
    'a closed port',
    () => redisUrl('127.0.0.1:1'),
    'NetworkError',
    /127.0.0.1:1: the connection was refused/,
  ],
  ['upstash', 'a silent port', () => redisUrl(at('silent')), 'NetworkError', /no answer in time/],
  [
    'upstash',
    'a silent port where TLS should be',
    () => redisUrl(at('silent'), 'rediss'),
    'NetworkError',
    /no answer in time/,
  ],
  [
    'upstash',
    'a port that hangs up',
    () => redisUrl(at('hanging up')),
    'NetworkError',
    /closed before an answer/,
  ],
  ['upstash', 'another protocol', () => redisUrl(at('another protocol')), 'ProtocolError', /not Redis/],
  [
    'upstash',
    'a server without TLS',
    () => redisUrl(at('another protocol'), 'rediss'),
    'TlsError',
    /does not speak TLS/,
  ],
  [
    'upstash',
    'a wrong token',
    () => redisUrl(`127.0.0.1:${redis.port}`),
    'AuthenticationError',
    /refused the token/,
  ],
  ['upstash', 'something that is not INFO', () => redisUrl(at('not INFO')), 'ProtocolError', /not INFO/],
  [
    'upstash',
    'a quota that is used up',
    () => redisUrl(at('out of quota')),
    'QuotaError',
    /number of commands is used up/,
  ],
];

test.each(cases)('%s with %s', async (service, _, env, name, message) => {
  aws.published.length = 0;
  const lines: unknown[] = [];
  const variables = { ENVIRONMENT: 'test', ...env() };
  const log = (line: unknown) => lines.push(line);
  const handler =
    service === 'neon' ? createHandler(neon, variables, log) : createHandler(upstash, variables, log);
  const error = await handler({}, { getRemainingTimeInMillis: () => LEFT_MS }).catch(
    (thrown: Error) => thrown,
  );

  expect(error).toMatchObject({ name, message: expect.stringMatching(message) });
  expect(aws.values('Up')).toEqual([0]);
  const { stack, ...fields } = error as Error;
  expect(JSON.stringify([lines, aws.published, stack, fields, String(error)])).not.toContain(SECRET);
});

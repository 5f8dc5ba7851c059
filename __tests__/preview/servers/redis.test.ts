import { once } from 'node:events';
import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { findRedis } from '../../../preview/servers/binaries';
import { type RedisServer, startRedis } from '../../../preview/servers/redis';
import { freshTemporary } from '../leftovers';
import { selfSigned } from './certificate';

let server: RedisServer | undefined;
afterEach(() => server?.stop());

/** With these options, a connection needs only AUTH. */
const lean = { enableReadyCheck: false, disableClientInfo: true, protocol: 2 } as const;

type Options = Partial<typeof lean> & { tls?: { ca?: string } };

async function ask<T>(url: string, question: (client: Redis) => Promise<T>, options: Options = {}) {
  const client = new Redis(url, {
    lazyConnect: true,
    retryStrategy: () => null,
    disconnectTimeout: 50,
    ...options,
  });
  let cause: unknown;
  client.on('error', (error) => {
    cause ??= error;
  });
  try {
    await client.connect();
    return await question(client);
  } catch (error) {
    throw cause ?? error;
  } finally {
    const ended = client.status === 'end' ? undefined : once(client, 'end');
    client.disconnect();
    await ended;
  }
}

test('an empty Redis with the requested settings, without persistence', async () => {
  server = await startRedis({ config: ['maxmemory 7mb'] });
  const [size, memory, save] = await ask(server.url, (client) =>
    Promise.all([client.dbsize(), client.config('GET', 'maxmemory'), client.config('GET', 'save')]),
  );
  expect([size, memory, save]).toEqual([0, ['maxmemory', String(7 * 1024 ** 2)], ['save', '']]);
  await server.restart();
  expect(await ask(server.url, (client) => client.ping())).toBe('PONG');
  await server.stop();
  expect(existsSync(server.folder)).toBe(false);
});

test('the password is required', async () => {
  server = await startRedis();
  await expect(ask(server.url.replace(server.password, 'guess'), (client) => client.ping())).rejects.toThrow(
    'WRONGPASS',
  );
});

test('a user with few rights', async () => {
  server = await startRedis({ config: ['user watcher on >token +info +ping'] });
  const url = server.url.replace(`default:${server.password}`, 'watcher:token');
  expect(await ask(url, (client) => client.info(), lean)).toContain('connected_clients:1');
  await expect(ask(url, (client) => client.get('key'), lean)).rejects.toThrow('NOPERM');
});

test('only TLS', async () => {
  const { key, cert } = selfSigned();
  server = await startRedis({ tls: { key, cert } });
  expect(server.url).toMatch(/^rediss:/);
  expect(await ask(server.url, (client) => client.ping(), { tls: { ca: cert } })).toBe('PONG');
  await expect(ask(server.url, (client) => client.ping(), { tls: {} })).rejects.toThrow(
    'self-signed certificate',
  );
  await expect(ask(server.url.replace('rediss:', 'redis:'), (client) => client.ping())).rejects.toThrow();
});

test('a setting that Redis rejects is reported with its message', async () => {
  await expect(startRedis({ config: ['maxmemory much'] })).rejects.toThrow(
    /FATAL CONFIG FILE ERROR[\s\S]*maxmemory/,
  );
});

describe('finding the server', () => {
  let place: string;
  beforeAll(() => {
    place = freshTemporary();
  });
  afterAll(() => rmSync(place, { recursive: true }));

  test('accepts a Valkey, but not a file that is not executable', () => {
    const file = join(place, 'valkey-server');
    writeFileSync(file, '#!/bin/sh\n');
    chmodSync(file, 0o755);
    writeFileSync(join(place, 'redis-server'), '');
    expect(findRedis(`/no/such/folder:${place}`)).toBe(file);
  });

  test('prefers those over the one built by setup, and fails without any', () => {
    const built = join(place, 'valkey-server');
    expect(findRedis('/no/such/folder', built)).toBe(built);
    expect(findRedis(join(findRedis(), '..'), built)).toBe(findRedis());
    expect(() => findRedis('/no/such/folder', '/no/such/file')).toThrow('run npm run setup');
  });
});

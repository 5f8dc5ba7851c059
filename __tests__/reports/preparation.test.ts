import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redactor } from '../../handlers/lib/redact';
import { readTarget as neonTarget } from '../../handlers/neon/target';
import { pasted } from '../../handlers/secrets';
import { readTarget as upstashTarget } from '../../handlers/upstash/target';
import { type RedisServer, startRedis } from '../../preview/servers/redis';
import { type ServiceName, serviceOf } from '../../thresholds/services';
import { temporaryFolder } from '../support/project/folders';
import { describeWith, onPath } from '../support/project/tools';
import { type Certificates, makeCertificates } from '../support/servers/certificates';
import { type Database, startDatabase } from '../support/servers/postgres';

/**
 * The shell block at the top of each part of the runbook, with every form in which `npm run secrets` stores a secret: it
 * logs in to a real server, with TLS, as the user whom the collector uses.
 */
const folder = temporaryFolder('preparation');
let certificates: Certificates | undefined;

/** Runs a service's block between two commands. The stand-in for `aws` prints what is stored. */
function shell(
  service: ServiceName,
  stored: Readonly<Record<string, string>>,
  command: string,
  before = '',
): string {
  for (const [parameter, value] of Object.entries(stored)) writeFileSync(join(folder.path, parameter), value);
  const block = serviceOf(service).runbook.prepare({
    function: 'f',
    parameter: (name) => `/app/$ENVIRONMENT/${name}`,
  });
  const { stdout, stderr } = spawnSync(
    'bash',
    ['-c', `ENVIRONMENT=production\n${before}\n${block}\n${command}`],
    {
      encoding: 'utf8',
      timeout: 50_000,
      env: { PATH: `${folder.path}:${process.env.PATH}`, SSL_CERT_FILE: certificates?.caFile },
    },
  );
  return stdout.trim() || stderr;
}

const AWS = `#!/bin/sh
while [ "$1" != --name ]; do shift; done
case "$2" in /app/production/*) cat "${folder.path}/\${2##*/}"; echo;; esac
`;

const there = ['psql', 'redis-cli', 'openssl'].every(onPath);
const describeWithClients = describeWith(
  'psql, redis-cli and openssl',
  there,
  'apt-get install postgresql-client redis-server openssl',
);

beforeAll(() => {
  if (there) certificates = makeCertificates();
  writeFileSync(join(folder.path, 'aws'), AWS, { mode: 0o755 });
});
afterAll(() => {
  certificates?.remove();
  folder.remove();
});

/** It has all that has a meaning in a URL, and looks as if it were encoded. */
const ODD = 'p@s/s:w#o?r%d+%41&=é';
const [encoded, odd] = [encodeURIComponent(ODD), 'p@s^s:w%d'];

describeWithClients('of Upstash', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis({
      ...(certificates && { tls: certificates }),
      config: [`user monitor on ">${ODD}" +info +acl|whoami`, `user raw on >${odd} +info +acl|whoami`],
    });
  });
  afterAll(() => redis.stop());

  test.each([
    ['https://{host}', 'default', (own: string) => own],
    ['https://monitor@{host}', 'monitor', () => ODD],
    [`https://monitor:${encoded}@{host}/`, 'monitor', () => 'another-token'],
    ['rediss://{host}', 'default', (own: string) => own],
    ['rediss://monitor@{host}/0', 'monitor', () => ODD],
    ['rediss://monitor:@{host}', 'monitor', () => ODD],
    [`rediss://monitor:${encoded}@{host}`, 'monitor', () => 'another-token'],
    [`rediss://raw:${odd}@{host}`, 'raw', () => 'another-token'],
    ['rediss://default:{password}@{host}', 'default', () => 'another-token'],
    ['rediss://:{password}@{host}', 'default', () => 'another-token'],
    ['redis-cli --tls -u redis://default:{password}@{host}', 'default', () => 'another-token'],
  ])('%s', (form, user, tokenOf) => {
    const url = form.replace('{host}', `127.0.0.1:${redis.port}`).replace('{password}', redis.password);
    const stored = {
      'upstash-rest-url': pasted(url) ?? '',
      'upstash-rest-token': pasted(tokenOf(redis.password)) ?? '',
    };
    expect(shell('upstash', stored, 'redis-cli -u "$REDIS_URL" ACL WHOAMI')).toBe(user);
    const env = {
      UPSTASH_REST_URL: stored['upstash-rest-url'],
      UPSTASH_REST_TOKEN: stored['upstash-rest-token'],
    };
    expect(upstashTarget(env, new Redactor())).toMatchObject({ username: user, port: redis.port });
  });

  test.each([
    ['https://a.upstash.io', 'default:%41%58@a.upstash.io'],
    ['https://a.upstash.io:443', 'default:%41%58@a.upstash.io'],
    ['HTTPS://monitor@a.upstash.io:443/', 'monitor:%41%58@a.upstash.io'],
    ['https://a.upstash.io:1443', 'default:%41%58@a.upstash.io:1443'],
    ['REDISS://monitor:pass@a.upstash.io:443', 'monitor:pass@a.upstash.io:443'],
    // Stored without npm run secrets.
    ['UPSTASH_REDIS_REST_URL="https://a.upstash.io"', 'default:%41%58@a.upstash.io'],
    ['redis-cli -u rediss://u:p@ss@a.upstash.io:6380', 'u:p%40ss@a.upstash.io:6380'],
    ['rediss://default:p@s@s@a.upstash.io:6380', 'default:p%40s%40s@a.upstash.io:6380'],
    ['"https://a.upstash.io"', 'default:%41%58@a.upstash.io'],
    [`redis-cli --tls -u 'redis://u:p"ss@a.upstash.io:6380' PING`, 'u:p"ss@a.upstash.io:6380'],
  ])('%s is the Redis URL with %s', (url, rest) => {
    const stored = { 'upstash-rest-url': url, 'upstash-rest-token': 'AX' };
    expect(shell('upstash', stored, 'echo "$REDIS_URL"')).toBe(`rediss://${rest}`);
    const { host, port } = upstashTarget(
      { UPSTASH_REST_URL: pasted(url), UPSTASH_REST_TOKEN: 'token' },
      new Redactor(),
    );
    expect(rest).toMatch(port === 6379 ? new RegExp(`@${host}$`) : new RegExp(`@${host}:${port}$`));
  });
});

describeWithClients('of Upstash, a token', () => {
  test.each(['"AX=="', "'AX=='", 'Bearer AX==', '"Bearer AX=="', 'UPSTASH_REDIS_REST_TOKEN="AX=="', 'AX=='])(
    '%s is stored without npm run secrets',
    (token) => {
      const stored = { 'upstash-rest-url': 'https://a.upstash.io', 'upstash-rest-token': token };
      expect(shell('upstash', stored, 'echo "$REDIS_URL"')).toBe(
        'rediss://default:%41%58%3d%3d@a.upstash.io',
      );
      expect(pasted(token)).toBe('AX==');
    },
  );
});

describeWithClients('of Neon', () => {
  let database: Database;
  beforeAll(async () => {
    const { key = '', cert = '' } = certificates ?? {};
    database = await startDatabase({
      settings: { ssl: 'on', ssl_key_file: '../server.key', ssl_cert_file: '../server.crt' },
      files: { 'server.key': key, 'server.crt': cert },
    });
    await database.admin.query(`CREATE ROLE odd LOGIN PASSWORD '${ODD}'`);
    await database.admin.query(`CREATE ROLE raw LOGIN PASSWORD '${odd}'`);
    await database.admin.query('CREATE DATABASE odd');
  });
  afterAll(() => database.stop());

  test.each([
    [`postgresql://odd:${encoded}@{host}/postgres?sslmode=require&channel_binding=require`, 'odd t postgres'],
    [`postgres://odd:${encoded}@{host}`, 'odd t odd'],
    [`postgresql://raw:${odd}@{host}/postgres?sslmode=require`, 'raw t postgres'],
    [`psql 'postgresql://odd:${encoded}@{host}/postgres?sslmode=verify-full'`, 'odd t postgres'],
    // Parameters of Prisma and of other clients.
    [
      `postgresql://odd:${encoded}@{host}/postgres?pgbouncer=true&sslmode=require&connection_limit=1&schema=public`,
      'odd t postgres',
    ],
    [`postgresql://odd:${encoded}@{host}/postgres?schema=public`, 'odd t postgres'],
    [`postgresql://odd:${encoded}@{host}/postgres?options=-c%20work_mem%3D99kB`, 'odd t postgres'],
  ])('%s', (form, told) => {
    const url = pasted(form.replace('{host}', `127.0.0.1:${database.server.port}`)) ?? '';
    const statement = `SELECT concat_ws(' ', current_user, ssl, current_database()) FROM pg_stat_ssl WHERE pid = pg_backend_pid()`;
    const said = shell(
      'neon',
      { 'neon-connection-string': url },
      `psql -At "$DATABASE_URL" <<< "${statement}"`,
    );
    expect(said).toBe(told);
    const { user } = neonTarget({ NEON_CONNECTION_STRING: url }, new Redactor());
    expect(told).toMatch(`${user} `);
  });

  const HOST = 'ep-a-1-pooler.us-east-2.aws.neon.tech';
  // The hosts do not exist: psql is not started.
  const databaseUrl = (stored: string) =>
    shell('neon', { 'neon-connection-string': stored }, '', 'psql() { echo "$1"; }');
  /** What is stored, and what psql is given. */
  test.each([
    [
      `u:pass@${HOST}/d?options=endpoint%3Dep-a-1-pooler&sslmode=require`,
      'u:pass@ep-a-1.us-east-2.aws.neon.tech/d?options=endpoint%3Dep-a-1&sslmode=require',
    ],
    [
      `u:pass@${HOST}:5432/d?options=-c%20a%3D1%20project%3D%27ep-a-1-pooler%27%20-c%20b%3Dx-pooler`,
      'u:pass@ep-a-1.us-east-2.aws.neon.tech:5432/d?options=-c%20a%3D1%20project%3D%27ep-a-1%27%20-c%20b%3Dx-pooler',
    ],
    [
      'u:pass@h.example/d?options=endpoint%3Dep-x-pooler%20-c%20a%3D1',
      'u:pass@h.example/d?options=endpoint%3Dep-x%20-c%20a%3D1',
    ],
    ['u:my-pooler.pass@h.example/a-pooler', 'u:my-pooler.pass@h.example/a-pooler?'],
    ['u:endpoint=ep-x-pooler;p-pooler;s@h.example/d', 'u:endpoint=ep-x;p-pooler;s@h.example/d?'],
    // The host names it: the whole would be the password.
    [`u:endpoint=ep-a-1-pooler;pass@${HOST}/d`, 'u:pass@ep-a-1.us-east-2.aws.neon.tech/d?'],
    [`u:endpoint%3Dep-a-1%24pass;q@${HOST}/d`, 'u:pass;q@ep-a-1.us-east-2.aws.neon.tech/d?'],
    ['u:endpoint=my-pooler@h.example/d', 'u:endpoint=my-pooler@h.example/d?'],
    ['u:endpoint%3Dep-x-pooler%24pass@h.example/d', 'u:endpoint%3Dep-x%24pass@h.example/d?'],
    ['u:pass@EP-A-1-POOLER.us-east-2.aws.neon.tech', 'u:pass@EP-A-1.us-east-2.aws.neon.tech?'],
    ['u:p@s@s-pooler@h.example/d', 'u:p%40s%40s-pooler@h.example/d?'],
    ["u:it's-pooler@h.example/d", "u:it's-pooler@h.example/d?"],
  ])('the pooler is bypassed where it is one: %s', (stored, given) => {
    expect(databaseUrl(`postgresql://${stored}`)).toBe(`postgresql://${given}`);
    // As the collector reads it.
    const [own, bypassed] = [stored, given].map((rest) =>
      neonTarget({ NEON_CONNECTION_STRING: `postgresql://${rest}` }, new Redactor()),
    );
    expect(bypassed).toEqual(own);
  });

  test.each([
    ...["psql 'URL'", 'psql "URL" -c x', 'psql URL', "'URL'", 'psql -d URL', `psql --dbname='URL' -c x`],
    ...['NEON_CONNECTION_STRING="URL" # of production', 'export NEON_CONNECTION_STRING=URL'],
  ])('%s is stored without npm run secrets', (form) => {
    const url = 'postgresql://u:pass@h.example/d?sslmode=require';
    expect(databaseUrl(form.replace('URL', url))).toBe(url);
  });
});

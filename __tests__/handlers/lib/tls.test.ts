import { execFile } from 'node:child_process';
import type { SecureContextOptions } from 'node:tls';
import { promisify } from 'node:util';
import { bundle } from '../../../handlers/bundle/bundle';
import { type RedisServer, startRedis } from '../../../preview/servers/redis';
import { awsVariables, FakeAws } from '../../support/aws/fake-aws';
import { type Outcome, startFunction, type WarmFunction } from '../../support/collectors/function';
import { temporaryFolder } from '../../support/project/folders';
import { describeWith, node22 } from '../../support/project/tools';
import { type Authority, describeWithOpenssl, makeAuthority } from '../../support/servers/certificates';
import { type NeonApiServer, startNeonApi } from '../../support/servers/neon-api';
import { type Database, startDatabase } from '../../support/servers/postgres';
import { startTlsTunnel, type TlsTunnel } from '../../support/servers/tls-tunnel';

/** OpenSSL supports these only at security level 0. */
const old = (version: 'TLSv1' | 'TLSv1.1'): SecureContextOptions => ({
  minVersion: version,
  maxVersion: version,
  ciphers: 'DEFAULT@SECLEVEL=0',
});

/** What may be wrong with a server, and what the message says about it. The CA is trusted unless another is named. */
const faults: Readonly<Record<string, [offer: (ca: Authority, other: Authority) => object, says: RegExp]>> = {
  'an expired certificate': [(ca) => ca.sign({ days: -1 }), /CERT_HAS_EXPIRED.*renew it/],
  'a certificate of another name': [
    (ca) => ca.sign({ names: 'DNS:other.example' }),
    /ALTNAME.*for another host/,
  ],
  'a certificate of an unknown CA': [(_, other) => other.sign(), /UNABLE_TO_.*NODE_EXTRA_CA_CERTS/],
  'a certificate that it signed itself': [
    (_, other) => other.selfSigned(),
    /SELF_SIGNED.*NODE_EXTRA_CA_CERTS/,
  ],
  'TLS 1.1 only': [(ca) => ({ ...ca.sign(), ...old('TLSv1.1') }), /does not support TLS 1\.2 or later/],
  'TLS 1.0 only': [(ca) => ({ ...ca.sign(), ...old('TLSv1') }), /does not support TLS 1\.2 or later/],
};

/** What makes Node verify less than by default. Somebody sets it while debugging, and forgets it. */
const weakened = {
  NODE_TLS_REJECT_UNAUTHORIZED: '0',
  NODE_OPTIONS: '--tls-min-v1.0 --tls-cipher-list=DEFAULT@SECLEVEL=0',
};

/** PostgreSQL's request for TLS: a length, a code, and nothing else. */
const SSL_REQUEST = '\0\0\0\x08\x04\xd2\x16\x2f';

/** What a script prints, run by Node with the weakened environment. */
async function careless(script: string): Promise<string> {
  const { stdout } = await promisify(execFile)(node22 ?? '', ['-e', script], { env: weakened });
  return stdout.trim();
}

const describeHere = describeWith('Node 22', Boolean(node22), 'npm ci --prefix __tests__/toolchain');

describeWithOpenssl('TLS', () =>
  describeHere('is verified', () => {
    const folder = temporaryFolder('bundles');
    let bundles: Record<string, string>;
    let [ca, other]: Authority[] = [];
    let aws: FakeAws;
    let db: Database;
    let redis: RedisServer;
    let api: NeonApiServer;
    const offers: Record<string, object> = {};

    beforeAll(async () => {
      bundles = bundle(folder.path);
      [ca, other] = [makeAuthority(), makeAuthority()];
      for (const [fault, [offer]] of Object.entries(faults)) offers[fault] = offer(ca, other);
      offers.nothing = ca.sign();
      [aws, db, redis, api] = await Promise.all([
        new FakeAws().start(),
        startDatabase(),
        startRedis(),
        startNeonApi(),
      ]);
      api.endpoint = { current_state: 'active' };
    });
    afterAll(async () => {
      await Promise.all([aws.stop(), db.stop(), redis.stop(), api.stop()]);
      for (const authority of [ca, other]) authority?.remove();
      folder.remove();
    });
    const portOf = (url: string) => Number(new URL(url).port);

    interface Client {
      readonly service: 'neon' | 'upstash';
      readonly backend: () => number;
      readonly variables: (port: number) => Record<string, string>;
      /** Part of what only a trusted server may receive. */
      readonly credential: () => string;
      readonly refused: (outcome: Outcome, says: RegExp) => void;
    }
    const fails = (name: string) => (outcome: Outcome, says: RegExp) =>
      expect(outcome).toEqual({
        error: expect.objectContaining({ name, message: expect.stringMatching(says) }),
      });
    const clients: Readonly<Record<string, Client>> = {
      Postgres: {
        service: 'neon',
        backend: () => db.server.port,
        variables: (port) => ({
          NEON_CONNECTION_STRING: db.url
            .replace(/127.0.0.1:\d+/, `localhost:${port}`)
            .concat('?sslmode=require'),
        }),
        credential: () => 'watcher',
        refused: fails('TlsError'),
      },
      Redis: {
        service: 'upstash',
        backend: () => redis.port,
        variables: (port) => ({ UPSTASH_REST_URL: `rediss://:${redis.password}@localhost:${port}` }),
        credential: () => redis.password,
        refused: fails('TlsError'),
      },
      'the Neon API': {
        service: 'neon',
        backend: () => portOf(api.url),
        variables: (port) => ({
          NEON_CONNECTION_STRING: db.url,
          NEON_API_URL: `https://localhost:${port}`,
          NEON_API_KEY: 'napi_canary',
          NEON_PROJECT_ID: 'quiet-sun-1',
        }),
        credential: () => 'napi_canary',
        // The database is visited anyway: monitoring matters more than saving.
        refused: ({ result }, says) => {
          expect(result?.warnings).toContainEqual(
            expect.stringMatching(/^TlsError: The Neon API at localhost/),
          );
          expect(result?.warnings).toContainEqual(expect.stringMatching(says));
          expect(result?.metrics.ApiErrors).toEqual({ value: 1, unit: 'Count' });
        },
      },
      AWS: {
        service: 'upstash',
        backend: () => portOf(aws.url),
        variables: (port) => ({
          UPSTASH_REST_URL: redis.url,
          ...awsVariables(`https://localhost:${port}`),
          AWS_ACCESS_KEY_ID: 'AKIDCANARY',
        }),
        credential: () => 'AKIDCANARY',
        refused: (outcome, says) => {
          fails('AwsError')(outcome, says);
          fails('AwsError')(outcome, /^CloudWatch PutMetricData failed, no trusted TLS connection/);
        },
      },
    };

    describe.each(Object.entries(clients))('by the client of %s', (name, client) => {
      let tunnel: TlsTunnel;
      const functions: WarmFunction[] = [];
      const start = (env: Record<string, string>) => {
        const variables = {
          ...awsVariables(aws.url),
          ENVIRONMENT: 'test',
          ...client.variables(tunnel.port),
          ...env,
        };
        functions.push(startFunction(bundles[client.service] ?? '', variables, node22));
        return functions.at(-1) as WarmFunction;
      };
      /** One run against a server with this fault. */
      const meet = async (fault: string, by: WarmFunction) => {
        Object.assign(tunnel, { offer: offers[fault], heard: { plain: '', secret: '' } });
        return by.invoke();
      };
      let trusting: WarmFunction;
      let weak: WarmFunction;
      beforeAll(async () => {
        tunnel = await startTlsTunnel(client.backend(), name === 'Postgres');
        trusting = start({ NODE_EXTRA_CA_CERTS: ca?.caFile ?? '' });
        weak = start({ NODE_EXTRA_CA_CERTS: ca?.caFile ?? '', ...weakened });
      });
      afterAll(async () => {
        for (const one of functions) one.stop();
        await tunnel.stop();
      });

      test('a correct server is accepted if its private CA is trusted', async () => {
        const { result } = await meet('nothing', trusting);
        expect(result?.metrics).toMatchObject({ Up: { value: 1 }, ApiErrors: { value: 0 } });
        expect(tunnel.heard.secret).toContain(client.credential());
        const [, says] = faults['a certificate of an unknown CA'] ?? [];
        client.refused(await meet('nothing', start({})), says ?? /never/);
        expect(tunnel.heard.secret).toBe('');
      });

      test.each(Object.entries(faults))(
        '%s is rejected, and receives no credentials',
        async (fault, [, says]) => {
          for (const by of [trusting, weak]) {
            client.refused(await meet(fault, by), says);
            expect(tunnel.heard.secret).toBe('');
            expect(tunnel.heard.plain).toBe(name === 'Postgres' ? SSL_REQUEST : '');
          }
        },
      );
    });

    test('a client without these options would accept each of these servers', async () => {
      const tunnel = await startTlsTunnel(redis.port);
      const ask = `const tls = require('node:tls');
        tls.connect(${tunnel.port}, 'localhost', {}, function () { this.end('INFO\\r\\n'); console.log(this.getProtocol()); });`;
      const protocols = [];
      for (const fault of Object.keys(faults)) {
        tunnel.offer = offers[fault] ?? {};
        protocols.push(await careless(ask));
      }
      expect(protocols).toEqual(['TLSv1.3', 'TLSv1.3', 'TLSv1.3', 'TLSv1.3', 'TLSv1.1', 'TLSv1']);
      expect(tunnel.heard.secret).toBe('INFO\r\n'.repeat(protocols.length));
      await tunnel.stop();
    });
  }),
);

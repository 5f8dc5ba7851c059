import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { bundle } from '../../handlers/bundle/bundle';
import { startPostgres } from '../../preview/servers/postgres';
import { startRedis } from '../../preview/servers/redis';
import { type ServiceName, services } from '../../thresholds/services';
import { awsVariables, FakeAws } from '../support/aws/fake-aws';
import { startFunction } from '../support/collectors/function';
import { node22 } from '../support/project/tools';
import { type Certificates, makeCertificates } from '../support/servers/certificates';
import { interleave, of, ratio, show, table } from './measure';

const ROUNDS = 300;
const WARM_UP = 100;

interface Place {
  readonly env: Record<string, string>;
  close(): Promise<unknown>;
}

/** Databases and AWS on loopback, each on its own port. */
async function open(tls?: Certificates): Promise<Place> {
  const settings = tls && { ssl: 'on', ssl_cert_file: '../server.crt', ssl_key_file: '../server.key' };
  const files = tls && { 'server.crt': tls.cert, 'server.key': tls.key };
  const [cloudwatch, dynamodb, db, redis] = await Promise.all([
    new FakeAws(tls).start(),
    new FakeAws(tls).start(),
    startPostgres(tls ? { settings: settings ?? {}, files: files ?? {} } : {}),
    startRedis(tls ? { tls } : {}),
  ]);
  const admin = new Client({ connectionString: db.url });
  await admin.connect();
  await admin.query('CREATE EXTENSION pg_stat_statements');
  await admin.end();
  return {
    env: {
      ...awsVariables(cloudwatch.url),
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
      ENVIRONMENT: 'bench',
      ENABLE_DETAILED_MONITORING: 'true',
      ENABLE_EXTENDED_MONITORING: 'true',
      STATE_TABLE: 'state',
      NEON_CONNECTION_STRING: tls ? `${db.url}?sslmode=verify-full` : db.url,
      UPSTASH_REST_URL: redis.url,
      ...(tls && { NODE_EXTRA_CA_CERTS: tls.caFile }),
    },
    close: () => Promise.all([db.stop(), redis.stop(), cloudwatch.stop(), dynamodb.stop()]),
  };
}

/** How long warm functions take, in turns: ours, the floor, and the floor that also loads the previous sample. */
async function race(files: Readonly<Record<'ours' | 'floor', string>>, env: Record<string, string>) {
  const start = (file: string, more = {}) => {
    const warm = startFunction(file, { ...env, ...more }, node22, []);
    const round = async () => {
      const started = performance.now();
      const { error } = await warm.invoke();
      if (error) throw new Error(`${error.name}: ${error.message}`);
      return { ms: performance.now() - started };
    };
    return { warm, round };
  };
  const [ours, floor] = [start(files.ours), start(files.floor)];
  const loading = start(files.floor, { FLOOR_LOADS: 'true' });
  try {
    const subjects = { ours: ours.round, floor: floor.round, loading: loading.round };
    return await interleave(subjects, ROUNDS, WARM_UP);
  } finally {
    for (const { warm } of [ours, floor, loading]) warm.stop();
  }
}

/**
 * A warm collection against the floor: the same drivers, the same statement or INFO, one PutMetricData, one state
 * write, and nothing else. Both run as bundles in warm processes.
 */
export async function collection(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const certificates = makeCertificates();
  try {
    const ours = bundle(join(folder, 'ours'));
    const floors = bundle(join(folder, 'floors'), join(__dirname, 'floor'));
    const lines: string[][] = [];
    for (const [way, tls] of [
      ['TLS, as deployed', certificates],
      ['no TLS', undefined],
    ] as const) {
      const place = await open(tls);
      try {
        for (const service of Object.keys(services) as ServiceName[]) {
          const files = { ours: ours[service] ?? '', floor: floors[service] ?? '' };
          const { ours: mine, floor, loading } = await race(files, place.env);
          lines.push([
            `${services[service].title}, ${way}`,
            show(of(mine, 'ms'), 2),
            show(of(floor, 'ms'), 2),
            show(ratio(mine, floor, 'ms'), 2),
            show(ratio(mine, loading, 'ms'), 2),
          ]);
        }
      } finally {
        await place.close();
      }
    }
    return [
      `Milliseconds of a warm invocation on loopback, ${ROUNDS} rounds after ${WARM_UP} to warm up; median (quartiles).`,
      '',
      table(
        ['collector', 'ours', 'floor', 'ratio', 'ratio to a floor that loads the previous sample'],
        lines,
      ),
    ].join('\n');
  } finally {
    certificates.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

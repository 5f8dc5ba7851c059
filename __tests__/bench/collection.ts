import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { bundle } from '../../handlers/bundle';
import { startPostgres } from '../../preview/servers/postgres';
import { startRedis } from '../../preview/servers/redis';
import { services } from '../../thresholds/services';
import { awsVariables, FakeAws } from '../support/fake-aws';
import { startFunction, type WarmFunction } from '../support/function';
import { node22 } from '../support/tools';
import { interleave, of, ratio, show, table, timed } from './measure';

const ROUNDS = 300;
const WARM_UP = 100;

/**
 * A warm collection against the floor: the same drivers, the same statement or INFO, one PutMetricData, one state
 * write, and nothing else. Both run as bundles in warm processes; databases and AWS are on loopback.
 */
export async function collection(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const [cloudwatch, dynamodb] = [await new FakeAws().start(), await new FakeAws().start()];
  const [db, redis] = await Promise.all([startPostgres(), startRedis()]);
  const running: WarmFunction[] = [];
  try {
    const admin = new Client({ connectionString: db.url });
    await admin.connect();
    await admin.query('CREATE EXTENSION pg_stat_statements');
    await admin.end();
    const env = {
      ...awsVariables(cloudwatch.url),
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
      ENVIRONMENT: 'bench',
      ENABLE_DETAILED_MONITORING: 'true',
      STATE_TABLE: 'state',
      NEON_CONNECTION_STRING: db.url,
      UPSTASH_REST_URL: redis.url,
    };
    const start = (file = '') => {
      const warm = startFunction(file, env, node22, []);
      running.push(warm);
      return async () => {
        let outcome: Awaited<ReturnType<WarmFunction['invoke']>> | undefined;
        const ms = await timed(async () => (outcome = await warm.invoke()));
        if (outcome?.error) throw new Error(`${outcome.error.name}: ${outcome.error.message}`);
        return { ms };
      };
    };
    const ours = bundle(join(folder, 'ours'));
    const floors = bundle(join(folder, 'floors'), join(__dirname, 'floor'));
    const lines: string[][] = [];
    for (const [name, { title }] of Object.entries(services)) {
      const subjects = { ours: start(ours[name]), floor: start(floors[name]) };
      const rounds = await interleave(subjects, ROUNDS, WARM_UP);
      lines.push([
        title,
        show(of(rounds.ours, 'ms'), 2),
        show(of(rounds.floor, 'ms'), 2),
        show(ratio(rounds.ours, rounds.floor, 'ms'), 2),
      ]);
    }
    return [
      `Milliseconds of a warm invocation, ${ROUNDS} rounds after ${WARM_UP} to warm up; median (quartiles).`,
      '',
      table(['collector', 'ours', 'floor', 'ratio'], lines),
    ].join('\n');
  } finally {
    for (const warm of running) warm.stop();
    await Promise.all([db.stop(), redis.stop(), cloudwatch.stop(), dynamodb.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

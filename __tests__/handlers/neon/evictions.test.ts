import { awsVariables, FakeAws } from '../../support/aws/fake-aws';
import { measured } from '../../support/collectors/measured';
import { neonCollector } from '../../support/collectors/neon';
import { SHORTEST_MS } from '../../support/collectors/postgres';
import { startDatabase, versions } from '../../support/servers/postgres';

const ROWS = 'AverageQueryTime, SlowQueries and QueryThroughput';
const columns = Array.from({ length: 45 }, (_, n) => `c${n}`);
const different = columns.flatMap((a) => columns.map((b) => `SELECT ${a} FROM wide WHERE ${b} = 1`));

describe.each(versions.filter(({ major }) => major === 14 || major === 17))(
  'PostgreSQL $major',
  (version) => {
    version.describeVersion('with more statements than it keeps', () => {
      test('what evicted statements may have had is said; if it may be much, the readings are absent', async () => {
        const aws = await new FakeAws().start();
        Object.assign(process.env, awsVariables(aws.url));
        const db = await startDatabase({
          ...(version.folder && { folder: version.folder }),
          settings: { 'pg_stat_statements.max': 1_000 },
        });
        try {
          const handler = neonCollector(db.url);
          const client = await db.session();
          await db.admin.query('CREATE EXTENSION pg_stat_statements');
          await db.admin.query(`CREATE TABLE wide (${columns.map((column) => `${column} int`)})`);
          await db.admin.query('SELECT pg_stat_statements_reset()');
          await client.query([...different.slice(0, 950), ...different.slice(0, 150)].join(';'));
          await handler({});

          // One eviction of 50 statements, of one call each, among many calls.
          await client.query([...different.slice(950, 1_010), ...Array(5_000).fill('SELECT 1')].join(';'));
          await client.query(`SELECT pg_sleep(${SHORTEST_MS / 1_000})`);
          const few = await handler({});
          expect(few.warnings).toEqual([
            expect.stringMatching(`^${ROWS} may be wrong by about [1-5] %: pg_stat_statements evicted`),
          ]);
          const calls = measured(few, 'QueryThroughput') * (few.intervalSeconds ?? 0);
          expect(calls).toBeLessThan(5_062);
          expect(calls).toBeGreaterThan(0.95 * 5_061);

          await client.query(different.slice(1_010).join(';'));
          await client.query(`SELECT pg_sleep(${SHORTEST_MS / 1_000})`);
          const many = await handler({});
          const absent = {
            absent: expect.stringMatching(/^pg_stat_statements evicted .* is not known; raise /),
          };
          for (const name of ['AverageQueryTime', 'SlowQueries', 'QueryThroughput'])
            expect(many.metrics[name]).toEqual(absent);
          expect(many.warnings).toEqual([
            `${ROWS} are absent: ${(many.metrics.SlowQueries as { absent: string }).absent}`,
          ]);
        } finally {
          await db.stop();
          await aws.stop();
        }
      });
    });
  },
);

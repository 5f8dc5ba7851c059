import type { Client } from 'pg';
import type { Database } from './postgres';
import { until } from './until';

/** Sessions that wait, one for the other, and their process ids. */
export interface Chain {
  readonly pids: readonly number[];
  /** Resolves when every session has its locks and has committed; one that was ended is left out. */
  readonly ends: Promise<unknown>;
}

/** The process id of a session. Not part of pg's types. */
export const pidOf = (client: Client): number => (client as unknown as { processID: number }).processID;

export const waiting = (db: Database): Promise<number> =>
  db.one(`SELECT count(*)::int FROM pg_stat_activity WHERE wait_event_type = 'Lock'`);

const lock = (id: number) => `UPDATE thing SET text = text WHERE id = ${id}`;

/** Starts a statement that has to wait for a lock, and waits until it does. */
export async function blocked(
  db: Database,
  client: Client,
  sql: string,
): Promise<{ readonly ends: Promise<unknown> }> {
  const before = await waiting(db);
  const ends = client.query(sql).catch(() => {});
  await until(async () => (await waiting(db)) > before);
  return { ends };
}

/** Each session locks a row, and waits for that of the one before; the first one idles in its transaction. */
export async function chain(db: Database, length: number, first: number): Promise<Chain> {
  const clients: Client[] = [];
  const ends: Promise<unknown>[] = [];
  for (let i = 0; i < length; i++) {
    const client = await db.session();
    await client.query(`BEGIN; ${lock(first + i)}`);
    if (i > 0) {
      const wait = await blocked(db, client, lock(first + i - 1));
      ends.push(wait.ends.then(() => client.query('COMMIT').catch(() => {})));
    }
    clients.push(client);
  }
  return { pids: clients.map(pidOf), ends: Promise.all(ends) };
}

/** A session that waits for the lock of a row. */
export async function waiter(db: Database, id: number): Promise<Chain> {
  const client = await db.session();
  const { ends } = await blocked(db, client, lock(id));
  return { pids: [pidOf(client)], ends };
}

/** Two sessions that wait for each other. @param after deadlock_timeout: when Postgres ends one of them */
export async function circle(db: Database, first: number, after: string): Promise<Chain> {
  const pair = [await db.session(), await db.session()] as const;
  for (const [i, client] of pair.entries())
    await client.query(`SET deadlock_timeout = '${after}'; BEGIN; ${lock(first + i)}`);
  const [one, other] = pair;
  const { ends } = await blocked(db, one, lock(first + 1));
  const rest = other.query(lock(first)).catch(() => {});
  return { pids: pair.map(pidOf), ends: Promise.all([ends, rest]) };
}

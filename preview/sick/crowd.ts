import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { PostgresServer } from '../servers/postgres';
import type { Loop } from '../workload/loop';
import { Session } from '../workload/session';
import type { Shop } from '../workload/shop';
import { atTheEnd, repeat, untilDone } from './background';
import type { Heal } from './sickness';

/** An embedded PostgreSQL that can be made sick. */
export interface PostgresPatient {
  readonly server: PostgresServer;
  readonly shop: Shop;
  readonly everySeconds: number;
}

const POLL_MS = 20;
const CONNECT_MS = 10_000;

/** Runs one statement as the superuser, for whom slots are reserved. */
export async function asAdmin(server: PostgresServer, sql: string, values: unknown[] = []) {
  const client = new Client({
    connectionString: server.url,
    ssl: false,
    connectionTimeoutMillis: CONNECT_MS,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.query(sql, values)).rows;
  } finally {
    client.end().catch(() => {});
  }
}

const isRefused = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ECONNREFUSED';

/**
 * Does what needs a server that answers.
 * @throws {Error} says what to do if it does not: it may be stopped, or about to stop or to start
 */
export async function answered<T>(act: () => Promise<T>): Promise<T> {
  return act().catch((error: Error) => {
    throw new Error(
      isRefused(error)
        ? 'PostgreSQL is stopped: start it again first.'
        : `PostgreSQL does not answer (${error.message}). Try again when it runs.`,
    );
  });
}

/** Sessions that a sickness opens, and what they repeat. */
export class Crowd {
  private readonly sessions: Session[] = [];
  private readonly loops: Loop[] = [];
  private readonly names: string[] = [];

  constructor(
    private readonly server: PostgresServer,
    private readonly signal: AbortSignal,
  ) {
    atTheEnd(signal, () => this.leave());
  }

  /** A new session. It is not opened before it is used. @param name shown as application_name */
  session(url: string, name: string): Session {
    const session = new Session(url, name);
    this.sessions.push(session);
    if (!this.names.includes(name)) this.names.push(name);
    return session;
  }

  /** @param step returns the pause before the next one in milliseconds */
  repeat(step: () => Promise<number>): void {
    this.loops.push(repeat(this.signal, step));
  }

  /** Ends all of it. The server would not notice for long that nobody waits for a statement any more. */
  readonly heal: Heal = async () => {
    this.leave();
    // In the opposite order: those who wait for a lock end before the session that holds it, and never get it.
    for (const name of this.names.toReversed())
      await untilDone(this.signal, () => terminate(this.server, name));
    await Promise.all(this.loops.map(({ done }) => done));
  };

  private leave(): void {
    for (const loop of this.loops) loop.stop();
    for (const session of this.sessions) session.close().catch(() => {});
  }
}

/** Ends all sessions of one application name, and waits until they have ended. */
async function terminate(server: PostgresServer, name: string): Promise<void> {
  const sql = `SELECT count(pg_terminate_backend(pid)) > 0 AS some FROM pg_stat_activity WHERE application_name = $1`;
  try {
    while ((await asAdmin(server, sql, [name]))[0].some) await sleep(POLL_MS);
  } catch (error) {
    // A server that does not run has no sessions.
    if (!isRefused(error)) throw error;
  }
}

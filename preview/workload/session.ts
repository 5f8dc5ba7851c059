import { once } from 'node:events';
import { Client, type QueryResult } from 'pg';

const CONNECT_MS = 10_000;

/** One session of Postgres. It is opened when it is first used, and again after any error. */
export class Session {
  private client: Client | undefined;
  private opening: Promise<unknown> = Promise.resolve();
  private closed = false;

  /** @param name shown as application_name */
  constructor(
    private readonly url: string,
    private readonly name: string,
  ) {}

  async query(sql: string, values: unknown[] = []): Promise<QueryResult> {
    const client = this.client ?? this.open();
    try {
      await this.opening;
      return await client.query(sql, values);
    } catch (error) {
      // A transaction may have been left open in it.
      this.forget(client);
      client.end().catch(() => {});
      throw error;
    }
  }

  /** Does not wait for a running statement, which fails. It cannot be used afterwards. */
  async close(): Promise<void> {
    this.closed = true;
    await this.client?.end();
  }

  private forget(client: Client): void {
    if (this.client === client) this.client = undefined;
  }

  private open(): Client {
    if (this.closed) throw new Error('the session has been closed');
    const client = new Client({
      connectionString: this.url,
      application_name: this.name,
      ssl: false,
      connectionTimeoutMillis: CONNECT_MS,
    });
    client.on('error', () => {});
    client.once('end', () => this.forget(client));
    this.client = client;
    // A client that is ended while it connects leaves the promise of connect() open for ever.
    const ended = once(client, 'end').then(() => {
      throw new Error('the session has ended');
    });
    this.opening = Promise.race([client.connect(), ended]);
    for (const promise of [ended, this.opening]) promise.catch(() => {});
    return client;
  }
}

import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { listen } from './listen';

/** A job that waits, by when it came; in milliseconds since the epoch. */
interface Job {
  readonly since: number;
}

/**
 * A job broker, small and real: jobs are stored, done, tried in vain and given up, and `GET /statistics` with its token
 * says how many there are. What the third service of the tests watches.
 */
export class Broker {
  token = 'broker-token-1b7d';
  private readonly instance = randomUUID();
  private readonly jobs: Job[] = [];
  private readonly dead: Job[] = [];
  private readonly total = { failed: 0, done: 0 };
  private readonly server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://broker');
    const allowed = request.headers.authorization === `Bearer ${this.token}`;
    const status = !allowed ? 401 : pathname === '/statistics' ? 200 : 404;
    const answer = status === 200 ? this.statistics(Number(searchParams.get('lateSeconds'))) : {};
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  private port = 0;

  async start(): Promise<this> {
    this.port = await listen(this.server);
    return this;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Stores jobs that have waited for so long already. */
  put(count: number, waitedSeconds = 0): void {
    for (let i = 0; i < count; i++) this.jobs.push({ since: Date.now() - waitedSeconds * 1_000 });
  }

  /** The oldest jobs are done. */
  finish(count: number): void {
    this.total.done += this.jobs.splice(0, count).length;
  }

  /** The oldest job is tried so often, in vain, and then given up. */
  fail(tries: number): void {
    this.total.failed += tries;
    this.dead.push(...this.jobs.splice(0, 1));
  }

  private statistics(lateSeconds: number) {
    const before = Date.now() - lateSeconds * 1_000;
    return {
      instance: this.instance,
      late: this.jobs.filter(({ since }) => since <= before).length,
      stored: this.jobs.length,
      dead: this.dead.length,
      ...this.total,
    };
  }
}

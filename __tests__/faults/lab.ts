import { availableParallelism } from 'node:os';
import { Redis } from 'ioredis';
import { bundle } from '../../handlers/bundle/bundle';
import { type RedisServer, startRedis } from '../../preview/servers/redis';
import type { ServiceName } from '../../thresholds/services';
import { temporaryFolder } from '../support/project/folders';
import { type Certificates, makeCertificates } from '../support/servers/certificates';
import { type Database, startDatabase } from '../support/servers/postgres';

/** A Redis that only one case at a time uses, so that its counters belong to that case. */
export interface Lease {
  readonly server: RedisServer;
  /** The administrator's own connection. */
  readonly admin: Redis;
}

/** What the cases share: bundles, certificates, and servers that are slow to start. */
export class Lab {
  private readonly folder = temporaryFolder('faults');
  private readonly redises: Lease[] = [];
  private readonly free = { plain: [] as Lease[], tls: [] as Lease[] };
  private numbers = 0;
  private busy = 0;
  private readonly waiting: (() => void)[] = [];

  private constructor(
    readonly certificates: Certificates,
    /** PostgreSQL with and without TLS. */
    readonly database: Database,
    /** One with so few slots that a case can use all of them. */
    readonly fewSlots: Database,
  ) {}

  readonly bundles: Readonly<Record<string, string>> = bundle(this.folder.path);

  static async open(): Promise<Lab> {
    const certificates = makeCertificates();
    const [database, fewSlots] = await Promise.all([
      startDatabase({
        settings: { ssl: 'on', ssl_key_file: '../server.key', ssl_cert_file: '../server.crt' },
        files: { 'server.key': certificates.key, 'server.crt': certificates.cert },
      }),
      startDatabase({ settings: { max_connections: 5, superuser_reserved_connections: 2 } }),
    ]);
    for (const { admin } of [database, fewSlots]) await admin.query('CREATE EXTENSION pg_stat_statements');
    return new Lab(certificates, database, fewSlots);
  }

  bundleOf(service: ServiceName): string {
    return this.bundles[service] ?? '';
  }

  /** A number that no other case has. */
  number(): number {
    return ++this.numbers;
  }

  /**
   * Does what must not be slow, no more of it at once than there are processors. Most of the time cases wait, and so
   * many run at once; a run in a fresh process has a processor's work to do, and its calls have deadlines.
   */
  async unhurried<T>(work: () => Promise<T>): Promise<T> {
    while (this.busy >= availableParallelism())
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.busy++;
    try {
      return await work();
    } finally {
      this.busy--;
      this.waiting.shift()?.();
    }
  }

  async lease(kind: 'plain' | 'tls'): Promise<Lease> {
    return this.free[kind].pop() ?? (await this.startRedis(kind));
  }

  giveBack(kind: 'plain' | 'tls', lease: Lease): void {
    this.free[kind].push(lease);
  }

  async stop(): Promise<void> {
    await Promise.all([
      this.database.stop(),
      this.fewSlots.stop(),
      ...this.redises.map(async ({ server, admin }) => {
        admin.disconnect();
        await server.stop();
      }),
    ]);
    this.certificates.remove();
    this.folder.remove();
  }

  private async startRedis(kind: 'plain' | 'tls'): Promise<Lease> {
    const { key, cert } = this.certificates;
    const server = await startRedis({
      config: ['user admin on nopass ~* &* +@all'],
      ...(kind === 'tls' && { tls: { key, cert } }),
    });
    const admin = new Redis({
      host: server.host,
      port: server.port,
      username: 'admin',
      password: 'any',
      // The case's own certificate, on loopback.
      ...(kind === 'tls' && { tls: { rejectUnauthorized: false } }),
    });
    const lease = { server, admin };
    this.redises.push(lease);
    return lease;
  }
}

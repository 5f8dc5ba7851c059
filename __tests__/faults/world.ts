import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { awsVariables, FakeAws } from '../support/aws/fake-aws';
import { startFunction, type WarmFunction } from '../support/collectors/function';
import { node22 } from '../support/project/tools';
import { Link } from '../support/servers/link';
import { type NeonApiServer, startNeonApi } from '../support/servers/neon-api';
import type { Database } from '../support/servers/postgres';
import type { Lab, Lease } from './lab';
import { planted } from './planted';
import type { Needs, System } from './systems';

/** Everything one case has to itself: servers with a breakable link before each, and the processes of its function. */
export class World {
  readonly links: Partial<Record<System, Link>> = {};
  readonly processes: WarmFunction[] = [];
  /** Lookups in Redis without a hit: the truth about KeyspaceMisses. */
  misses = 0;
  /** The case's own role in PostgreSQL, and its database. */
  readonly role: string;
  readonly database: string;
  readonly postgres: Database;
  private lease: Lease | undefined;
  private neon: NeonApiServer | undefined;
  private readonly scheme: 'http' | 'https';

  private constructor(
    readonly fault: Needs,
    private readonly lab: Lab,
    readonly aws: FakeAws,
  ) {
    this.role = `watcher_${lab.number()}`;
    this.database = fault.needs === 'a database' ? `of_${this.role}` : 'postgres';
    this.postgres = fault.needs === 'few slots' ? lab.fewSlots : lab.database;
    this.scheme = fault.tls ? 'https' : 'http';
  }

  static async make(fault: Needs, lab: Lab): Promise<World> {
    const keys = fault.tls && lab.certificates;
    const aws = await new FakeAws(keys).start();
    const world = new World(fault, lab, aws);
    const to: Partial<Record<System, number>> = { ssm: aws.port, dynamodb: aws.port, cloudwatch: aws.port };
    if (fault.service === 'neon') {
      world.neon = await startNeonApi(keys);
      world.neon.endpoint = { current_state: 'active', suspend_timeout_seconds: -1 };
      Object.assign(to, { postgres: world.postgres.server.port, neonApi: world.neon.port });
      await world.preparePostgres();
    } else {
      world.lease = await lab.lease(world.kind);
      to.redis = world.lease.server.port;
      await world.prepareRedis();
    }
    for (const [system, port] of Object.entries(to)) world.links[system as System] = await Link.open(port);
    aws.parameters.set('/neon', world.connectionString());
    aws.parameters.set('/neon-key', planted.apiKey);
    aws.parameters.set('/upstash-token', planted.token);
    return world;
  }

  link(system: System): Link {
    const link = this.links[system];
    if (!link) throw new Error(`a ${this.fault.service} case has no ${system}`);
    return link;
  }
  get redis(): Lease {
    if (!this.lease) throw new Error(`a ${this.fault.service} case has no Redis`);
    return this.lease;
  }
  get api(): NeonApiServer {
    if (!this.neon) throw new Error(`a ${this.fault.service} case has no Neon API`);
    return this.neon;
  }

  /** The function's variables: what a deployed stack sets, and the links in place of the public endpoints. */
  get variables(): Record<string, string> {
    const at = (system: System) => `${this.scheme}://${this.address(system)}`;
    return {
      ...awsVariables(''),
      AWS_ENDPOINT_URL_SSM: at('ssm'),
      AWS_ENDPOINT_URL_DYNAMODB: at('dynamodb'),
      AWS_ENDPOINT_URL_CLOUDWATCH: at('cloudwatch'),
      AWS_SECRET_ACCESS_KEY: planted.secretAccessKey,
      AWS_SESSION_TOKEN: planted.sessionToken,
      NODE_EXTRA_CA_CERTS: this.lab.certificates.caFile,
      ENVIRONMENT: 'test',
      ENABLE_DETAILED_MONITORING: 'true',
      STATE_TABLE: 'state',
      ...(this.fault.service === 'neon'
        ? {
            NEON_CONNECTION_STRING: 'ssm:/neon',
            NEON_API_KEY: 'ssm:/neon-key',
            NEON_PROJECT_ID: 'quiet-sun-1',
            NEON_API_URL: at('neonApi'),
          }
        : {
            UPSTASH_REST_URL: `redis${this.fault.tls ? 's' : ''}://${this.address('redis')}`,
            UPSTASH_REST_TOKEN: 'ssm:/upstash-token',
            UPSTASH_MEMORY_LIMIT_BYTES: '1000000000',
          }),
    };
  }

  connectionString(at?: string, password: string = planted.password): string {
    const { postgres } = this.links;
    const address = at ?? (postgres ? `${postgres.host}:${postgres.port}` : '');
    const login = `${this.role}:${encodeURIComponent(password)}`;
    return `postgresql://${login}@${address}/${this.database}${this.fault.tls ? '?sslmode=require' : ''}`;
  }

  address(system: System): string {
    const { host, port } = this.link(system);
    return `${host}:${port}`;
  }

  /** A text with `{postgres}` in place of that link's address, and without durations. */
  plain(text: string): string {
    const addresses = Object.keys(this.links).map((name) => [this.address(name as System), name] as const);
    return addresses
      .reduce((plain, [address, name]) => plain.replaceAll(address, `{${name}}`), text)
      .replaceAll(this.role, '{role}')
      .replace(/\b\d+ ms\b/g, '… ms');
  }

  /** Starts a process of the function: a cold start. */
  start(variables: Readonly<Record<string, string>> = {}): WarmFunction {
    const { fault, lab } = this;
    const warm = startFunction(lab.bundleOf(fault.service), { ...this.variables, ...variables }, node22);
    this.processes.push(warm);
    return warm;
  }

  /** Something for the counters to count. */
  async work(misses: number): Promise<void> {
    if (this.fault.service === 'neon') return void (await this.postgres.admin.query('SELECT 1'));
    const { admin } = this.redis;
    for (let i = 0; i < misses; i++) await admin.get(`nothing:${i}`);
    await admin.get('something');
    this.misses += misses;
  }

  /** The links that still have a connection, after it had time to end. */
  async held(): Promise<string[]> {
    const holding = () =>
      Object.entries(this.links).flatMap(([name, link]) => (link.held > 0 ? [`${name}: ${link.held}`] : []));
    // A busy machine hears of it late. Only what is held indeed takes ten seconds.
    for (let i = 0; i < 200 && holding().length > 0; i++) await sleep(50);
    return holding();
  }

  async stop(): Promise<void> {
    for (const warm of this.processes) warm.stop();
    await Promise.all(Object.values(this.links).map((link) => link.stop()));
    await Promise.all([this.aws.stop(), this.neon?.stop()]);
    if (this.lease) this.lab.giveBack(this.kind, this.lease);
  }

  private get kind(): 'plain' | 'tls' {
    return this.fault.tls ? 'tls' : 'plain';
  }

  private async preparePostgres(): Promise<void> {
    const { admin } = this.postgres;
    const password = planted.password.replaceAll("'", "''");
    await admin.query(`CREATE ROLE ${this.role} LOGIN PASSWORD '${password}' IN ROLE pg_monitor`);
    if (this.fault.needs !== 'a database') return;
    await admin.query(`CREATE DATABASE ${this.database}`);
    const inside = new Client({
      connectionString: this.postgres.server.url.replace(/postgres$/, this.database),
    });
    await inside.connect();
    await inside.query('CREATE EXTENSION pg_stat_statements');
    await inside.end();
  }

  private async prepareRedis(): Promise<void> {
    const { admin } = this.redis;
    await admin.call('ACL', 'SETUSER', 'default', 'reset', 'on', `>${planted.token}`, '+info', '+ping');
    await admin.set('something', 1);
  }
}

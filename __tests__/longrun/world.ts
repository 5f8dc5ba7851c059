import { setTimeout as sleep } from 'node:timers/promises';
import { awsVariables, FakeAws } from '../support/aws/fake-aws';
import { startFunction } from '../support/collectors/function';
import { node22 } from '../support/project/tools';
import { Link } from '../support/servers/link';
import { type Fault, isLink, type LinkName, links as names } from './faults';
import { Process } from './process';
import { INTERVAL_MS, type Step } from './schedule';
import type { Source } from './source';
import { Wire } from './wire';

/** What is around the functions. */
export interface Surroundings {
  readonly source: Source;
  /** The file of the function's code. */
  readonly bundle: string;
  /** The CA of the source's certificate. */
  readonly caFile: string;
}

/** The source, AWS and the Neon API, each behind a link that can be broken. */
export class World {
  private constructor(
    readonly source: Source,
    readonly aws: FakeAws,
    readonly wire: Wire,
    private readonly links: Readonly<Record<LinkName, Link>>,
    private readonly bundle: string,
    private readonly caFile: string,
  ) {}

  static async open({ source, bundle, caFile }: Surroundings): Promise<World> {
    const aws = await new FakeAws().start();
    const to = (name: LinkName) =>
      ({ database: source.ports[0], neonApi: source.apiPort })[name as string] ?? aws.port;
    const links = await Promise.all(
      names.map(async (name): Promise<[string, Link]> => [name, await Link.open(to(name))]),
    );
    const all = Object.fromEntries(links) as Record<LinkName, Link>;
    return new World(source, aws, new Wire(aws), all, bundle, caFile);
  }

  /** A new process of the function. */
  start(): Process {
    const { database, parameters, state, metrics, neonApi } = this.links;
    const at = ({ port }: Link) => `http://127.0.0.1:${port}`;
    const warm = startFunction(
      this.bundle,
      {
        ...awsVariables('http://127.0.0.1:9'),
        AWS_ENDPOINT_URL_SSM: at(parameters),
        AWS_ENDPOINT_URL_DYNAMODB: at(state),
        AWS_ENDPOINT_URL_CLOUDWATCH: at(metrics),
        NODE_EXTRA_CA_CERTS: this.caFile,
        ENVIRONMENT: 'long-run',
        ENABLE_DETAILED_MONITORING: 'true',
        COLLECTION_INTERVAL_SECONDS: String(INTERVAL_MS / 1000),
        STATE_TABLE: 'state',
        ...this.source.variables(database.port, neonApi.port),
      },
      node22,
    );
    return new Process(warm);
  }

  /** Prepares what the next run meets: the secret, the members of the database, the faults. */
  async begin({ turns, faults }: Step): Promise<void> {
    const { source, links, aws, wire } = this;
    aws.parameters.set(...source.parameter(links.database.port));
    links.database.lead(...(turns ? source.ports : source.ports.slice(0, 1)));
    wire.begin(faults);
    await Promise.all(faults.filter(isLink).map(({ on, is }) => links[on].break(is)));
  }

  async mend(faults: readonly Fault[]): Promise<void> {
    await Promise.all(faults.filter(isLink).map(({ on }) => this.links[on].mend()));
  }

  /** Open connections at the links, at AWS and at the database, when nothing is running. */
  async connections(): Promise<Readonly<Record<string, number>>> {
    const counts = async (): Promise<Record<string, number>> => ({
      ...Object.fromEntries(Object.entries(this.links).map(([name, link]) => [name, link.held])),
      aws: await this.aws.connections(),
      visitors: await this.source.visitors(),
    });
    let open = await counts();
    // The other side of a connection is notified of its end a moment later, on a busy machine seconds later.
    for (let i = 0; i < 200 && Object.values(open).some((n) => n > 0); i++) {
      await sleep(50);
      open = await counts();
    }
    return open;
  }

  async stop(): Promise<void> {
    await Promise.all(Object.values(this.links).map((link) => link.stop()));
    await this.aws.stop();
  }
}

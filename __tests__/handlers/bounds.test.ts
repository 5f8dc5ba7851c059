import { createServer, type Socket } from 'node:net';
import { bundle } from '../../handlers/bundle/bundle';
import { awsVariables, FakeAws } from '../support/aws/fake-aws';
import { startFunction } from '../support/collectors/function';
import { temporaryFolder } from '../support/project/folders';
import { type Authority, describeWithOpenssl, makeAuthority } from '../support/servers/certificates';
import { listen } from '../support/servers/listen';
import { startTlsTunnel } from '../support/servers/tls-tunnel';

const GIGABYTE = 1_000_000_000;
/** What a connection may receive: the limit, and what is in buffers on the way. */
const MOST_BYTES = 50_000_000;
const MOST_HEAP = 100_000_000;

/** A server that responds to a request with a gigabyte. */
class Flood {
  sent = 0;
  private readonly drop: Buffer;
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((socket) => {
    this.sockets.add(socket.on('error', () => {}));
    let greetings = this.greeting ? 1 : 0;
    socket.on('data', () => {
      if (greetings-- > 0) socket.write(this.greeting);
      else {
        socket.write(this.head);
        void this.pour(socket);
      }
    });
  });

  /** @param drop what it repeats after the head */
  constructor(
    private readonly head: string,
    private readonly greeting = '',
    drop = ' '.repeat(100_000),
  ) {
    this.drop = Buffer.from(drop, 'latin1');
  }

  start(): Promise<number> {
    return listen(this.server);
  }
  stop(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }

  private async pour(socket: Socket): Promise<void> {
    const { drop } = this;
    for (this.sent = 0; this.sent < GIGABYTE && !socket.destroyed; this.sent += drop.length)
      if (!socket.write(drop))
        await new Promise<void>((resolve) => {
          socket.once('drain', resolve).once('close', resolve);
        });
  }
}

/** A message of PostgreSQL's protocol. */
const message = (type: string, body: string): string => {
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length + 4);
  return type + size.toString('latin1') + body;
};

interface Case {
  readonly service: 'neon' | 'upstash';
  readonly flood: () => Flood;
  readonly variables: (place: string, secure: boolean) => Record<string, string>;
}
const cases: Readonly<Record<string, Case>> = {
  Postgres: {
    service: 'neon',
    // The role needs no password; then parameters are reported without end, each of them well formed.
    flood: () =>
      new Flood(
        '',
        message('R', '\0\0\0\0') + message('Z', 'I'),
        message('S', `a\0${' '.repeat(100_000)}\0`),
      ),
    variables: (place, secure) => ({
      NEON_CONNECTION_STRING: `postgresql://u:pass@${place}/db?sslmode=${secure ? 'require' : 'disable'}`,
    }),
  },
  Redis: {
    service: 'upstash',
    flood: () => new Flood(`$${GIGABYTE}\r\n`),
    variables: (place, secure) => ({ UPSTASH_REST_URL: `redis${secure ? 's' : ''}://${place}` }),
  },
};

describeWithOpenssl('a server that answers without end', () => {
  const folder = temporaryFolder('bundles');
  let bundles: Record<string, string>;
  let aws: FakeAws;
  let ca: Authority;
  beforeAll(async () => {
    bundles = bundle(folder.path);
    ca = makeAuthority();
    aws = await new FakeAws().start();
  });
  afterAll(async () => {
    await aws.stop();
    ca.remove();
    folder.remove();
  });

  test.each(
    Object.entries(cases).flatMap(([name, one]) => [false, true].map((secure) => ({ name, secure, ...one }))),
  )(
    '$name (TLS: $secure) is left before memory is full',
    async ({ name, secure, service, flood, variables }) => {
      const server = flood();
      const port = await server.start();
      const tunnel = await startTlsTunnel(port, name === 'Postgres');
      tunnel.offer = ca.sign();
      const place = `localhost:${secure ? tunnel.port : port}`;
      const env = { ...awsVariables(aws.url), ENVIRONMENT: 'test', NODE_EXTRA_CA_CERTS: ca.caFile };
      const warm = startFunction(bundles[service] ?? '', { ...env, ...variables(place, secure) });
      const { error } = await warm.invoke();
      const { heap } = await warm.inspect();
      warm.stop();
      server.stop();
      await tunnel.stop();
      expect(error).toMatchObject({
        name: 'ProtocolError',
        message: expect.stringContaining('answered with more than 5000000 bytes'),
      });
      expect(server.sent).toBeGreaterThan(5_000_000);
      expect(server.sent).toBeLessThan(MOST_BYTES);
      expect(heap).toBeLessThan(MOST_HEAP);
    },
  );
});

import { connect, createServer, type Socket } from 'node:net';
import { listen } from './listen';

/** What passes between clients and a PostgreSQL without TLS. */
export interface Overheard {
  readonly port: number;
  /** The messages with statements that clients have sent so far (`Query` of the simple protocol), in order. */
  readonly asked: string[];
  /** All that the server has answered so far. */
  answered(): string;
  /** What happens before a message with statements is passed on. */
  before: ((statements: string) => void | Promise<void>) | undefined;
  stop(): Promise<void>;
}

const HEADER = 5;

/** Listens between clients and a PostgreSQL on loopback. */
export async function overhear(to: number): Promise<Overheard> {
  const asked: string[] = [];
  const answers: Buffer[] = [];
  const sockets = new Set<Socket>();
  const heard: Overheard = {
    port: 0,
    asked,
    answered: () => Buffer.concat(answers).toString(),
    before: undefined,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const server = createServer((client) => {
    const upstream = connect(to, '127.0.0.1');
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.setNoDelay().on('error', () => {});
      socket.once('close', () => other.destroy());
    }
    upstream.on('data', (chunk) => {
      answers.push(chunk);
      client.write(chunk);
    });
    // The first message, the startup packet, has no type.
    let [left, header] = [Buffer.alloc(0), HEADER - 1];
    let passing = Promise.resolve();
    client.on('data', (chunk) => {
      left = Buffer.concat([left, chunk]);
      while (left.length >= header) {
        const length = left.readUInt32BE(header - 4) + header - 4;
        if (left.length < length) break;
        const message = left.subarray(0, length);
        const isQuery = header === HEADER && message[0] === 'Q'.charCodeAt(0);
        [left, header] = [left.subarray(length), HEADER];
        passing = passing.then(async () => {
          const statements = message.subarray(HEADER, -1).toString();
          if (isQuery) asked.push(statements);
          if (isQuery) await heard.before?.(statements);
          upstream.write(message);
        });
      }
    });
  });
  return Object.assign(heard, { port: await listen(server) });
}

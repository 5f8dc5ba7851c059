import { createServer, type Socket } from 'node:net';
import { listen } from './listen';

/** What a server does with received data: write, and possibly hang up; undefined to wait for more. */
export interface Move {
  readonly write: Buffer;
  readonly end?: boolean;
}
/** @param received everything received on this connection so far; `moves` is the number of responses */
export type Script = (received: Buffer, moves: number) => Move | undefined;

export interface OddServer {
  readonly port: number;
  /** May be replaced at any time. */
  script: Script;
  stop(): Promise<void>;
}

/** A server on loopback with scripted responses, byte by byte. */
export async function startOddServer(): Promise<OddServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    let [received, moves] = [Buffer.alloc(0), 0];
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      for (let move = odd.script(received, moves); move; move = odd.script(received, moves)) {
        moves++;
        socket.write(move.write);
        if (move.end) {
          socket.end();
          break;
        }
      }
    });
  });
  const odd: OddServer = {
    port: await listen(server),
    script: () => undefined,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return odd;
}

/** Responds to one command after another, and hangs up after the last response. */
export function redisScript(answers: readonly Buffer[]): Script {
  return (received, moves) => {
    // Each command is an array of bulk strings.
    const commands = received.toString('latin1').match(/\*\d+\r\n\$/g)?.length ?? 0;
    const write = answers[moves];
    return moves < commands && write ? { write, end: moves === answers.length - 1 } : undefined;
  };
}

/**
 * Greets the client, responds when the client waits for a response, and hangs up.
 * @param waits false for a greeting after which no client continues: everything is sent at once then
 */
export function postgresScript(greeting: Buffer, answer: Buffer, waits = true): Script {
  return (received, moves) => {
    if (!waits) return moves === 0 ? { write: Buffer.concat([greeting, answer]), end: true } : undefined;
    if (moves === 0) return { write: greeting };
    // A query or a password: a single message, which ends with a zero byte or does not (SASL).
    const query = received.indexOf('Q\0\0', 8, 'latin1');
    const asked = query < 0 ? received.includes('p\0\0', 8, 'latin1') : received.at(-1) === 0;
    return moves === 1 && asked ? { write: answer, end: true } : undefined;
  };
}

/** Responds to one HTTP request with these bytes, and hangs up. */
export function httpScript(write: Buffer): Script {
  return (received, moves) =>
    moves === 0 && received.includes('\r\n\r\n') ? { write, end: true } : undefined;
}

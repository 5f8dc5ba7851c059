import { createServer, type Socket } from 'node:net';
import { listen } from './listen';

/** What a server does when it has received something: write, and perhaps hang up. Nothing where it waits for more. */
export interface Move {
  readonly write: Buffer;
  readonly end?: boolean;
}
/** @param received all that came over this connection so far; `moves` is how often it was answered */
export type Script = (received: Buffer, moves: number) => Move | undefined;

export interface OddServer {
  readonly port: number;
  /** May be replaced at any time. */
  script: Script;
  stop(): Promise<void>;
}

/** A server on loopback that answers what a test says, byte by byte. */
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

/** Answers one command after the other, as they come, and hangs up after the last answer. */
export function redisScript(answers: readonly Buffer[]): Script {
  return (received, moves) => {
    // Each command is an array of bulk strings.
    const commands = received.toString('latin1').match(/\*\d+\r\n\$/g)?.length ?? 0;
    const write = answers[moves];
    return moves < commands && write ? { write, end: moves === answers.length - 1 } : undefined;
  };
}

const SYNC = Buffer.from('S\0\0\0\x04', 'latin1');
/**
 * Greets whoever says hello, answers when the client waits for an answer, and hangs up.
 * @param waits false for a greeting that no client goes on after: all is said at once then
 */
export function postgresScript(greeting: Buffer, answer: Buffer, waits = true): Script {
  return (received, moves) => {
    if (!waits) return moves === 0 ? { write: Buffer.concat([greeting, answer]), end: true } : undefined;
    if (moves === 0) return { write: greeting };
    // The extended protocol ends what it asks with Sync; a password comes in one message.
    const asked = received.subarray(-SYNC.length).equals(SYNC) || received.includes('p\0\0', 8, 'latin1');
    return moves === 1 && asked ? { write: answer, end: true } : undefined;
  };
}

/** Answers one request over HTTP with these bytes, and hangs up. */
export function httpScript(write: Buffer): Script {
  return (received, moves) =>
    moves === 0 && received.includes('\r\n\r\n') ? { write, end: true } : undefined;
}

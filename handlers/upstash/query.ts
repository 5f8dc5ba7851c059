import type { Readable } from 'node:stream';
import { Redis } from 'ioredis';
import { type Deadline, within } from '../lib/deadline';
import { limitAnswer } from '../lib/network';
import { verifiedAs } from '../lib/tls';
import { connectorFor } from './connector';
import { classify } from './errors';
import type { UpstashTarget } from './target';

const CONNECT_MS = 5_000;
const COMMAND_MS = 5_000;
const CLOSE_MS = 500;

/** What one visit brought. */
export interface Answer {
  /** The response to INFO: a text, if the server is a Redis. */
  readonly info: unknown;
  /** Milliseconds from the first byte sent, which over TLS is that of the handshake, to the first reply: the server is ready. */
  readonly connectMs: number;
}

/**
 * Sends two commands, AUTH and INFO, on a new connection: Upstash bills commands, and a connection that outlives the run is
 * frozen with the process and takes up a slot for hours.
 * @throws {MonitoringError} of the class that fits the cause
 */
export async function query(target: UpstashTarget, deadline: Deadline): Promise<Answer> {
  let [opened, ready] = [Number.NaN, Number.NaN];
  const Connector = connectorFor(target, CLOSE_MS, () => {
    opened = performance.now();
  });
  const client = new Redis({ ...optionsOf(target, deadline), Connector });
  // When the connection fails, commands reject with "Connection is closed."; only this event has the cause.
  let cause: unknown;
  client.on('error', (error: unknown) => {
    cause ??= error;
  });
  let refusal = (): Error | undefined => undefined;
  client.once('connect', () => {
    client.stream.once('data', () => {
      ready = performance.now();
    });
    limitAnswer(client.stream, `${target.host}:${target.port}`, 'Redis');
    refusal = refusalOf(client.stream);
  });
  const ended = new Promise<void>((resolve) => {
    client.once('end', resolve);
  });
  try {
    return { info: await client.info(), connectMs: ready - opened };
  } catch (error) {
    throw classify(refusal() ?? cause ?? error, target);
  } finally {
    if (client.status !== 'end') {
      client.disconnect();
      await within(CLOSE_MS, ended);
      client.stream?.destroy();
    }
  }
}

/** Enough for the answers to AUTH and INFO, if they are errors. */
const HEARD_BYTES = 64_000;
/** The server needs no password. If that were all, the command that follows would succeed. */
const HARMLESS = /^ERR (Client sent AUTH|AUTH <password> called)/;

/**
 * Listens for the server's own words. ioredis drops an error reply that it did not ask for yet, which is how a server
 * refuses connections, and takes some replies to AUTH for harmless.
 * @returns the first error reply so far that has arrived whole: half a secret in it would not be recognized
 */
function refusalOf(stream: Readable): () => Error | undefined {
  let heard = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    if (heard.length < HEARD_BYTES) heard = Buffer.concat([heard, chunk]);
  });
  return () => {
    const [replies = ''] = /^([+-][^\r\n]*\r\n)*/.exec(heard.toString()) ?? [];
    const errors = [...replies.matchAll(/^-(.+)$/gm)].map(([, text = '']) => text.trim());
    const said = errors.find((text) => !HARMLESS.test(text)) ?? errors[0];
    return said === undefined ? undefined : Object.assign(new Error(said), { name: 'ReplyError' });
  };
}

function optionsOf({ host, port, username, password, tls }: UpstashTarget, deadline: Deadline) {
  return {
    host,
    port,
    ...(password !== undefined && { password }),
    ...(username !== undefined && { username }),
    // The connector connects; ioredis waits for the handshake.
    ...(tls && { tls: verifiedAs(host) }),
    lazyConnect: true,
    // RESP2 without client info and ready check: INFO is the only command besides AUTH.
    protocol: 2 as const,
    disableClientInfo: true,
    enableReadyCheck: false,
    connectTimeout: deadline.allow(CONNECT_MS),
    commandTimeout: deadline.allow(COMMAND_MS),
    disconnectTimeout: CLOSE_MS,
    // No retries here: `retry` makes a second attempt, with a new client.
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    reconnectOnError: null,
    autoResendUnfulfilledCommands: false,
  };
}

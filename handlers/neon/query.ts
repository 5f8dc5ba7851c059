import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { Client, type ClientConfig, type QueryConfig, type QueryResult } from 'pg';
import { type Deadline, within } from '../lib/deadline';
import { asError, limitAnswer } from '../lib/network';
import { verifiedAs } from '../lib/tls';
import { type Problem, partNamed } from './advice/refused';
import { classify } from './errors';
import { checkMessages } from './messages';
import { optionsOf, type Part, parts, pinsOf, statementOf } from './statement';
import type { NeonTarget } from './target';

/** A suspended compute starts much faster; Neon's own clients use 10 s. */
const CONNECT_MS = 8_000;
const STATEMENT_MS = 8_000;
const CLOSE_MS = 500;
/** The server gives up first: it knows the cause, and nothing keeps running there. */
const onServer = (ms: number): number => Math.ceil(0.9 * ms);

/**
 * SQLSTATEs with which the whole statement has failed: the connection, the server's resources, a cancelled or ended
 * session, a broken server. Everything else is about one part, and the rest is read without it.
 */
const WHOLE = /^(08|25|40|53|57|F0|XX)/;
/** A code such as ECONNRESET or EPIPE is one of the network: the connection is gone. */
const SQLSTATE = /^([0-9][0-9A-Z]|F0|HV|P0|XX)[0-9A-Z]{3}$/;

/** SQLSTATE lock_not_available. */
const LOCKED = '55P03';

/**
 * Which part of the statement an error is about; undefined if it is about all of it.
 * @param sent what was sent: of a lock, the server says only where in this text it stopped. The statistics have a text of
 * their own, inside this one.
 */
export function partOf(
  { code = '', message, position }: Error & { code?: string; position?: string },
  sent = '',
): Part | undefined {
  if (code === LOCKED)
    return partNamed(/^\w+/.exec(sent.slice(Number(position) - 1))?.[0] ?? '') ?? 'statistics';
  if (!SQLSTATE.test(code) || WHOLE.test(code)) return undefined;
  // A role or a database is named in the encoding of another one.
  if (code === '22P05' || code === '22021') return 'names';
  return partNamed(message) ?? 'statistics';
}

/** Not part of pg's public interface: the connection. Its stream changes when TLS starts. */
interface Internals {
  readonly connection: EventEmitter & { readonly stream: Socket };
}

export interface Answer {
  readonly sample: unknown;
  /** The parts that could not be read, and why. */
  readonly problems: Problems;
}
export type Problems = Readonly<Partial<Record<Part, Problem>>>;
/**
 * Connects, runs the one statement, closes. Only when a part of it cannot be read, it follows again without that part, once
 * for each such part. No socket is left open, whatever happens.
 * @throws {MonitoringError} of the class that fits the cause
 */
export async function query(target: NeonTarget, deadline: Deadline): Promise<Answer> {
  const client = new Client(configOf(target, deadline));
  checkMessages(client);
  // Without a listener, an error of an idle connection would end the process. The pending call rejects with it anyway.
  client.on('error', () => {});
  const { connection } = client as unknown as Internals;
  connection.once(target.tls ? 'sslconnect' : 'connect', () =>
    limitAnswer(connection.stream, `${target.host}:${target.port}`, 'Postgres'),
  );
  let connected = false;
  try {
    await client.connect();
    connected = true;
    const textOf = (without: readonly Part[]) =>
      `${pinsOf(onServer(deadline.allow(STATEMENT_MS)))}; ${statementOf(target.slowQueryMs, without)}`;
    const ask = async (text: string): Promise<unknown> => {
      // pg also reads query_timeout from the query, which is missing in its type.
      const timed: QueryConfig = Object.assign({ text }, { query_timeout: deadline.allow(STATEMENT_MS) });
      const results: QueryResult<{ sample: unknown }>[] = [await client.query(timed)].flat();
      return results.at(-1)?.rows[0]?.sample;
    };
    return await withoutRefused(ask, textOf);
  } catch (error) {
    throw classify(error, target, connected);
  } finally {
    await close(client, connection);
  }
}

/** Asks again without each part that the server refuses. */
async function withoutRefused(
  ask: (text: string) => Promise<unknown>,
  textOf: (without: readonly Part[]) => string,
  problems: Problems = {},
): Promise<Answer> {
  const text = textOf(parts.filter((part) => problems[part]));
  try {
    return { sample: await ask(text), problems };
  } catch (thrown) {
    const error = asError(thrown);
    const part = partOf(error, text);
    if (!part || problems[part]) throw thrown;
    const { code = '', message } = error;
    return withoutRefused(ask, textOf, { ...problems, [part]: { code, message } });
  }
}

function configOf(target: NeonTarget, deadline: Deadline): ClientConfig {
  const { host, port, database, user, password, tls, channelBinding, options } = target;
  return {
    host,
    port,
    database,
    user,
    password,
    application_name: 'neon-monitoring',
    connectionTimeoutMillis: deadline.allow(CONNECT_MS),
    ssl: tls && verifiedAs(host),
    enableChannelBinding: channelBinding,
    options: [options, optionsOf(onServer(deadline.allow(STATEMENT_MS)))].filter(Boolean).join(' '),
  };
}

/** Ends the session, and closes the connection if the server does not. */
async function close(client: Client, connection: Internals['connection']): Promise<void> {
  await within(
    CLOSE_MS,
    client.end().catch(() => {}),
  );
  connection.stream.destroy();
}

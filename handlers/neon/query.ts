import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { Client, type ClientConfig, type QueryConfig, type QueryResult } from 'pg';
import { type Deadline, within } from '../lib/deadline';
import { ProtocolError } from '../lib/errors';
import { asError, limitAnswer } from '../lib/network';
import { verifiedAs } from '../lib/tls';
import { type Problem, partNamed } from './advice/refused';
import { classify } from './errors';
import { checkMessages } from './messages';
import { BEFORE_MORE, optionsOf, type Part, parts, pinsOf, statementOf } from './statement';
import type { NeonTarget } from './target';
import { elementOf } from './xml';

/** A suspended compute starts much faster; Neon's own clients use 10 s. */
const CONNECT_MS = 8_000;
const STATEMENT_MS = 8_000;
/** One more statement is worth less than the readings, which are here by then: it gets less time, and none if little is left. */
const MORE_MS = 4_000;
const LEAST_FOR_MORE_MS = 2_000;
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
  /** From the first byte sent until the database was ready for a command. */
  readonly connectMs: number;
}
export type Problems = Readonly<Partial<Record<Part, Problem>>>;

/**
 * Sends one more SELECT, of one column of JSON, in one row; once a visit. pg_stat_statements records nothing of it that would be
 * taken for a statement of others.
 * @param atMostMs how long it may take; less where little time is left
 * @returns the JSON value; null without a row
 * @throws {SaidError} what the server says against it
 * @throws {MonitoringError} of the class that fits any other cause
 */
export type More = (select: string, atMostMs?: number) => Promise<unknown>;

/** What a server says against one more statement. */
export class SaidError extends Error {
  override readonly name = 'SaidError';
  /**
   * @param code SQLSTATE
   * @param position where in the statement, from 1; undefined if it does not say
   */
  constructor(
    message: string,
    readonly code: string,
    readonly position: string | undefined,
  ) {
    super(message);
  }
}

/**
 * Connects, runs the one statement, hands over its answer, closes. Only when a part of the statement cannot be read, it follows
 * again without that part, once for each such part. No socket is left open, whatever happens.
 * @param then what is done with the answer while the connection is open. `more` is undefined if little time is left, or a
 *   part was locked. What it throws is thrown as it is
 * @throws {MonitoringError} of the class that fits the cause
 */
export async function query<T>(
  target: NeonTarget,
  deadline: Deadline,
  then: (answer: Answer, more: More | undefined) => Promise<T>,
): Promise<T> {
  const client = new Client(configOf(target, deadline));
  checkMessages(client);
  // Without a listener, an error of an idle connection would end the process. The pending call rejects with it anyway.
  client.on('error', () => {});
  const { connection } = client as unknown as Internals;
  connection.once(target.tls ? 'sslconnect' : 'connect', () =>
    limitAnswer(connection.stream, `${target.host}:${target.port}`, 'Postgres'),
  );
  // Before this, names are looked up and the network connects; the first listener runs before the first byte is sent.
  let started = Number.NaN;
  connection.once('connect', () => {
    started = performance.now();
  });
  let connected = false;
  const translated = <R>(doing: Promise<R>): Promise<R> =>
    doing.catch((error) => {
      throw error instanceof SaidError ? error : classify(error, target, connected);
    });
  try {
    await translated(client.connect());
    connected = true;
    const connectMs = performance.now() - started;
    const textOf = (without: readonly Part[]) =>
      `${pinsOf(onServer(deadline.allow(STATEMENT_MS)))}; ${statementOf(target.slowQueryMs, without)}`;
    const ask = async (text: string) => (await send(client, text, deadline.allow(STATEMENT_MS)))?.sample;
    const answer = await translated(withoutRefused(ask, textOf));
    // What the server refused, it did not run: after it one more is the second that runs, too.
    // Behind a lock it would wait once more.
    const isLocked = Object.values(answer.problems).some(({ code }) => code === LOCKED);
    let isLeft = !isLocked && deadline.left >= LEAST_FOR_MORE_MS;
    const more: More = async (select, atMostMs = MORE_MS) => {
      if (!isLeft) throw new Error('a visit sends one more statement, and no third');
      isLeft = false;
      const ms = deadline.allow(Math.min(atMostMs, MORE_MS));
      const text = `${pinsOf(onServer(ms))}; ${pinsOf(onServer(ms), select)}`;
      const row = await translated(send(client, text, ms).catch(onlySaid));
      return readMore(row?.more, target);
    };
    return await then({ ...answer, connectMs }, isLeft ? more : undefined);
  } finally {
    await close(client, connection);
  }
}

/** Sends a message of statements. Returns the first row of the last. */
async function send(client: Client, text: string, ms: number): Promise<Record<string, unknown> | undefined> {
  // pg also reads query_timeout from the query, which is missing in its type.
  const timed: QueryConfig = Object.assign({ text }, { query_timeout: ms });
  const results: QueryResult<Record<string, unknown>>[] = [await client.query(timed)].flat();
  return results.at(-1)?.rows[0];
}

/** Keeps of a server's error what says which part of the statement it is about. Of the driver's error nothing else gets out. */
function onlySaid(thrown: unknown): never {
  const error: Error & { code?: string; internalPosition?: string } = asError(thrown);
  const { code = '', message, internalPosition } = error;
  if (!SQLSTATE.test(code)) throw thrown;
  const position = internalPosition === undefined ? undefined : Number(internalPosition) - BEFORE_MORE;
  throw new SaidError(message, code, position === undefined ? undefined : String(position));
}

/** Reads JSON from inside an XML element. */
function readMore(xml: unknown, { host, port }: NeonTarget): unknown {
  const text = elementOf(String(xml), 'more');
  try {
    return text === undefined ? null : JSON.parse(text);
  } catch {
    throw new ProtocolError(
      `Postgres at ${host}:${port} answered one more statement with something else than JSON.`,
    );
  }
}

/** Asks again without each part that the server refuses. */
async function withoutRefused(
  ask: (text: string) => Promise<unknown>,
  textOf: (without: readonly Part[]) => string,
  problems: Problems = {},
): Promise<Omit<Answer, 'connectMs'>> {
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

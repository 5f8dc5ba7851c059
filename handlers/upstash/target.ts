import { type Env, EnvReader } from '../lib/env';
import { isLoopback } from '../lib/network';
import type { Redactor } from '../lib/redact';
import { decoded, HALF_ENCODED, hostOf, isHalfEncoded, parseUrl } from '../lib/url';

/** Where the collector connects. Read from the variables by `readTarget`. */
export interface UpstashTarget {
  readonly host: string;
  readonly port: number;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** The variable that has the password. */
  readonly passwordIn: 'UPSTASH_REST_URL' | 'UPSTASH_REST_TOKEN';
  /** Whether the token is another password than the one in the URL, which is used. */
  readonly tokenUnused: boolean;
  /** Verified against the host name; off only on loopback. */
  readonly tls: boolean;
  /** The memory limit of the plan, for servers that do not report it. */
  readonly limitBytes: number | undefined;
  /** How many commands the plan allows in a calendar month, where it limits them. */
  readonly monthlyCommands: number | undefined;
}

const FORM = 'https://<name>.upstash.io';
const REDIS_PORT = 6379;
/**
 * Whether a user without a password beside it may be a password whose colon was forgotten (`redis://password@host`). Names
 * of users are shorter, or lower-case words.
 */
export const isLikeToken = (user: string): boolean => /^(?=.*[A-Z\d]).{12,}$|[^\w.@-]/s.test(user);

/** @throws {ConfigurationError} that names every variable that is missing or malformed */
export function readTarget(env: Env, redactor: Redactor): UpstashTarget {
  const variables = new EnvReader(env);
  const url = readUrl(variables, redactor);
  const token = variables.token('UPSTASH_REST_TOKEN', 'Upstash', redactor);
  const limitBytes = variables.number('UPSTASH_MEMORY_LIMIT_BYTES', undefined, 1, Number.MAX_SAFE_INTEGER);
  const monthlyCommands = readCommands(variables);
  const inUrl = url?.password ? decoded(url.password) : undefined;
  const password = inUrl ?? token;
  if (url?.protocol === 'https:' && !password)
    variables.problem(
      'UPSTASH_REST_TOKEN',
      'is not set: set it to the REST token that Upstash shows next to the URL.',
    );
  // The problem of the token: with one that is stored, the URL is complete.
  else if (url?.username && !password)
    variables.problem(
      'UPSTASH_REST_TOKEN',
      'is not set, and the URL has a user without a password. If that is the password, write rediss://:<password>@<host>.',
    );
  variables.done();
  if (!url) throw new Error('unreachable: every missing part is a problem');
  return {
    host: hostOf(url),
    // Upstash serves Redis on the host of the REST URL (docs: connect-client); old databases have a port of their own.
    port: Number(url.port || REDIS_PORT),
    username: url.username ? decoded(url.username) : password && 'default',
    password,
    passwordIn: inUrl ? 'UPSTASH_REST_URL' : 'UPSTASH_REST_TOKEN',
    tokenUnused: token !== undefined && token !== password,
    tls: url.protocol !== 'redis:',
    limitBytes,
    monthlyCommands,
  };
}

function readCommands(variables: EnvReader): number | undefined {
  const name = 'UPSTASH_MONTHLY_COMMANDS';
  const commands = variables.number(name, undefined, 1, Number.MAX_SAFE_INTEGER);
  if (commands !== undefined && !Number.isInteger(commands))
    variables.problem(name, `is "${commands}": set it to a whole number of commands.`);
  return commands;
}

function readUrl(variables: EnvReader, redactor: Redactor): URL | undefined {
  const name = 'UPSTASH_REST_URL';
  const text = variables.required(name, `the REST URL that Upstash shows, ${FORM}`);
  if (isHalfEncoded(text)) {
    variables.problem(name, HALF_ENCODED);
    return undefined;
  }
  const url = parseUrl(text);
  if (text && !(url && /^(https|rediss?):$/.test(url.protocol) && url.hostname))
    variables.problem(
      name,
      `is not a URL of the form ${FORM} (or redis://, rediss://, with special characters in the password percent-encoded), with nothing before or after it.`,
    );
  if (url?.password) {
    redactor.learn(text);
    redactor.learn(url.password);
    variables.secret(name, decoded(url.password), redactor);
  }
  const user = decoded(url?.username ?? '');
  if (!url?.password && isLikeToken(user)) redactor.learn(user);
  if (url?.protocol === 'redis:' && !isLoopback(hostOf(url)))
    variables.problem(
      name,
      'turns TLS off: use https:// or rediss://. Only loopback hosts may be used without TLS.',
    );
  return url;
}

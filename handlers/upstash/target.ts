import { type Env, EnvReader } from '../lib/env';
import { isLoopback } from '../lib/network';
import type { Redactor } from '../lib/redact';
import { decoded, hostOf, parseUrl } from '../lib/url';

/** Where the collector connects. Read from the variables by `readTarget`. */
export interface UpstashTarget {
  readonly host: string;
  readonly port: number;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** Verified against the host name; off only on loopback. */
  readonly tls: boolean;
  /** The memory limit of the plan, for servers that do not report it. */
  readonly limitBytes: number | undefined;
}

const FORM = 'https://<name>.upstash.io';
const REDIS_PORT = 6379;

/** @throws {ConfigurationError} that names every variable that is missing or malformed */
export function readTarget(env: Env, redactor: Redactor): UpstashTarget {
  const variables = new EnvReader(env);
  const name = 'UPSTASH_REST_URL';
  const text = variables.required(name, `the REST URL that Upstash shows, ${FORM}`, variables.pasted(name));
  const token = variables.pasted('UPSTASH_REST_TOKEN');
  variables.secret('UPSTASH_REST_TOKEN', token, redactor);
  const limitBytes = variables.number('UPSTASH_MEMORY_LIMIT_BYTES', undefined, 1, Number.MAX_SAFE_INTEGER);
  const url = parseUrl(text);
  if (text && !(url && /^(https|rediss?):$/.test(url.protocol) && url.hostname))
    variables.problem(
      `UPSTASH_REST_URL is not a URL of the form ${FORM} (or redis://, rediss://, with special characters in the password percent-encoded).`,
    );
  const password = url?.password ? decoded(url.password) : token;
  if (url?.password) {
    redactor.learn(text);
    redactor.learn(url.password);
    variables.secret('UPSTASH_REST_URL', password, redactor);
  }
  const host = url ? hostOf(url) : '';
  const tls = url?.protocol !== 'redis:';
  if (url?.protocol === 'https:' && !token)
    variables.problem(
      'UPSTASH_REST_TOKEN is not set: set it to the REST token that Upstash shows next to the URL.',
    );
  if (host && !tls && !isLoopback(host))
    variables.problem(
      'UPSTASH_REST_URL turns TLS off: use https:// or rediss://. Only loopback hosts may be used without TLS.',
    );
  variables.done();
  // Upstash serves Redis on the host of the REST URL, whatever port the URL has (docs: connect-client).
  const port = url?.protocol === 'https:' ? REDIS_PORT : Number(url?.port || REDIS_PORT);
  const username = url?.username ? decoded(url.username) : password === undefined ? undefined : 'default';
  return { host, port, username, password, tls, limitBytes };
}

import { type Env, EnvReader } from '../lib/env';
import { isLoopback } from '../lib/network';
import type { Redactor } from '../lib/redact';
import { decoded, HALF_ENCODED, hostOf, isHalfEncoded, parseUrl } from '../lib/url';

/** Where the collector connects, and how. Read from the variables by `readTarget`. */
export interface NeonTarget {
  /** Always the direct host: the pooler may queue the session, and keeps a server connection open after it. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** Verified against the host name; off only on loopback. */
  readonly tls: boolean;
  readonly channelBinding: boolean;
  readonly options: string | undefined;
  readonly slowQueryMs: number;
  /** With how many GB the alarms of DatabaseSize compare; undefined if with what the server allows. */
  readonly limitGigabytes: number | undefined;
  /** With how many compute units the alarms of AverageActiveSessions compare; undefined if with what the Neon API says. */
  readonly computeUnits: number | undefined;
  readonly api: NeonApi | undefined;
}

export interface NeonApi {
  readonly url: string;
  readonly key: string;
  readonly projectId: string;
}

const FORM = 'postgresql://user:password@host/database?sslmode=require';
const PUBLIC_API = 'https://console.neon.tech/api/v2';
const DAY_MS = 24 * 3_600_000;
const TLS_MODES = ['prefer', 'allow', 'require', 'verify-ca', 'verify-full'];

/** Where a pooler is named beside the host, for clients without SNI: the proxy refuses another name there. */
const ENDPOINT_OPTION = /\b((?:endpoint|project)=['"]?[^\s'"]+)-pooler(?=['"]?(?:\s|$))/gi;
/** The endpoint before the password, for clients without SNI: `endpoint=…;password` (neon: proxy/src/auth/password_hack.rs). */
const ENDPOINT_BEFORE = /^((?:endpoint|project)=([^;$]+?))(?:-pooler)?([;$])/i;

/** @throws {ConfigurationError} that names every variable that is missing or malformed */
export function readTarget(env: Env, redactor: Redactor): NeonTarget {
  const variables = new EnvReader(env);
  const text = variables.required('NEON_CONNECTION_STRING', `the connection string that Neon shows, ${FORM}`);
  redactor.learn(text);
  const connection = text ? parse(text, variables, redactor) : undefined;
  const slowQueryMs = variables.number('SLOW_QUERY_MS', 1000, 0.001, DAY_MS);
  const limitGigabytes = variables.number('NEON_DATABASE_LIMIT_GIGABYTES', undefined, 0.001, 1e6);
  const computeUnits = variables.number('NEON_COMPUTE_UNITS', undefined, 0.25, 1e4);
  const api = readApi(variables, redactor);
  variables.done();
  if (!connection) throw new Error('unreachable: every missing part is a problem');
  return { ...connection, slowQueryMs, limitGigabytes, computeUnits, api };
}

function parse(text: string, variables: EnvReader, redactor: Redactor) {
  const say = (problem: string) => variables.problem('NEON_CONNECTION_STRING', problem);
  if (isHalfEncoded(text)) {
    say(HALF_ENCODED);
    return undefined;
  }
  const url = parseUrl(text);
  if (!url || !/^postgres(ql)?:$/.test(url.protocol)) {
    say(
      `is not a connection string: it has the form ${FORM}, with special characters in the password percent-encoded, and nothing before or after it.`,
    );
    return undefined;
  }
  const host = hostOf(url).replace(/^([^.]+)-pooler(?=\.|$)/, '$1');
  const options = url.searchParams.get('options')?.replace(ENDPOINT_OPTION, '$1');
  const login = {
    user: decoded(url.username),
    password: passwordOf(decoded(url.password), host, options),
    database: decoded(url.pathname.slice(1)),
  };
  redactor.learn(url.password);
  redactor.learn(decoded(url.password));
  variables.secret('NEON_CONNECTION_STRING', login.password, redactor);
  const mode = url.searchParams.get('sslmode');
  const tls = usesTls(mode, host);
  if (!host) say('has no host.');
  if (!login.user) say('has no user.');
  if (!login.password) say('has no password.');
  if (Object.values(login).some((part) => part.includes('\0')))
    say('has %00 in it, which Postgres cannot receive: copy it from Neon again.');
  if (mode !== null && ![...TLS_MODES, 'disable'].includes(mode))
    say(`has ${quoted(mode)}: use sslmode=require, which is verified like verify-full.`);
  if (!tls && !isLoopback(host))
    say('turns TLS off: remove sslmode=disable. Only loopback hosts may be used without TLS.');
  return {
    host,
    port: Number(url.port || 5432),
    database: login.database || login.user,
    user: login.user,
    password: login.password,
    tls,
    channelBinding: ['require', 'prefer'].includes(url.searchParams.get('channel_binding') ?? ''),
    options,
  };
}

/**
 * The password as Neon's proxy wants it. Where SNI or the options name the endpoint, all that stands there is the password
 * (neon: auth_quirks in proxy/src/auth/backend/mod.rs), and we send SNI for every host that is a name.
 */
function passwordOf(typed: string, host: string, options = ''): string {
  const [before = '', named, endpoint = '', separator] = ENDPOINT_BEFORE.exec(typed) ?? [];
  const password = typed.slice(before.length);
  const isNamed = host.startsWith(`${endpoint.toLowerCase()}.`) || /\b(endpoint|project)=/.test(options);
  return named === undefined || isNamed ? password : `${named}${separator}${password}`;
}

/** An unknown sslmode for a message; not its value if it may be a secret that was pasted behind it. */
const quoted = (mode: string) => (/^[a-z-]{1,20}$/.test(mode) ? `sslmode=${mode}` : 'an unknown sslmode');

/** @param mode the sslmode of the connection string, if it has one */
function usesTls(mode: string | null, host: string): boolean {
  if (mode === null) return !isLoopback(host);
  return mode !== 'disable' && !(mode === 'prefer' && isLoopback(host));
}

function readApi(variables: EnvReader, redactor: Redactor): NeonApi | undefined {
  const key = variables.token('NEON_API_KEY', 'Neon', redactor);
  const projectId = variables.optional('NEON_PROJECT_ID');
  const url = variables.optional('NEON_API_URL') ?? PUBLIC_API;
  // Node throws on characters that are invalid in a header, with the value in its message.
  if (key && /[^\s\x21-\x7e]/.test(key))
    variables.problem('NEON_API_KEY', 'contains characters that are not allowed: copy it from Neon again.');
  if (projectId && !/^[a-z0-9-]+$/.test(projectId))
    variables.problem(
      'NEON_PROJECT_ID',
      'is not the id of a project (lower-case letters, digits and dashes): copy it from the settings of the project in Neon.',
    );
  if (!key !== !projectId)
    variables.problem(
      key ? 'NEON_PROJECT_ID' : 'NEON_API_KEY',
      'is not set: the Neon API needs both, or neither.',
    );
  const parsed = parseUrl(url);
  if (
    !parsed ||
    !(parsed.protocol === 'https:' || (parsed.protocol === 'http:' && isLoopback(parsed.hostname)))
  )
    variables.problem(
      'NEON_API_URL',
      'is not an https:// URL (http:// only on loopback): leave it unset for the public API.',
    );
  // The lookbehind keeps the time linear: no match is tried in the middle of a row of slashes.
  return key && projectId ? { url: url.replace(/(?<!\/)\/+$/, ''), key, projectId } : undefined;
}

import type { ErrorName } from '../../../handlers/lib/errors';
import { type Effect, effects, type FaultCase } from '../case';
import { onLink } from '../causes';
import { planted } from '../planted';

type Text = readonly [text: string, sees: ErrorName, says: RegExp, failedCalls?: number];

/** PostgreSQL's ErrorResponse, as the proxy sends it while connecting: SQLSTATE XX000 for nearly everything. */
function errorResponse(message: string, code = 'XX000'): Buffer {
  const fields = Object.entries({ S: 'FATAL', V: 'FATAL', C: code, M: message });
  const body = `${fields.map(([type, text]) => `${type}${text}\0`).join('')}\0`;
  const length = Buffer.alloc(4);
  length.writeUInt32BE(Buffer.byteLength(body) + 4);
  return Buffer.concat([Buffer.from('E'), length, Buffer.from(body)]);
}

const full = /all connection slots are taken/;
const noEndpoint = /Neon has no such endpoint/;
const disabled = /the endpoint is disabled in Neon\. Enable it/;
const tooFast = /Neon limits the rate of connections/;
const tooMany = /too many computes of the Neon project are active/;
const notAllowed = /does not accept connections from this address\. Add the function's egress address/;
const starting = /the compute is starting or stopping/;

/** What Neon's proxy and Postgres say, and what the collector reports. */
const ofPostgres: readonly Text[] = [
  [
    "password authentication failed for user 'x'",
    'AuthenticationError',
    /rejected the user name or password/,
  ],
  ['role "x" does not exist', 'AuthenticationError', /rejected the user name or password/],
  ['Control plane request failed: endpoint cannot be found', 'ConfigurationError', noEndpoint],
  [
    "The requested endpoint could not be found, or you don't have access to it. Please check the provided ID and try again.",
    'ConfigurationError',
    noEndpoint,
  ],
  [
    'Endpoint ID is not specified. Either please upgrade the postgres client library (libpq) for SNI support or pass the endpoint ID (first part of the domain name) as a parameter',
    'ConfigurationError',
    noEndpoint,
  ],
  ['Control plane request failed: endpoint is disabled', 'ConfigurationError', disabled],
  ['The endpoint has been disabled. Enable it using the API and retry.', 'ConfigurationError', disabled],
  ['The endpoint has been disabled. Enable it using Neon API and retry.', 'ConfigurationError', disabled],
  [
    'Your account or project has exceeded the compute time quota. Upgrade your plan to increase limits.',
    'QuotaError',
    /a quota of the Neon plan is used up/,
  ],
  [
    'Control plane request failed: endpoint is temporarily unavailable. Check your quotas and/or contact our support.',
    'QuotaError',
    /Neon does not start the compute: a quota is used up, or the project is under maintenance/,
  ],
  ['active endpoints limit exceeded', 'QuotaError', tooMany],
  [
    'You have exceeded the limit of concurrently active endpoints. Please suspend some endpoints or contact our support team to upgrade your plan.',
    'QuotaError',
    tooMany,
  ],
  [
    "You've exceeded the compute time for this branch. Please upgrade your plan to increase the limit.",
    'QuotaError',
    /a quota of the Neon plan is used up/,
  ],
  ['Control plane request failed', 'NetworkError', /Neon's control plane failed/, 2],
  [
    'This VPC endpoint id vpce-1 is not allowed to connect to this endpoint.',
    'PermissionError',
    /accepts no connections through this VPC endpoint/,
  ],
  ["Couldn't connect to compute node", 'NetworkError', /could not reach the compute/, 2],
  ['Too many connections to this endpoint. Please try again later.', 'RateLimitError', tooFast],
  ['Too many connections attempts', 'RateLimitError', tooFast],
  [
    'Failed to acquire permit to connect to the database. Too many database connection attempts are currently ongoing.',
    'RateLimitError',
    tooFast,
  ],
  [
    'remaining connection slots are reserved for roles with the SUPERUSER attribute',
    'TooManyConnectionsError',
    full,
  ],
  ['sorry, too many clients already', 'TooManyConnectionsError', full],
  ['no more connections allowed (max_client_conn)', 'TooManyConnectionsError', full],
  ['query_wait_timeout', 'TooManyConnectionsError', full],
  [
    'This IP address 192.0.2.1 is not allowed to connect to this endpoint. Please add it to the allowed list in the Neon console.',
    'PermissionError',
    notAllowed,
  ],
  [
    'Connection rejected: this endpoint is accessed through a blocked network',
    'PermissionError',
    /blocks the network that this connection comes from/,
  ],
  [
    'no pg_hba.conf entry for host "192.0.2.1", user "x", database "y", no encryption',
    'PermissionError',
    notAllowed,
  ],
  ['connection is insecure (try using `sslmode=require`)', 'TlsError', /sslmode=require/],
  [
    'unsupported startup parameter in options: search_path',
    'ConfigurationError',
    /a pooler that accepts no startup options. Use the direct host/,
  ],
  ['database "x" does not exist', 'ConfigurationError', /database of the connection string does not exist/],
  ['terminating connection due to administrator command', 'NetworkError', starting, 2],
  ['the database system is starting up', 'NetworkError', starting, 2],
  ['the database system is shutting down', 'NetworkError', starting, 2],
  ['the database system is in recovery mode', 'NetworkError', starting, 2],
  ['the database system is not yet accepting connections', 'NetworkError', starting, 2],
  [
    `an unknown text that quotes postgresql://x:${encodeURIComponent(planted.password)}@host and ${planted.password}`,
    'ProtocolError',
    /answered with an error \(XX000\): an unknown text that quotes .*\*\*\*.* and \*\*\*/,
  ],
];

const [quota, full2] = [/command limit is used up/, /all connections are taken/];
const loading = /cannot answer yet/;
const other = /Redis at \{redis\} answered with an error: ERR max/;

/** What Upstash and Redis say to AUTH and INFO. */
const ofRedis: readonly Text[] = [
  [
    'ERR max requests limit exceeded. Limit: 500000, Usage: 500000. See https://upstash.com/docs/redis/troubleshooting/max_requests_limit for details',
    'QuotaError',
    quota,
  ],
  ['ERR max daily request limit exceeded. Limit: 10000, Usage: 10001.', 'QuotaError', quota],
  ['ERR max concurrent connections exceeded', 'TooManyConnectionsError', full2],
  ['ERR max number of clients reached', 'TooManyConnectionsError', full2],
  [
    'ERR DB capacity quota exceeded. Threshold: 268435456 bytes, Usage: 268447091 bytes.',
    'QuotaError',
    /data size is used up/,
  ],
  ["OOM command not allowed when used memory > 'maxmemory'.", 'QuotaError', /data size is used up/],
  ['ERR max request size exceeded. Limit: 1048576 bytes, Actual: 1048577 bytes', 'ProtocolError', other],
  [
    'ERR max single record size exceeded. Limit: 104857600 bytes, Actual: 104857601 bytes',
    'ProtocolError',
    other,
  ],
  ['ERR max key size exceeded. Limit: 32768 bytes, Actual: 32769 bytes', 'ProtocolError', other],
  [
    'WRONGPASS invalid username-password pair or user is disabled.',
    'AuthenticationError',
    /rejected the token/,
  ],
  ['WRONGPASS invalid or missing auth token', 'AuthenticationError', /rejected the token/],
  ['WRONGPASS invalid password', 'AuthenticationError', /rejected the token/],
  ['NOAUTH Authentication required.', 'AuthenticationError', /rejected the token/],
  ['Unauthorized', 'AuthenticationError', /rejected the token/],
  [
    "NOPERM this user has no permissions to run the 'info' command or its subcommand",
    'PermissionError',
    /may not run INFO/,
  ],
  ['ERR rate limit exceeded', 'RateLimitError', /is limiting requests/, 2],
  ['LOADING Redis is loading the dataset in memory', 'ProtocolError', loading, 2],
  [
    "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
    'ProtocolError',
    loading,
    2,
  ],
  ['CLUSTERDOWN The cluster is down', 'ProtocolError', loading, 2],
  [
    `ERR unknown command 'AUTH', with args beginning with: 'default' '${planted.token}' `,
    'ProtocolError',
    /answered with an error: ERR unknown command 'AUTH', with args beginning with: 'default' '\*\*\*'/,
  ],
];

/** What may be returned instead of INFO's text. */
const notInfo: readonly (readonly [fault: string, reply: string])[] = [
  ['another text', '$5\r\nhello\r\n'],
  ['an empty text', '$0\r\n\r\n'],
  ['nothing (nil)', '$-1\r\n'],
  ['a number', ':42\r\n'],
  ['a list', '*2\r\n$1\r\na\r\n$1\r\nb\r\n'],
];

const effect: Effect = effects.notVisited;
/** A text as the table shows it: without secrets. */
const shown = (text: string) =>
  `“${text.replace(/postgresql:\S+ and .*/, 'the password').replace(planted.token, 'the token')}”`;

export const postgresTexts: readonly FaultCase[] = ofPostgres.map(([text, sees, says, failedCalls = 1]) => ({
  ...{ system: 'postgres', fault: shown(text), service: 'neon', sees, says, failedCalls, effect },
  breaks: onLink('postgres', { is: 'garbage', bytes: errorResponse(text) }),
}));

/** A Redis that gives these answers to AUTH and to INFO. */
const answering = (auth: string, info: string) =>
  onLink('redis', { is: 'scripted', answer: (asked) => (/auth/i.test(asked.toString()) ? auth : info) });
const toAuth = /^(WRONGPASS|NOAUTH|Unauthorized|ERR unknown command 'AUTH'|ERR max requests)/;

export const redisTexts: readonly FaultCase[] = [
  ...ofRedis.map(
    ([text, sees, says, failedCalls = 1]): FaultCase => ({
      ...{ system: 'redis', fault: shown(text), service: 'upstash', sees, says, failedCalls, effect },
      breaks: answering(toAuth.test(text) ? `-${text}\r\n` : '+OK\r\n', `-${text}\r\n`),
    }),
  ),
  ...notInfo.map(
    ([fault, reply]): FaultCase => ({
      ...{ system: 'redis', fault: `INFO is answered with ${fault}`, service: 'upstash', effect },
      breaks: answering('+OK\r\n', reply),
      sees: 'ProtocolError',
      says: /Redis at \{redis\} answered INFO with something that is not INFO/,
      failedCalls: 1,
    }),
  ),
  {
    // ioredis throws in an event handler, where nobody can catch it.
    ...{ system: 'redis', fault: 'answers more than it was asked (nil)', service: 'upstash', effect },
    breaks: answering(`+OK\r\n${'$-1\r\n'.repeat(3)}`, ''),
    sees: 'ProtocolError',
    says: /The database driver failed on a response that it does not understand/,
    failedCalls: 1,
  },
  {
    ...{ system: 'redis', fault: 'echoes what it receives, the token included', service: 'upstash', effect },
    breaks: onLink('redis', { is: 'scripted', answer: (asked) => asked }),
    sees: 'ProtocolError',
    says: /Redis at \{redis\} answered INFO with something that is not INFO/,
    failedCalls: 1,
  },
];

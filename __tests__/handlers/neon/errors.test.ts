import { classify } from '../../../handlers/neon/errors';
import type { NeonTarget } from '../../../handlers/neon/target';

const target = { host: 'ep-cool-1.aws.neon.tech', port: 5432 } as NeonTarget;

/** What can be said about each text: the class, and words of the message. */
const kinds = {
  rejected: ['AuthenticationError', 'rejected the user name or password'],
  protectedRole: ['PermissionError', 'Neon lets nobody log in as this role'],
  address: ['PermissionError', 'does not accept connections from this address'],
  vpcEndpoint: ['PermissionError', 'accepts no connections through this VPC endpoint'],
  blockedNetwork: ['PermissionError', 'blocks the network that this connection comes from'],
  mayNotRead: ['PermissionError', 'may not read the statistics'],
  mayNotConnect: ['PermissionError', 'GRANT CONNECT ON DATABASE'],
  mayNotLogIn: ['PermissionError', 'ALTER ROLE <role> LOGIN'],
  closed: ['PermissionError', 'ALLOW_CONNECTIONS true'],
  invalidDatabase: ['ConfigurationError', 'DROP DATABASE'],
  disabled: ['ConfigurationError', 'the endpoint is disabled in Neon'],
  noEndpoint: ['ConfigurationError', 'Neon has no such endpoint'],
  otherEndpoint: ['ConfigurationError', 'do not fit its host'],
  noDatabase: ['ConfigurationError', 'the database of the connection string does not exist'],
  noOptions: ['ConfigurationError', 'accepts no startup options'],
  usedUp: ['QuotaError', 'a quota of the Neon plan is used up'],
  unavailable: ['QuotaError', 'Neon does not start the compute'],
  tooManyComputes: ['QuotaError', 'too many computes of the Neon project are active'],
  tooFast: ['RateLimitError', 'Neon limits the rate of connections'],
  allSlots: ['TooManyConnectionsError', 'all connection slots are taken'],
  roleLimit: ['TooManyConnectionsError', 'ALTER ROLE <role> CONNECTION LIMIT'],
  databaseLimit: ['TooManyConnectionsError', 'ALTER DATABASE <database> CONNECTION LIMIT'],
  plain: ['TlsError', 'sslmode=require'],
  intercepted: ['TlsError', 'channel binding failed'],
  starting: ['NetworkError', 'the compute is starting or stopping'],
  controlPlane: ['NetworkError', "Neon's control plane failed"],
  busy: ['NetworkError', 'Neon is changing the project'],
  slowLogin: ['NetworkError', 'the login took longer than the server allows'],
  inBrowser: ['ConfigurationError', 'confirms the login in a browser'],
  unreachable: ['NetworkError', 'could not reach the compute'],
  cancelled: ['NetworkError', 'the server cancelled the statement'],
  endedByTimeout: ['NetworkError', 'a timeout of the role or the database'],
  slow: ['NetworkError', 'no answer in time'],
  closedEarly: ['NetworkError', 'the connection was closed'],
  notPostgres: ['ProtocolError', 'is not PostgreSQL'],
  unknown: ['ProtocolError', 'answered with an error (XX000): '],
} as const satisfies Record<string, readonly [name: string, says: string]>;

const texts: readonly (readonly [kind: keyof typeof kinds, text: string])[] = [
  // Neon's proxy: auth/mod.rs, auth/credentials.rs, sasl/mod.rs, scram.
  ['rejected', "password authentication failed for user 'x'"],
  [
    'noEndpoint',
    "Endpoint ID is not specified. Either please upgrade the postgres client library (libpq) for SNI support or pass the endpoint ID (first part of the domain name) as a parameter: '?options=endpoint%3D<endpoint-id>'. See more at https://neon.tech/sni",
  ],
  [
    'noEndpoint',
    'The endpoint ID is not specified. Either upgrade the Postgres client library (libpq) for SNI support',
  ],
  [
    'noEndpoint',
    'SNI is missing. EITHER please upgrade the postgres client library OR pass the project name',
  ],
  ['noEndpoint', "Common name inferred from SNI ('x.y') is not known"],
  ['otherEndpoint', "Inconsistent project name inferred from SNI ('a') and project option ('b')."],
  ['otherEndpoint', "Project name ('a.b') must contain only alphanumeric characters and hyphen."],
  [
    'blockedNetwork',
    'VPC endpoint ID is not specified. This endpoint requires a VPC endpoint ID to connect.',
  ],
  [
    'vpcEndpoint',
    'This VPC endpoint id vpce-1 is not allowed to connect to this endpoint. Please add it to the allowed list in the Neon console.',
  ],
  [
    'address',
    'This IP address 1.2.3.4 is not allowed to connect to this endpoint. Please add it to the allowed list in the Neon console. Make sure to check for IPv4 or IPv6 addresses.',
  ],
  ['blockedNetwork', 'This connection is trying to access this endpoint from a blocked network.'],
  ['tooFast', 'Too many connections to this endpoint. Please try again later.'],
  ['slowLogin', 'Authentication timed out'],
  ['inBrowser', 'Disconnected due to inactivity after 60s.'],
  ['rejected', 'Malformed password message: missing terminator'],
  ['unreachable', 'Internal error'],
  ['unknown', 'Unsupported authentication method: x'],
  ['unknown', 'authentication protocol violation'],
  ['intercepted', 'SCRAM-PLUS not used'],
  ['intercepted', 'unsupported channel binding method x'],
  // Its control plane: control_plane/errors.rs, control_plane/messages.rs, and the texts that go with the reasons there.
  ['controlPlane', 'Control plane request failed'],
  ['noEndpoint', 'Control plane request failed: endpoint cannot be found'],
  ['disabled', 'Control plane request failed: endpoint is disabled'],
  ['disabled', 'The endpoint has been disabled. Enable it using the API and retry.'],
  [
    'unavailable',
    'Control plane request failed: endpoint is temporarily unavailable. Check your quotas and/or contact our support.',
  ],
  ['tooFast', 'Too many connections attempts'],
  [
    'tooFast',
    'Failed to acquire permit to connect to the database. Too many database connection attempts are currently ongoing.',
  ],
  [
    'protectedRole',
    "The role you're attempting to use is protected and cannot be used for password-based authentication. Please pick a different role and try again.",
  ],
  ...['resource', 'project', 'endpoint', 'branch'].map(
    (what) =>
      [
        'noEndpoint',
        `The requested ${what} could not be found, or you don't have access to it. Please check the provided ID and try again.`,
      ] as const,
  ),
  ['tooFast', "You've exceeded the rate limit. Please wait a moment and try again."],
  [
    'usedUp',
    "You've exceeded the compute time for this branch. Upgrade your plan to increase limits or connect to another branch.",
  ],
  [
    'usedUp',
    'Your account or project has exceeded the compute time quota. Upgrade your plan to increase limits.',
  ],
  ...['active time', 'written data', 'data transfer', 'logical size'].map(
    (what) =>
      [
        'usedUp',
        `Your project has exceeded the ${what} quota. Upgrade your plan to increase limits.`,
      ] as const,
  ),
  [
    'busy',
    'Your project already has running operations. Please wait until they complete, and then try again.',
  ],
  [
    'tooManyComputes',
    'You have exceeded the limit of concurrently active endpoints. Please suspend some endpoints and try again.',
  ],
  ['tooManyComputes', 'active endpoints limit exceeded'],
  // Between the proxy and the compute: compute/mod.rs, tokio-postgres2; pglb/mod.rs.
  ['unreachable', "Couldn't connect to compute node"],
  ['unreachable', 'error communicating with the server: connection reset by peer'],
  ['unreachable', 'error connecting to server: timed out'],
  ['unreachable', 'unexpected message from server'],
  ['unreachable', 'timeout waiting for server'],
  ['closedEarly', 'connection closed'],
  ['plain', 'connection is insecure (try using `sslmode=require`)'],
  [
    'noOptions',
    'unsupported startup parameter in options: search_path. Please use unpooled connection or remove this parameter from the startup package.',
  ],
  ['usedUp', 'could not extend file because project size limit (512 MB) has been exceeded'],
  // PgBouncer.
  ['allSlots', 'no more connections allowed (max_client_conn)'],
  ['allSlots', 'query_wait_timeout'],
  ['rejected', 'SASL authentication failed'],
  ['noDatabase', 'no such database: x'],
  ['rejected', 'no such user: x'],
  ['plain', 'SSL required'],
  ['unreachable', 'client_login_timeout (server down)'],
  ['unreachable', 'pgbouncer is shutting down'],
  ['unreachable', 'pgbouncer cannot connect to server'],
  ['unreachable', 'server login has been failing, cached error: no idea (server_login_retry)'],
  [
    'rejected',
    'server login has been failing, cached error: FATAL password authentication failed for user "x" (server_login_retry)',
  ],
  // Postgres, whose errors while connecting have the proxy's SQLSTATE; pg.
  ['rejected', 'password authentication failed for user "x"'],
  ['rejected', 'role "x" does not exist'],
  ['noDatabase', 'database "x" does not exist'],
  ['allSlots', 'remaining connection slots are reserved for roles with the SUPERUSER attribute'],
  ['allSlots', 'sorry, too many clients already'],
  ['roleLimit', 'too many connections for role "cw_monitor"'],
  ['databaseLimit', 'too many connections for database "x"'],
  ['address', 'no pg_hba.conf entry for host "1.2.3.4", user "x", database "y", no encryption'],
  ['mayNotRead', 'permission denied for view pg_stat_activity'],
  ['mayNotConnect', 'permission denied for database "x"'],
  ['mayNotLogIn', 'role "x" is not permitted to log in'],
  ['invalidDatabase', 'cannot connect to invalid database "x"'],
  ['closed', 'database "x" is not currently accepting connections'],
  ['cancelled', 'canceling statement due to statement timeout'],
  ['slowLogin', 'canceling authentication due to timeout'],
  ['cancelled', 'terminating connection due to conflict with recovery'],
  ['endedByTimeout', 'terminating connection due to transaction timeout'],
  ['starting', 'terminating connection due to administrator command'],
  ['starting', 'the database system is in recovery mode'],
  ['plain', 'There was an error establishing an SSL connection'],
  ['plain', 'The server does not support SSL connections'],
  ['slow', 'Query read timeout'],
  ['slow', 'timeout expired'],
  ['closedEarly', 'Connection terminated unexpectedly'],
  ['notPostgres', 'not a PostgreSQL message (unterminated)'],
  ['unknown', 'an unknown text'],
];
const told = (message: string, code = 'XX000') =>
  classify(Object.assign(new Error(message), { code }), target);
const about = (kind: keyof typeof kinds) => {
  const [name, says] = kinds[kind];
  return { name, message: expect.stringContaining(says) };
};

test.each(texts)('%s: "%s"', (kind, text) => {
  const error = told(text);
  expect(error).toMatchObject(about(kind));
  expect(error.message).toContain('ep-cool-1.aws.neon.tech:5432');
});

test.each(texts)('a name does not decide: %s, "%s"', (_, text) => {
  expect(told(`database "${text}" does not exist`)).toMatchObject(about('noDatabase'));
  expect(told(`password authentication failed for user '${text}'`)).toMatchObject(about('rejected'));
  expect(told(`permission denied for database "${text}"`)).toMatchObject(about('mayNotConnect'));
});

test.each([
  ['ENOTFOUND', 'DnsError'],
  ['EAI_AGAIN', 'DnsError'],
  ['ECONNREFUSED', 'NetworkError'],
  ['ECONNRESET', 'NetworkError'],
  ['ETIMEDOUT', 'NetworkError'],
  ['EHOSTUNREACH', 'NetworkError'],
  ['CERT_HAS_EXPIRED', 'TlsError'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'TlsError'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'TlsError'],
])('the code %s is a %s', (code, name) => {
  expect(classify(Object.assign(new Error('x'), { code }), target).name).toBe(name);
});

test.each([
  ['22023', 'invalid value for parameter "lock_timeout": "abc"'],
  ['42704', 'unrecognized configuration parameter "statement_timeouts"'],
  ['08P01', 'the connection was closed by a filter'],
])(
  'the words of a server about a timeout or a connection (%s) are no failure of the network',
  (code, text) => {
    expect(classify(Object.assign(new Error(text), { code }), target)).toMatchObject({
      name: 'ProtocolError',
      message: expect.stringContaining(text),
    });
  },
);

test.each([
  ['3D000', 'database "too many clients already" does not exist', 'ConfigurationError'],
  ['28P01', 'password authentication failed for user "rate limit"', 'AuthenticationError'],
  ['42P01', 'relation "pg_stat_statements_info" does not exist', 'ConfigurationError'],
])('a name within the text does not decide: %s, %s', (code, message, name) => {
  expect(classify(Object.assign(new Error(message), { code }), target).name).toBe(name);
});

test('permission that is denied while connecting, nobody says by what, is told in the server’s words', () => {
  const thrown = Object.assign(new Error('keine Berechtigung für Datenbank x'), { code: '42501' });
  expect(classify(thrown, target, false)).toMatchObject({
    name: 'PermissionError',
    message: expect.stringContaining('refused the session: keine Berechtigung für Datenbank x'),
  });
});

test.each(['vpcEndpoint', 'blockedNetwork'] as const)(
  '%s: IP Allow is not named, it does not help',
  (kind) => {
    const [, text = ''] = texts.find(([one]) => one === kind) ?? [];
    expect(told(text).message).not.toMatch(/IP Allow|egress/);
  },
);

test.each([
  ['roleLimit', 'too many connections for role "cw_monitor"'],
  ['databaseLimit', 'too many connections for database "role"'],
  ['allSlots', 'sorry, too many clients already'],
] as const)('whose limit is reached is told by the SQLSTATE, too: %s', (kind, message) => {
  expect(told(message, '53300')).toMatchObject(about(kind));
});

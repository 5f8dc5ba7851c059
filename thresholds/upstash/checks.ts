import { type Checks, NOT_LOOKED_AT } from '../check';

/** With fewer keys, shares of them say nothing. */
export const LEAST_KEYS = 100;
/** From this share of the keys on, in percent, those without a time to live decide. */
export const MOST_KEYS_PERCENT = 50;
/** As many new connections for each client that stays are one for each request. */
export const CONNECTIONS_PER_CLIENT = 10;
/** With fewer lookups since the last check-up, a share of them says nothing. */
export const LEAST_LOOKUPS = 1_000;

/** What Upstash does not report: it keeps snapshots and replicas itself, and says nothing of what was refused. */
const NOT_OF_UPSTASH = 'Upstash does not report it.';

/** The checks of the daily check-up of Redis, all from the one INFO. 60 connections a minute are one a second. */
export const upstashChecks = {
  'nothing makes room': {
    finds: 'A database that is nearly full, whose keys never expire and are not evicted',
    why: 'When it is full, writes fail.',
    from: { warning: 70, critical: 90 },
    unit: '% full',
    only: `The policy is noeviction, and at least ${MOST_KEYS_PERCENT} % of the keys have no time to live.`,
    remedy:
      'Delete what is not needed and set a time to live, or raise the limit. If all of it is a cache, turn eviction on.',
  },
  'nothing to evict': {
    finds: 'A policy that evicts only keys with a time to live, where no key has one',
    why: 'When the memory is full, writes fail although eviction is on.',
    from: { warning: 1 },
    unit: 'keys',
    remedy: 'Set a time to live on what may go. If all of it is a cache, choose a policy for all keys.',
  },
  'eviction without a limit': {
    finds: 'A policy that evicts keys when maxmemory is reached, where maxmemory is 0',
    why: 'Nothing is ever evicted, and the system ends Redis when the machine has no memory left.',
    from: { warning: 0 },
    unit: 'bytes used',
    remedy: 'Set maxmemory to what Redis may use.',
  },
  'writes refused': {
    finds: 'Commands that were refused for lack of memory',
    why: 'What they should have written is lost, unless the application tried again.',
    from: { critical: 1 },
    unit: 'commands',
    only: NOT_OF_UPSTASH,
    remedy: 'Delete what is not needed, set a time to live, or raise maxmemory.',
  },
  'snapshot not written': {
    finds: 'A last snapshot that could not be written',
    why: 'A restart loses what changed since, and Redis refuses writes while stop-writes-on-bgsave-error is on.',
    from: { critical: 0 },
    unit: 'changes since the last one',
    only: NOT_OF_UPSTASH,
    remedy:
      'Read the log of Redis: most often the disk is full, or the folder may not be written. Then BGSAVE.',
  },
  'append-only file not written': {
    finds: 'An append-only file that cannot be written',
    why: 'Redis refuses writes until it can.',
    from: { critical: 1 },
    unit: '',
    only: NOT_OF_UPSTASH,
    remedy: 'Read the log of Redis: most often the disk is full.',
  },
  'replica without its master': {
    finds: 'A replica that has no connection to its master',
    why: 'What it answers is old.',
    from: { critical: 0 },
    unit: 'seconds down',
    only: NOT_OF_UPSTASH,
    remedy:
      'Bring the master back, or correct its address and masterauth. If it is gone for good, REPLICAOF NO ONE.',
  },
  'connections refused': {
    finds: 'Connections that were refused because all were taken',
    why: 'Requests of the application failed.',
    from: { warning: 1 },
    unit: 'connections',
    only: NOT_OF_UPSTASH,
    remedy:
      'Use one connection per process, and close those that have leaked. If all are needed, raise maxclients.',
  },
  'connection per request': {
    finds: 'Many more new connections than clients that stay',
    why: 'An application opens a connection for each request, and waits for its handshake each time.',
    from: { warning: 60 },
    unit: 'new a minute',
    only: `At least ${CONNECTIONS_PER_CLIENT} a minute for each client that is connected.`,
    remedy: 'Create the client once per process, outside the handler, or use the REST API.',
  },
  'keys without time to live': {
    finds: 'Keys that never expire',
    why: 'They stay until somebody deletes them, and the data only grow.',
    from: { notice: MOST_KEYS_PERCENT },
    unit: '%',
    only: `At least ${LEAST_KEYS} keys.`,
    remedy: 'Set a time to live where they are written. If this is a store and no cache, leave them.',
  },
  'cache without hits': {
    finds: 'A cache whose lookups hardly ever find their key',
    why: 'It costs a lookup, and saves nothing.',
    from: { notice: 90 },
    unit: '% not found',
    only: `At least ${LEAST_LOOKUPS} lookups; some keys expire, or are evicted.`,
    remedy:
      'Compare how keys are written with how they are read, and whether they expire before they are read.',
  },
  [NOT_LOOKED_AT]: {
    finds: 'Checks that could not be made, because INFO lacks what they need',
    why: 'Nothing is known about them: that must not pass for health.',
    from: { warning: 0 },
    unit: '',
    only: 'Not for what Upstash does not report.',
    remedy: 'Look at INFO with redis-cli: another server than Redis may stand there, or a proxy before it.',
  },
} as const satisfies Checks;
export type UpstashCheck = keyof typeof upstashChecks;

/** The checks that need what a server of Upstash never reports. There, they are not missed. */
export const checksBeyondUpstash: readonly UpstashCheck[] = [
  ...(['writes refused', 'snapshot not written', 'append-only file not written'] as const),
  ...(['replica without its master', 'connections refused'] as const),
];

import { createHash } from 'node:crypto';
import { Absent, map, type Snapshot, type Value } from '../driver/readings';
import { boundOf, expiryOf, fieldOf, type Info, keysOf, NO_LIMIT, numberOf } from './info';
import type { Usage } from './month';
import type { UpstashTarget } from './target';

/** What one INFO reports. */
export type UpstashSnapshot = Snapshot<(typeof counters)[number], UpstashGauges>;

export interface UpstashGauges {
  readonly clients: Value;
  readonly bytes: Value;
  /** Of the limit, as a percentage. */
  readonly fullness: Value;
  readonly keys: Value;
  /** Of maxclients, ours included, as a percentage. */
  readonly clientShare: Value;
  /** The commands per second that the plan allows. */
  readonly mostPerSecond: Value;
  /** Milliseconds until the server was ready for a command. */
  readonly connectMs: Value;
  /** The commands of this month; undefined if no limit of them is known. */
  readonly usage: Usage | undefined;
  /** Keys that never expire, and those among which they were counted. */
  readonly expiry: ReturnType<typeof expiryOf>;
  /** The policy by which keys are evicted, in the server's word for it. */
  readonly policy: string | undefined;
  /** Whether it is a server of Upstash, whose fields have meanings of their own. */
  readonly upstash: boolean;
  /** Why the server evicts no keys; undefined if it may, or does not say. */
  readonly evictsNothing: string | undefined;
}

/** The cumulative fields that readings are derived from. */
const counters = [
  'total_commands_processed',
  'keyspace_hits',
  'keyspace_misses',
  'evicted_keys',
  'expired_keys',
  'total_connections_received',
  'total_reads_processed',
  'total_writes_processed',
] as const;

/** The counters by name. */
function countersOf<Name extends string>(names: readonly Name[], read: (name: Name) => Value) {
  // The type of Object.fromEntries loses the names.
  return Object.fromEntries(names.map((name) => [name, read(name)])) as Record<Name, Value>;
}

/** An address and 40 hexadecimal digits are shorter. The saved state must not grow with what a server sends. */
const LONGEST_MEMBER = 100;

/** Who answered; empty if INFO does not say. A longer name is told apart by its digest: a piece may be that of another. */
function memberOf(info: Info): string {
  // A member that was restarted has counters of its own, even if they have outgrown the old ones.
  const member = ['run_id', 'local_member'].flatMap((field) => info.get(field) || []).join(' ');
  return member.length <= LONGEST_MEMBER ? member : createHash('sha256').update(member).digest('hex');
}

/** That no limit is known is no fault of the server. */
const noLimit = new Absent('the server reports no limit; set UPSTASH_MEMORY_LIMIT_BYTES', true);

/** A limit in bytes; undefined if there is none; absent if it cannot be read. */
function limitOf(info: Info, field: string): Value | undefined {
  if (!info.has(field)) return undefined;
  const limit = fieldOf(info, field);
  return limit instanceof Absent || (limit > 0 && limit < NO_LIMIT) ? limit : undefined;
}

const percent = (used: Value, limit: Value): Value =>
  map(limit, (most) => map(used, (bytes) => (100 * bytes) / most));

/** What the database holds, in bytes. A field that is there decides, even if it cannot be read: another is another measure. */
const bytesOf = (info: Info): Value =>
  fieldOf(info, info.has('total_data_size') ? 'total_data_size' : 'used_memory');

/**
 * How full the database is. What is used and what it is compared with are chosen together, because a server may report
 * both the data on disk (`total_data_size`) and the memory, which is a cache in front of it.
 */
function fullnessOf(info: Info, limitBytes: number | undefined): Value {
  const dataLimit = info.has('total_data_size') ? limitOf(info, 'max_data_size') : undefined;
  const limit = dataLimit ?? limitBytes;
  if (limit !== undefined) return percent(bytesOf(info), limit);
  const memoryLimit = limitOf(info, 'maxmemory');
  return memoryLimit === undefined ? noLimit : percent(fieldOf(info, 'used_memory'), memoryLimit);
}

/** `allkeys-lru`, `optimistic-volatile`: a word. What a server sends in its place is not repeated. */
const POLICY = /^[a-z][a-z-]{0,39}$/;

/**
 * @param takenAt milliseconds since the epoch, by the collector's clock: INFO of Upstash has no time
 * @param connectMs milliseconds until the server was ready for a command; NaN if that was not seen
 */
export function snapshotOf(
  info: Info,
  target: UpstashTarget,
  takenAt: number,
  connectMs = Number.NaN,
): UpstashSnapshot {
  const clients = fieldOf(info, 'connected_clients');
  const member = memberOf(info);
  return {
    identity: [target.host, target.port].join(' '),
    // The replicas of a paid database take turns to answer, each with its own counters.
    ...(member && { member }),
    takenAt,
    counters: countersOf(counters, (name) => fieldOf(info, name)),
    gauges: {
      clients: clients instanceof Absent ? clients : Math.max(0, clients - 1),
      bytes: bytesOf(info),
      fullness: fullnessOf(info, target.limitBytes),
      keys: keysOf(info),
      clientShare: percent(clients, boundOf(info, 'maxclients')),
      mostPerSecond: boundOf(info, 'max_ops_per_sec'),
      connectMs: Number.isNaN(connectMs) ? new Absent('the time to connect was not measured') : connectMs,
      usage: undefined,
      expiry: expiryOf(info),
      policy: POLICY.exec(info.get('maxmemory_policy') ?? '')?.[0],
      upstash: info.has('upstash_version'),
      evictsNothing: evictsNothing(info),
    },
  };
}

function evictsNothing(info: Info): string | undefined {
  const policy = info.get('maxmemory_policy');
  if (policy === 'noeviction') return 'maxmemory_policy is noeviction';
  return policy !== undefined && numberOf(info, 'maxmemory') === 0 ? 'maxmemory is 0' : undefined;
}

/** Why the alarms of rows with values cannot fire. */
export function cannotFire({ gauges: { evictsNothing: why } }: UpstashSnapshot): { EvictedKeys?: string } {
  return why === undefined ? {} : { EvictedKeys: `${why}: no keys are evicted` };
}

/** The fields from which no row is read, only evidence. */
const UNUSED = /^total_(connections_received|reads_processed|writes_processed)$/;

/** What INFO does not report, each reason once. */
export function unreported({ counters: all, gauges }: UpstashSnapshot): string[] {
  const counted = Object.entries(all).flatMap(([name, value]) => (UNUSED.test(name) ? [] : [value]));
  const fullness = gauges.fullness === noLimit ? [] : [gauges.fullness];
  const values = [gauges.clients, gauges.bytes, ...fullness, gauges.keys, ...counted];
  return [...new Set(values.flatMap((value) => (value instanceof Absent ? [value.reason] : [])))];
}

import { Absent, type Snapshot, type Value } from '../driver/readings';
import { type Info, keysOf, numberOf } from './info';
import type { UpstashTarget } from './target';

/** What one INFO reports. */
export type UpstashSnapshot = Snapshot<(typeof counters)[number], UpstashGauges>;

export interface UpstashGauges {
  readonly clients: Value;
  readonly bytes: Value;
  readonly limitBytes: Value;
  readonly keys: Value;
}

/** The cumulative fields that readings are derived from. */
const counters = [
  'total_commands_processed',
  'keyspace_hits',
  'keyspace_misses',
  'evicted_keys',
  'expired_keys',
  'total_connections_received',
] as const;

/** The counters by name. */
function countersOf<Name extends string>(names: readonly Name[], read: (name: Name) => Value) {
  // The type of Object.fromEntries loses the names.
  return Object.fromEntries(names.map((name) => [name, read(name)])) as Record<Name, Value>;
}

/** An address or 40 hexadecimal digits are shorter. The saved state must not grow with what a server sends. */
const LONGEST_MEMBER = 100;

/** @param takenAt milliseconds since the epoch, by the collector's clock: INFO of Upstash has no time */
export function snapshotOf(info: Info, target: UpstashTarget, takenAt: number): UpstashSnapshot {
  const field = (name: string): Value => numberOf(info, name) ?? new Absent(`INFO has no ${name}`);
  const positive = (name: string) => numberOf(info, name) || undefined;
  const [dataSize, maxDataSize] = [numberOf(info, 'total_data_size'), positive('max_data_size')];
  const own = dataSize !== undefined && maxDataSize !== undefined;
  const clients = numberOf(info, 'connected_clients');
  const member = info.get('local_member') || info.get('run_id');
  return {
    identity: [target.host, target.port].join(' '),
    // The replicas of a paid database take turns to answer, each with its own counters.
    ...(member && { member: member.slice(0, LONGEST_MEMBER) }),
    takenAt,
    counters: countersOf(counters, field),
    gauges: {
      clients: clients === undefined ? field('connected_clients') : Math.max(0, clients - 1),
      bytes: dataSize ?? field('used_memory'),
      limitBytes:
        (own ? maxDataSize : (positive('maxmemory') ?? target.limitBytes)) ??
        new Absent('the server reports no limit; set UPSTASH_MEMORY_LIMIT_BYTES'),
      keys: numberOf(info, 'total_keys') ?? keysOf(info),
    },
  };
}

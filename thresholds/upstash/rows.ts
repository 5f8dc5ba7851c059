import { commonRows } from '../common/rows';
import type { Table } from '../row';
import { extendedRows } from './extended';

/** How counts are counted where several members of a database have counters of their own. */
const IN_TURNS =
  'Where the members of a replicated database take turns, an estimate: the growth per second of the member that answered, since its own previous answer, times the time since the last answer of any member. What the others counted is not in it.';

/** Upstash Redis, from a single INFO. */
export const upstashRows = {
  ConnectedClients: {
    kind: 'gauge',
    unit: 'Count',
    level: 'core',
    panel: { section: 'connections', graph: 'Clients', tile: true },
    meaning: 'Clients that are connected.',
    counted: 'connected_clients, excluding the collector’s own connection.',
    alarm: {
      category: 'capacity',
      breaches: 'above',
      statistic: 'Maximum',
      warning: { value: 80 },
      critical: { value: 100 },
      periodMinutes: 3,
      datapoints: { warning: [2, 3], critical: [2, 3] },
      missingData: 'notBreaching',
      firstStep:
        'Look for clients that open a connection per request: there are many of the same address, and they are young.',
      query: 'clients',
    },
  },
  MemoryUsage: {
    kind: 'gauge',
    unit: 'Bytes',
    level: 'core',
    panel: { section: 'memory and keys', graph: 'Data' },
    meaning: 'How much data the database holds.',
    counted: 'total_data_size if present (what Upstash’s quota counts), otherwise used_memory.',
    alarm: { none: 'MemoryUsagePercent relates it to the limit.' },
  },
  MemoryUsagePercent: {
    kind: 'gauge',
    unit: 'Percent',
    level: 'core',
    panel: { section: 'memory and keys', graph: 'Data, share of the limit', tile: true },
    meaning: 'How full the database is.',
    counted:
      'total_data_size ÷ max_data_size; otherwise MemoryUsage ÷ the environment’s limit; otherwise used_memory ÷ maxmemory if that is set.',
    alarm: {
      category: 'performance',
      breaches: 'above',
      statistic: 'Maximum',
      warning: { value: 75 },
      critical: { value: 85 },
      periodMinutes: 3,
      datapoints: { warning: [2, 3], critical: [2, 3] },
      missingData: 'notBreaching',
      firstStep:
        'Look for keys without an expiry and large values; delete them, enable eviction or upgrade the plan.',
      query: 'clients',
    },
  },
  CacheHitRate: {
    kind: 'counter',
    published: 'rate',
    unit: 'Percent',
    level: 'core',
    panel: { section: 'performance', graph: 'Cache hit rate', tile: true },
    meaning: 'Share of lookups that found their key since the previous sample.',
    counted: 'Δ keyspace_hits ÷ (Δ keyspace_hits + Δ keyspace_misses); absent without lookups.',
    alarm: {
      category: 'performance',
      breaches: 'below',
      statistic: 'Average',
      warning: { value: 75 },
      critical: { value: 60 },
      periodMinutes: 5,
      // A deployment or a flush empties a cache for a short time; three bad samples in a row mean more than that.
      datapoints: { warning: [3, 3], critical: [3, 3] },
      missingData: 'notBreaching',
      firstStep:
        'Compare with EvictedKeys and ExpiredKeys: evictions mean too little memory, expiries too short a TTL.',
      query: 'clients',
    },
  },
  CommandsPerSecond: {
    kind: 'counter',
    published: 'rate',
    unit: 'Count/Second',
    level: 'core',
    panel: { section: 'performance', graph: 'Commands', tile: true },
    meaning: 'Commands per second since the previous sample.',
    counted: 'Δ total_commands_processed ÷ seconds.',
    alarm: { none: 'High or low traffic is not a fault in itself.' },
  },
  KeyspaceHits: {
    kind: 'counter',
    published: 'count',
    unit: 'Count',
    level: 'detailed',
    panel: { section: 'performance', graph: 'Lookups' },
    meaning: 'Lookups that found their key since the previous sample.',
    counted: `Δ keyspace_hits. ${IN_TURNS}`,
    alarm: { none: 'CacheHitRate relates hits to misses.' },
  },
  KeyspaceMisses: {
    kind: 'counter',
    published: 'count',
    unit: 'Count',
    level: 'detailed',
    panel: { section: 'performance', graph: 'Lookups', color: 'purple' },
    meaning: 'Lookups that did not find their key since the previous sample.',
    counted: `Δ keyspace_misses. ${IN_TURNS}`,
    alarm: { none: 'CacheHitRate relates hits to misses.' },
  },
  EvictedKeys: {
    kind: 'counter',
    published: 'count',
    unit: 'Count',
    level: 'detailed',
    panel: { section: 'memory and keys', graph: 'Keys evicted', tile: true },
    meaning: 'Keys that were thrown out for lack of memory since the previous sample.',
    counted: `Δ evicted_keys. ${IN_TURNS}`,
    alarm: {
      category: 'performance',
      breaches: 'above',
      statistic: 'Sum',
      warning: { perMinute: 50 },
      critical: { perMinute: 100 },
      periodMinutes: 4,
      datapoints: { warning: [2, 3], critical: [2, 3] },
      missingData: 'notBreaching',
      firstStep:
        'Compare MemoryUsagePercent and CacheHitRate: if the hit rate falls too, the cache is too small.',
      query: 'clients',
    },
  },
  ExpiredKeys: {
    kind: 'counter',
    published: 'count',
    unit: 'Count',
    level: 'detailed',
    panel: { section: 'memory and keys', graph: 'Keys expired' },
    meaning: 'Keys whose time to live ran out since the previous sample.',
    counted: `Δ expired_keys. ${IN_TURNS}`,
    alarm: { none: 'A cache is meant to lose keys by expiry.' },
  },
  TotalKeys: {
    kind: 'gauge',
    unit: 'Count',
    level: 'detailed',
    panel: { section: 'memory and keys', graph: 'Keys' },
    meaning: 'Keys in the database.',
    counted: 'total_keys if present, otherwise the sum over the dbN lines.',
    alarm: { none: 'How many keys are too many depends on their size; MemoryUsagePercent has the limit.' },
  },
  ...extendedRows,
  ...commonRows,
} as const satisfies Table;

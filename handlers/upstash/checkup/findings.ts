import { type Finding, findingOf, type Said, worstFirst } from '../../../model/evidence';
import { counted, format } from '../../../model/format';
import { NOT_LOOKED_AT } from '../../../thresholds/check';
import {
  CONNECTIONS_PER_CLIENT,
  LEAST_KEYS,
  LEAST_LOOKUPS,
  MOST_KEYS_PERCENT,
  type UpstashCheck,
  upstashChecks,
} from '../../../thresholds/upstash/checks';
import { expireNever } from '../advice';
import { boundOf, type Info, numberOf } from '../info';
import type { UpstashGauges } from '../snapshot';
import { notLookedAt } from './missing';

/** What the checks look at. */
export interface Facts {
  readonly info: Info;
  readonly gauges: UpstashGauges;
  /** By how much a counter has grown, if that is known; in how many seconds, and since when in words. */
  grown(name: string): number | undefined;
  readonly seconds: number;
  readonly since: string;
}
const known = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const count = (value: number): string => format(value, 'Count');
const percent = (value: number): string => format(value, 'Percent');

/** What Redis should leave of the machine's memory. */
const OF_MEMORY = 0.75;

const keysOf = ({ gauges: { expiry } }: Facts) => {
  const [keys, without] = [known(expiry.keys), known(expiry.withoutTtl)];
  return keys === undefined || without === undefined || keys === 0 ? undefined : { keys, without };
};
const was = (n: number): string => (n === 1 ? 'was' : 'were');
const evict = ({ gauges }: Facts): string =>
  gauges.upstash
    ? 'turn eviction on in the console of Upstash'
    : 'run CONFIG SET maxmemory-policy allkeys-lru';

/**
 * One line of thought each: what is wrong, how bad, the number, what to do. Each has a real Redis with it in the tests. What each
 * needs of INFO is in missing.ts.
 */
const looks: Readonly<Record<UpstashCheck, (facts: Facts) => Said | undefined>> = {
  'keys without time to live': (facts) => {
    const found = keysOf(facts);
    if (!found || found.keys < LEAST_KEYS) return undefined;
    return {
      object: 'keys',
      number: (100 * found.without) / found.keys,
      advice: `${expireNever(found)}: they stay until somebody deletes them. Set a time to live where they are written (SET … EX), and with EXPIRE on those that are there. If this is a store and no cache, leave them.`,
    };
  },

  'nothing makes room': (facts) => {
    const [found, full] = [keysOf(facts), known(facts.gauges.fullness)];
    if (facts.gauges.policy !== 'noeviction' || !found || full === undefined) return undefined;
    if (100 * found.without < MOST_KEYS_PERCENT * found.keys) return undefined;
    return {
      object: 'maxmemory_policy noeviction',
      number: full,
      advice: `The database is ${percent(full)} full, nothing is evicted, and ${expireNever(found)}: when it is full, writes fail. Delete what is not needed and set a time to live, or raise the limit. If all of it is a cache, ${evict(facts)}.`,
    };
  },

  'nothing to evict': (facts) => {
    const found = keysOf(facts);
    const { policy = '', evictsNothing } = facts.gauges;
    if (!/^volatile-/.test(policy) || evictsNothing !== undefined || !found || found.without < found.keys)
      return undefined;
    return {
      object: `maxmemory_policy ${policy}`,
      number: found.keys,
      advice: `The policy ${policy} evicts only keys with a time to live, and ${found.keys === 1 ? 'the only key has none' : `none of the ${count(found.keys)} keys has one`}: when the memory is full, writes fail. Set a time to live (EXPIRE) on what may go. If all of it is a cache, ${evict(facts)}.`,
    };
  },

  'eviction without a limit': ({ info, gauges: { policy, upstash } }) => {
    if (upstash || policy === undefined || policy === 'noeviction') return undefined;
    const [limit, used = 0] = [numberOf(info, 'maxmemory'), numberOf(info, 'used_memory')];
    if (limit !== 0) return undefined;
    const bytes = Math.floor(OF_MEMORY * (numberOf(info, 'total_system_memory') ?? 0));
    return {
      object: 'maxmemory',
      number: used,
      advice: `The policy ${policy} evicts keys when maxmemory is reached, and maxmemory is 0: nothing is ever evicted, and the system ends Redis when the machine has no memory left. Set maxmemory to what Redis may use; it uses ${format(used, 'Bytes')} now.`,
      // Below what is used, it would evict at once.
      ...(bytes > used && { statement: `CONFIG SET maxmemory ${bytes}` }),
    };
  },

  'writes refused': ({ grown, since }) => {
    const refused = grown('errorstat_OOM');
    if (!refused) return undefined;
    return {
      object: 'OOM',
      number: refused,
      advice: `${counted(refused, 'command')} ${was(refused)} refused for lack of memory ${since}: what should have been written is lost, unless the application tried again. Delete what is not needed, set a time to live, or raise maxmemory.`,
    };
  },

  'snapshot not written': ({ info }) => {
    if (info.get('rdb_last_bgsave_status') !== 'err') return undefined;
    const changes = numberOf(info, 'rdb_changes_since_last_save') ?? 0;
    return {
      object: 'rdb_last_bgsave_status',
      number: changes,
      advice: `The last snapshot could not be written: a restart loses what changed since the one before (${count(changes)} changes so far), and Redis refuses writes while stop-writes-on-bgsave-error is on. The log of Redis says why: most often the disk is full, or the folder may not be written. Mend that, then run BGSAVE.`,
      statement: 'BGSAVE',
    };
  },

  'append-only file not written': ({ info }) => {
    if (info.get('aof_last_write_status') !== 'err') return undefined;
    return {
      object: 'aof_last_write_status',
      number: 1,
      advice:
        'The append-only file cannot be written, and Redis refuses writes. The log of Redis says why: most often the disk is full. Redis goes on by itself when there is room.',
    };
  },

  'replica without its master': ({ info }) => {
    if (info.get('role') !== 'slave' || info.get('master_link_status') !== 'down') return undefined;
    // Redis counts from when a connection was lost; −1 is none.
    const seconds = numberOf(info, 'master_link_down_since_seconds');
    const lasting = seconds ? ` (for ${format(seconds, 'Seconds')})` : '';
    const state =
      seconds === undefined
        ? 'was never connected to its master since it started: it may have no data at all'
        : `has no connection to its master${lasting}: what it answers is old`;
    return {
      object: 'master_link_status',
      ...(seconds === undefined ? { number: 0, unit: '' } : { number: seconds }),
      advice: `This replica ${state}. Bring the master back, or correct masterauth and the address. If the master is gone for good, make this one the master: REPLICAOF NO ONE.`,
    };
  },

  'connections refused': ({ info, gauges, grown, since }) => {
    const refused = grown('rejected_connections');
    const most = known(boundOf(info, 'maxclients'));
    if (!refused || most === undefined) return undefined;
    return {
      object: 'maxclients',
      number: refused,
      advice: `${counted(refused, 'connection')} ${was(refused)} refused ${since}, because all ${count(most)} were taken. Let applications use one connection per process, and close those that have leaked. If all are needed, ${gauges.upstash ? 'upgrade the plan' : 'raise maxclients; the server takes no more than its limit of open files allows (ulimit -n), so raise that first'}.`,
      ...(!gauges.upstash && { statement: `CONFIG SET maxclients ${2 * most}` }),
    };
  },

  'connection per request': ({ gauges, grown, seconds, since }) => {
    const [opened, clients] = [grown('total_connections_received'), known(gauges.clients)];
    if (opened === undefined || clients === undefined) return undefined;
    const perMinute = (opened * 60) / seconds;
    // In a few seconds, a handful is no rate.
    if (opened < upstashChecks['connection per request'].from.warning) return undefined;
    if (perMinute < CONNECTIONS_PER_CLIENT * clients) return undefined;
    return {
      object: 'connections',
      number: perMinute,
      advice: `${count(perMinute)} connections a minute were opened ${since}, while ${counted(clients, 'client')} ${clients === 1 ? 'is' : 'are'} connected: an application opens one for each request, and waits for its handshake each time. Create the client once per process, outside the handler, or use the REST API.`,
    };
  },

  'cache without hits': (facts) => {
    const { gauges, grown, since } = facts;
    const [hits, misses] = [grown('keyspace_hits'), grown('keyspace_misses')];
    if (hits === undefined || misses === undefined || hits + misses < LEAST_LOOKUPS) return undefined;
    const found = keysOf(facts);
    const evicts = gauges.policy !== undefined && gauges.evictsNothing === undefined;
    const isCache = evicts || (found !== undefined && found.without < found.keys);
    const rate = hits / (hits + misses);
    if (!isCache) return undefined;
    return {
      object: 'lookups',
      number: 100 * (1 - rate),
      advice: `${percent(100 * rate)} of ${count(hits + misses)} lookups found their key ${since}: the cache costs a lookup and saves nothing. Compare how keys are written with how they are read, and whether they expire before they are read.`,
    };
  },

  [NOT_LOOKED_AT]: notLookedAt,
};

/** What is wrong, the worst first. Pure. */
export function findings(facts: Facts): readonly Finding[] {
  return worstFirst(
    (Object.keys(looks) as UpstashCheck[]).flatMap((check) => {
      const said = looks[check](facts);
      return (said && findingOf(check, upstashChecks[check], said)) ?? [];
    }),
  );
}

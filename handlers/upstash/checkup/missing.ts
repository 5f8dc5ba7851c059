import type { Said } from '../../../model/evidence';
import { checksBeyondUpstash, type UpstashCheck } from '../../../thresholds/upstash/checks';
import { type Info, numberOf } from '../info';
import type { UpstashGauges } from '../snapshot';

/** What is looked for in INFO. */
interface Seen {
  readonly info: Info;
  readonly gauges: UpstashGauges;
}
/** What a check needs: its name where INFO lacks it, undefined where it is there. */
type Need = (seen: Seen) => string | undefined;

const word =
  (name: string): Need =>
  ({ info }) =>
    info.get(name) ? undefined : name;
const number =
  (name: string): Need =>
  ({ info }) =>
    numberOf(info, name) === undefined ? name : undefined;

const policy: Need = ({ gauges }) => (gauges.policy === undefined ? 'maxmemory_policy' : undefined);
const keyspace: Need = ({ info, gauges: { expiry } }) => {
  if (typeof expiry.withoutTtl === 'number') return undefined;
  return info.get('loading') === '1' ? 'all keys (loading:1)' : 'keys and expires of the databases';
};
/** Without a limit, nothing is full. Whether there is one must be known. */
const limit: Need = ({ info, gauges: { fullness } }) => {
  const isKnown = typeof fullness === 'number' || numberOf(info, 'maxmemory') === 0;
  return isKnown ? undefined : 'maxmemory or max_data_size, and what is used';
};
/** A reply that was never sent has no entry, but the section is there (Redis 6.2 or later). */
const errors: Need = ({ info }) =>
  [...info.keys()].some((name) => /^(# Errorstats$|errorstat_)/.test(name)) ? undefined : 'errorstat_…';
const link: Need = (seen) =>
  seen.info.get('role') === 'slave' ? word('master_link_status')(seen) : word('role')(seen);

/** What each check needs of INFO. Without it nothing is known, and the check must not pass for one that found nothing. */
const needs: Readonly<Record<Exclude<UpstashCheck, 'not looked at'>, readonly Need[]>> = {
  'keys without time to live': [keyspace],
  'nothing makes room': [policy, keyspace, limit],
  'nothing to evict': [policy, keyspace],
  'eviction without a limit': [policy, number('maxmemory')],
  'writes refused': [errors],
  'snapshot not written': [word('rdb_last_bgsave_status')],
  'append-only file not written': [word('aof_last_write_status')],
  'replica without its master': [link],
  'connections refused': [number('rejected_connections'), number('maxclients')],
  'connection per request': [number('total_connections_received'), number('connected_clients')],
  'cache without hits': [number('keyspace_hits'), number('keyspace_misses'), policy, keyspace],
};

/** The checks that could not be made, and what they lack; undefined if all were made. */
export function notLookedAt(seen: Seen): Said | undefined {
  const lacking = (Object.keys(needs) as (keyof typeof needs)[]).flatMap((check) => {
    if (seen.gauges.upstash && checksBeyondUpstash.includes(check)) return [];
    const names = needs[check].flatMap((need) => need(seen) ?? []);
    return names.length > 0 ? [{ check, names }] : [];
  });
  if (lacking.length === 0) return undefined;
  const names = [...new Set(lacking.flatMap((one) => one.names))];
  const checks = lacking.map(({ check }) => `“${check}”`);
  return {
    object: 'INFO',
    number: 0,
    advice: `Not looked for, because INFO lacks what that needs, or has it in another form: ${checks.join(', ')}. Missing: ${names.join(', ')}. Read INFO with redis-cli: this may be another server than Redis, or a proxy. Nothing is known about these faults until INFO has them.`,
  };
}

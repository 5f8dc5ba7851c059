import { Absent, map, type Value } from '../driver/readings';
import { ProtocolError } from '../lib/errors';
import { shown } from '../lib/redact';

/** INFO as name → value. On Upstash the section of a field is not reliable: a heading is an entry of its own. */
export type Info = ReadonlyMap<string, string>;

/** Fields of which every server has one: Redis, Valkey, Upstash, ElastiCache, Sentinel, and users with few rights. */
const KNOWN = [
  ...['redis_version', 'valkey_version', 'upstash_version', 'redis_mode', 'server_mode'],
  ...['connected_clients', 'total_commands_processed', 'used_memory'],
];
const KEYSPACE = '# Keyspace';

/**
 * Parses the response to INFO, which is a text. Unknown fields are kept and ignored.
 * @throws {ProtocolError} when it has none of the fields that servers report
 */
export function parseInfo(answer: unknown, where: string): Info {
  const info = new Map<string, string>();
  for (const line of typeof answer === 'string' ? answer.split(/\r?\n/) : []) {
    const colon = line.indexOf(':');
    if (line.startsWith('#')) info.set(line.trim(), '');
    else if (colon > 0) info.set(line.slice(0, colon).trim(), line.slice(colon + 1).trim());
  }
  if (!KNOWN.some((field) => info.has(field)))
    throw new ProtocolError(
      `Redis at ${where} answered INFO with something that is not INFO. Check that the URL is that of a Redis database.`,
    );
  return info;
}

/** A field as a number of 0 or more, or why there is none. */
export function fieldOf(info: Info, field: string): Value {
  const text = info.get(field);
  if (text === undefined) return new Absent(`INFO has no ${field}`, true);
  if (/^\d+(\.\d+)?$/.test(text) && Number.isFinite(Number(text))) return Number(text);
  return new Absent(`${field} in INFO is ${shown(text)}, which is not a number of 0 or more`, true);
}

/** A field as a number; undefined if there is none. */
export function numberOf(info: Info, field: string): number | undefined {
  const value = fieldOf(info, field);
  return value instanceof Absent ? undefined : value;
}

/** A field as a limit above 0. Larger numbers than this mean "unlimited": Upstash writes 2^63 − 1. */
export function boundOf(info: Info, field: string): Value {
  const limit = fieldOf(info, field);
  return limit instanceof Absent || (limit > 0 && limit < NO_LIMIT)
    ? limit
    : new Absent(`${field} in INFO is ${info.get(field)}: there is no limit`, true);
}
/** A petabyte is more than any plan has. */
export const NO_LIMIT = 1e15;

const LOADING = new Absent('the server is loading its data (loading:1 in INFO): its keys are not complete');

/** A number in the lines `dbN:keys=15,expires=5,avg_ttl=0`, summed up. An empty database has no line, only the heading. */
function ofDatabases(info: Info, name: 'keys' | 'expires', words: string): Value {
  let sum = 0;
  for (const [field, value] of [...info].filter(([field]) => /^db\d+$/.test(field))) {
    const [, own] = new RegExp(`(?:^|,)${name}=(\\d{1,15})(?:,[a-z]|$)`).exec(value) ?? [];
    if (own === undefined)
      return new Absent(`${field} in INFO is ${shown(value)}, without a number of ${words}`);
    sum += Number(own);
  }
  return sum;
}
const hasDatabases = (info: Info): boolean =>
  info.has(KEYSPACE) || [...info.keys()].some((field) => /^db\d+$/.test(field));

/** The number of keys in all databases: `total_keys` of Upstash, else the sum of the lines of databases. */
export function keysOf(info: Info): Value {
  if (info.get('loading') === '1') return LOADING;
  if (info.has('total_keys')) return fieldOf(info, 'total_keys');
  return hasDatabases(info)
    ? ofDatabases(info, 'keys', 'keys')
    : new Absent('INFO has neither total_keys nor a section Keyspace');
}

/** How many keys there are by the lines of databases, and how many of them have no time to live. */
export function expiryOf(info: Info): { readonly keys: Value; readonly withoutTtl: Value } {
  if (info.get('loading') === '1') return { keys: LOADING, withoutTtl: LOADING };
  const none = new Absent('INFO has no section Keyspace');
  if (!hasDatabases(info)) return { keys: none, withoutTtl: none };
  const keys = ofDatabases(info, 'keys', 'keys');
  const expires = ofDatabases(info, 'expires', 'keys that expire');
  return { keys, withoutTtl: map(keys, (all) => map(expires, (some) => Math.max(0, all - some))) };
}

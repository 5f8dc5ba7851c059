import { Absent, type Value } from '../driver/readings';
import { ProtocolError } from '../lib/errors';

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
  return new Absent(`${field} in INFO is "${text}", which is not a number of 0 or more`, true);
}

/** A field as a number; undefined if there is none. */
export function numberOf(info: Info, field: string): number | undefined {
  const value = fieldOf(info, field);
  return value instanceof Absent ? undefined : value;
}

/**
 * The number of keys in all databases: `total_keys` of Upstash, else the sum of the lines `dbN:keys=…`. An empty database
 * has no line, only the heading of its section.
 */
export function keysOf(info: Info): Value {
  if (info.get('loading') === '1')
    return new Absent('the server is loading its data (loading:1 in INFO): its keys are not complete');
  if (info.has('total_keys')) return fieldOf(info, 'total_keys');
  const databases = [...info].filter(([field]) => /^db\d+$/.test(field));
  if (databases.length === 0 && !info.has(KEYSPACE))
    return new Absent('INFO has neither total_keys nor a section Keyspace');
  let keys = 0;
  for (const [field, value] of databases) {
    const [, own] = /(?:^|,)keys=(\d{1,15})(?:,[a-z]|$)/.exec(value) ?? [];
    if (own === undefined) return new Absent(`${field} in INFO is "${value}", without a number of keys`);
    keys += Number(own);
  }
  return keys;
}

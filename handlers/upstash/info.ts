import { ProtocolError } from '../lib/errors';

/** INFO as name → value. On Upstash the section of a field is not reliable, so sections are ignored. */
export type Info = ReadonlyMap<string, string>;

/**
 * Parses the response to INFO, which is a text. Unknown fields are kept and ignored.
 * @throws {ProtocolError} when it has none of the fields that every Redis reports
 */
export function parseInfo(answer: unknown, where: string): Info {
  const info = new Map<string, string>();
  for (const line of typeof answer === 'string' ? answer.split(/\r?\n/) : []) {
    const colon = line.indexOf(':');
    if (colon > 0 && !line.startsWith('#'))
      info.set(line.slice(0, colon).trim(), line.slice(colon + 1).trim());
  }
  if (!info.has('connected_clients') && !info.has('total_commands_processed') && !info.has('used_memory'))
    throw new ProtocolError(
      `Redis at ${where} answered INFO with something that is not INFO. Check that the URL is that of a Redis database.`,
    );
  return info;
}

/** A field as a number; undefined if it is missing, not a number, or negative. */
export function numberOf(info: Info, field: string): number | undefined {
  const text = info.get(field);
  const value = text ? Number(text) : Number.NaN;
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** The number of keys in all databases, from the lines `dbN:keys=…`. An empty database has no line. */
export function keysOf(info: Info): number {
  let keys = 0;
  for (const [field, value] of info)
    if (/^db\d+$/.test(field)) keys += Number(/keys=(\d+)/.exec(value)?.[1] ?? 0);
  return keys;
}

import * as v from 'valibot';
import { ConfigurationError } from '../lib/errors';
import { shown } from '../lib/redact';
import { dictionary, parsed } from '../lib/schema';
import { type Asked, readDatabases } from './databases/asked';
import { slotOf, TRUSTED_MS } from './slots';

export interface Request {
  readonly dryRun: boolean;
  /** Whether to make a check-up now. */
  readonly checkup: boolean;
  /** Which databases to visit; undefined for the unnamed one alone. */
  readonly databases?: readonly Asked[];
  /** Whether the schedule asks, and not a person. */
  readonly scheduled: boolean;
  /** The collection slot that the readings belong to, milliseconds since the epoch. */
  readonly slot: number;
  readonly warning?: string;
}

const FORMS = 'send {}, {"dryRun": true}, {"checkup": true} or {"databases": ["analytics"]}.';

/** How many keys a message names. */
const MOST_NAMED = 3;
const listed = (keys: readonly string[]): string => {
  const more = keys.length - MOST_NAMED;
  const named = keys.slice(0, MOST_NAMED).map((key) => shown(key, ''));
  return `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
};

/**
 * Reads the payload of an invocation: `{}`, `{"dryRun": true}` or `{"checkup": true}` from a person, an event with `time` from the schedule;
 * each of them may have `databases`.
 * @param now milliseconds since the epoch
 * @param variables that may have another value for a database
 * @throws {ConfigurationError} when it is neither
 */
export function readPayload(
  payload: unknown,
  now: number,
  intervalMs: number,
  variables: readonly string[] = [],
): Request {
  const object = parsed(dictionary(v.unknown()), payload ?? {});
  if (!object) throw new ConfigurationError(`The payload is not a JSON object: ${FORMS}`);
  const { dryRun = false, checkup = false, databases, time, ...rest } = object;
  const unknown = Object.keys(rest);
  // An EventBridge event has many more keys. From a person, an unknown key is a typing error: a dry run would publish.
  if (unknown.length > 0 && !('detail-type' in rest))
    throw new ConfigurationError(`The payload has the unknown key ${listed(unknown)}: ${FORMS}`);
  if (typeof dryRun !== 'boolean')
    throw new ConfigurationError('dryRun in the payload is neither true nor false: send {"dryRun": true}.');
  if (typeof checkup !== 'boolean')
    throw new ConfigurationError('checkup in the payload is neither true nor false: send {"checkup": true}.');
  const asked = {
    dryRun,
    checkup,
    scheduled: time !== undefined && !dryRun && !checkup,
    ...(databases !== undefined && { databases: readDatabases(databases, variables) }),
  };
  if (time === undefined) return { ...asked, slot: slotOf(now, intervalMs) };
  const at = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  if (Number.isNaN(at)) throw new ConfigurationError('time in the payload is not an ISO 8601 date.');
  if (Math.abs(at - now) <= TRUSTED_MS) return { ...asked, slot: slotOf(at, intervalMs) };
  return {
    ...asked,
    slot: slotOf(now, intervalMs),
    warning: `the event's time ${new Date(at).toISOString()} is more than 15 minutes from the clock; the clock was used`,
  };
}

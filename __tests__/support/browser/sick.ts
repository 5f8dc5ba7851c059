import { until } from '../servers/until';

/** Longer than a sickness takes on a busy machine, and shorter than jest's limit. */
export const LIMIT_MS = 150_000;
/** What is made sick at the same time: none of them hides another. */
export const together: readonly (readonly string[])[] = [
  [
    ...['idle-connections', 'slow-queries', 'lock', 'deadlocks', 'long-transaction', 'invalid-index'],
    ...['clients', 'connection-per-request', 'keys-without-expiry', 'cache-misses', 'memory', 'memory-leak'],
  ],
  ['active-connections', 'redis-stopped'],
  ['quota-nearly-used-up'],
  ['quota-used-up', 'redis-wrong-password'],
  ['postgres-stopped'],
  ['postgres-wrong-password'],
  ['compute-asleep'],
];

/** Waits until nothing is left. @throws {Error} says what is */
export async function none(left: () => readonly string[], what: string): Promise<void> {
  await until(() => left().length === 0, LIMIT_MS).catch(() => {
    throw new Error(`${what}: ${left().join(', ')}`);
  });
}

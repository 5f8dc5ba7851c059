import type { Evidence } from '../../model/evidence';
import type { Witness } from '../driver/service';
import { adviceFor } from './advice';
import type { UpstashSnapshot } from './snapshot';

/** Of the connections since the previous sample, this run's own. */
const OURS = 1;

/**
 * What stands beside the readings of Redis. Pure. Reads and writes are those of Upstash only: in Redis itself,
 * total_reads_processed and total_writes_processed count events of sockets, and no commands (redis.io, INFO).
 */
export function evidence({ before, now, seconds, readings }: Witness<UpstashSnapshot>): Evidence {
  const { policy, expiry, upstash } = now.gauges;
  const perMinute = (counter: keyof UpstashSnapshot['counters'], ours = 0): number | undefined => {
    const [was, is] = [before?.counters[counter], now.counters[counter]];
    if (was === undefined || typeof is !== 'number' || is < was) return undefined;
    return Number(((Math.max(0, is - was - ours) * 60) / seconds).toFixed(2));
  };
  const seen: Evidence = defined({
    policy,
    keysWithoutTtl: typeof expiry.withoutTtl === 'number' ? expiry.withoutTtl : undefined,
    newConnectionsPerMinute: perMinute('total_connections_received', OURS),
    readsPerMinute: upstash ? perMinute('total_reads_processed') : undefined,
    writesPerMinute: upstash ? perMinute('total_writes_processed') : undefined,
  });
  const advice = adviceFor({ readings, gauges: now.gauges });
  return { ...seen, ...(advice.length > 0 && { advice }) };
}

/** Without the entries that are undefined. */
function defined<T extends object>(object: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  // The type of Object.fromEntries loses the names.
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>;
  };
}

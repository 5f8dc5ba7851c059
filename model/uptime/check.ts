import * as v from 'valibot';
import { closed, listOf, number, text } from '../checks/schema';

const check = closed({
  /** Part of the names of its alarms and of its health check. */
  name: text,
  /** What is asked for: a public URL with http or https. */
  url: text,
  /** Words that must be within the first 5,120 bytes of the page. */
  contains: v.exactOptional(text),
  /** Above so many milliseconds to the first byte, a warning. Without it, the time is not measured. */
  latencyMs: v.exactOptional(number),
});
/** A URL that Route 53 asks for, and what is expected of the answer. */
export type UptimeCheck = v.InferOutput<typeof check>;
export const uptime = listOf(check);

/** The checks of an environment. */
export const checksIn = ({
  uptime: set,
}: {
  readonly uptime?: readonly UptimeCheck[] | undefined;
}): readonly UptimeCheck[] => set ?? [];

/** The only region in which Route 53 publishes metrics: there alarms on them and the topic that these notify must be. */
export const UPTIME_REGION = 'us-east-1';

/**
 * From where a URL is asked for: as few regions as Route 53 allows, on three continents. A page must fail for checkers of all of
 * them before it counts as down, because more than 18 % of them are enough to call it healthy.
 */
export const CHECKER_REGIONS: readonly string[] = ['ap-southeast-1', 'eu-west-1', UPTIME_REGION];

/** All regions with checkers: they ask where a check names none. */
const ALL_CHECKER_REGIONS = 8;
/** Seconds between two requests of one checker. */
export const INTERVAL_SECONDS = 30;
/** Of one checker, in a row. */
export const FAILURES_IN_A_ROW = 3;
/** With all regions and 30 seconds, a request comes every 2 seconds on average (Route 53, Developer Guide). */
const SECONDS_BETWEEN_REQUESTS = 2;
const SECONDS_PER_MONTH = 730 * 3600;

/**
 * The requests that a check sends in a month.
 * @param regions how many it names; none means all
 * @param intervalSeconds between two requests of one checker
 */
export function requestsPerMonth(
  regions = CHECKER_REGIONS.length,
  intervalSeconds = INTERVAL_SECONDS,
): number {
  const share = (regions === 0 ? ALL_CHECKER_REGIONS : regions) / ALL_CHECKER_REGIONS;
  return (SECONDS_PER_MONTH / SECONDS_BETWEEN_REQUESTS) * share * (INTERVAL_SECONDS / intervalSeconds);
}

/** `493,000`: to the nearest thousand, because it is an average. */
export const requestWords = (requests: number): string =>
  (Math.round(requests / 1000) * 1000).toLocaleString('en-US');

/** Where a check connects to, and what it asks for. */
export interface Target {
  readonly isHttps: boolean;
  /** A domain name, or an address without brackets. */
  readonly host: string;
  readonly isAddress: boolean;
  readonly port: number;
  /** The path with the query. */
  readonly path: string;
}

/** The parts of a valid URL, as Route 53 takes them. */
export function targetOf(url: string): Target {
  const { protocol, hostname, port, pathname, search } = new URL(url);
  const isHttps = protocol === 'https:';
  const host = hostname.replace(/^\[|\]$|\.$/g, '');
  return {
    isHttps,
    host,
    isAddress: host.includes(':') || /^[\d.]+$/.test(host),
    port: port === '' ? (isHttps ? 443 : 80) : Number(port),
    path: pathname + search,
  };
}

/** What is priced by itself, beside the check: HTTPS, words to look for, and the time to answer. */
export function optionsOf({ url, contains, latencyMs }: UptimeCheck): number {
  return [targetOf(url).isHttps, contains !== undefined, latencyMs !== undefined].filter(Boolean).length;
}

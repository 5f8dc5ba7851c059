import { isArray, isObject, type JsonObject, text } from '../plan/json';

export const HEALTH_CHECK = 'aws_route53_health_check';

/** A health check of a page, deployed or planned, in words. */
export interface CheckView {
  /** `https://www.example.com:8443/health`; without what is not known yet. */
  readonly url: string;
  /** The words that the page must have. */
  readonly contains: string | undefined;
  /** What is priced by itself. */
  readonly options: readonly string[];
  /** How many regions it names; 0 means all. */
  readonly regions: number;
  readonly intervalSeconds: number;
  /** Whether it asks for a page at all: other kinds ask other checks, or alarms. */
  readonly asks: boolean;
}

const USUAL_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443 };

/** Reads a health check from the attributes of its resource. */
export function viewOf(values: JsonObject): CheckView {
  const type = text(values.type) ?? '';
  const [, scheme = ''] = /^(HTTPS?)(?:_STR_MATCH)?$/.exec(type) ?? [];
  const isMatch = type.endsWith('_STR_MATCH');
  const intervalSeconds = Number(values.request_interval) || 30;
  const is = (holds: boolean, what: string) => (holds ? [what] : []);
  return {
    url: urlOf(scheme.toLowerCase(), values),
    contains: isMatch ? text(values.search_string) : undefined,
    options: [
      ...is(scheme === 'HTTPS', 'HTTPS'),
      ...is(isMatch, 'words'),
      ...is(values.measure_latency === true, 'latency'),
      ...is(intervalSeconds === 10, 'interval'),
    ],
    regions: isArray(values.regions) ? values.regions.length : 0,
    intervalSeconds,
    asks: scheme !== '',
  };
}

function urlOf(scheme: string, { fqdn, ip_address: address, port, resource_path: path }: JsonObject): string {
  const ip = text(address) ?? '';
  const host = text(fqdn) || (ip.includes(':') ? `[${ip}]` : ip);
  const own = typeof port === 'number' && port !== USUAL_PORTS[scheme] ? `:${port}` : '';
  return `${scheme}://${host}${own}${text(path) || '/'}`;
}

/** The value of a tag of a resource. */
export function tagOf({ tags }: JsonObject, name: string): string | undefined {
  return isObject(tags) ? text(tags[name]) : undefined;
}

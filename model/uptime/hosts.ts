/** Ranges of IPv4 that nobody reaches from the internet, and what they are (IANA's registry of special-purpose addresses). */
const ranges: readonly (readonly [first: string, bits: number, what: string])[] = [
  ['0.0.0.0', 8, 'an address that no host has'],
  ['10.0.0.0', 8, 'a private address'],
  ['100.64.0.0', 10, 'a private address'],
  ['127.0.0.0', 8, 'a loopback address'],
  ['169.254.0.0', 16, 'a link-local address'],
  ['172.16.0.0', 12, 'a private address'],
  ['192.0.0.0', 24, 'a reserved address'],
  ['192.0.2.0', 24, 'an address for documentation'],
  ['192.88.99.0', 24, 'a reserved address'],
  ['192.168.0.0', 16, 'a private address'],
  ['198.18.0.0', 15, 'an address for benchmarks'],
  ['198.51.100.0', 24, 'an address for documentation'],
  ['203.0.113.0', 24, 'an address for documentation'],
  ['224.0.0.0', 3, 'a multicast or reserved address'],
];

/** Endings of names that no public name server knows (RFC 2606, 6761, 6762, 7686, 8375, 9476; ICANN for `internal`). */
const ENDINGS = ['local', 'internal', 'localhost', 'home.arpa', 'test', 'invalid', 'example', 'onion', 'alt'];
/** In use within companies and homes, and not delegated (RFC 6762, appendix G; `mail` and `consul` beside it). */
const CUSTOMARY = [
  ...[
    'lan',
    'home',
    'corp',
    'intranet',
    'intra',
    'private',
    'localdomain',
    'localnet',
    'domain',
    'workgroup',
  ],
  ...['mail', 'consul'],
];
/** Between two dots of a name (RFC 1035; names of hosts in use also have underscores). */
const LABEL = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/;

const numberOf = (address: string): number =>
  address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

/** What an address of IPv4 is that is not public. */
function specialV4(address: string): string | undefined {
  const number = numberOf(address);
  return ranges.find(([first, bits]) => {
    const size = 2 ** (32 - bits);
    return Math.floor(number / size) === Math.floor(numberOf(first) / size);
  })?.[2];
}

/** Parts of 2000::/3 that are not public, by the first two groups (IANA's registry). Others outside of it are not public at all. */
const v6: readonly (readonly [is: (first: number, second: number) => boolean, what: string])[] = [
  [(first, second) => first === 0x2001 && second === 0xdb8, 'an address for documentation'],
  [(first, second) => first === 0x3fff && second < 0x1000, 'an address for documentation'],
  [(first, second) => first === 0x2001 && second < 0x200, 'a reserved address'],
  [(first) => first === 0x2002, 'a 6to4 address'],
  [(first) => (first & 0xfe00) === 0xfc00, 'a private address (unique local)'],
  [(first) => (first & 0xffc0) === 0xfe80, 'a link-local address'],
  [(first) => (first & 0xe000) !== 0x2000, 'an address that is not public'],
];

/** What an address of IPv6 is that is not public. */
function specialV6(address: string): string | undefined {
  if (address === '::1') return 'a loopback address';
  // `URL` writes the address of IPv4 in it as two groups.
  const [, high, low] = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(address) ?? [];
  if (high !== undefined && low !== undefined)
    return specialV4(dotted(high, low)) ?? 'an address of IPv4 in the form of IPv6';
  const [first = 0, second = 0] = address.split(':').map((part) => Number.parseInt(part || '0', 16));
  return v6.find(([is]) => is(first, second))?.[1];
}

/** Two groups of an address of IPv6 as an address of IPv4. */
const dotted = (...groups: readonly string[]): string =>
  groups
    .map((group) => Number.parseInt(group, 16))
    .flatMap((number) => [number >> 8, number & 255])
    .join('.');

/**
 * Why Route 53, which asks from the internet, does not reach a host; undefined if it may. A public name may still lead to a private
 * address: only its name server knows.
 * @param host as `URL` writes it, without brackets: lower case, addresses in their usual form
 */
export function unreachable(host: string): string | undefined {
  if (host.includes(':')) return specialV6(host);
  if (/^[\d.]+$/.test(host)) return specialV4(host);
  if (!host.split('.').every((label) => LABEL.test(label))) return 'what is no domain name';
  const ending = [...ENDINGS, ...CUSTOMARY].find((one) => host === one || host.endsWith(`.${one}`));
  if (ending !== undefined) return `a name that only a private network knows (.${ending})`;
  return host.includes('.') ? undefined : 'a name without a domain';
}

/** Ranges of IPv4 that nobody reaches from the internet, and what they are (IANA's registry of special-purpose addresses). */
const ranges: readonly (readonly [first: string, bits: number, what: string])[] = [
  ['0.0.0.0', 8, 'no address of a host'],
  ['10.0.0.0', 8, 'a private address'],
  ['100.64.0.0', 10, 'a private address'],
  ['127.0.0.0', 8, 'a loopback address'],
  ['169.254.0.0', 16, 'a link-local address'],
  ['172.16.0.0', 12, 'a private address'],
  ['192.0.0.0', 24, 'a reserved address'],
  ['192.0.2.0', 24, 'an address for documentation'],
  ['192.168.0.0', 16, 'a private address'],
  ['198.18.0.0', 15, 'an address for benchmarks'],
  ['198.51.100.0', 24, 'an address for documentation'],
  ['203.0.113.0', 24, 'an address for documentation'],
  ['224.0.0.0', 3, 'a multicast or reserved address'],
];

/** Endings of names that no public name server knows (RFC 2606, 6761, 6762, 7686, 8375; ICANN for `internal`). */
const ENDINGS = ['local', 'internal', 'localhost', 'home.arpa', 'test', 'invalid', 'example', 'onion'];
/** In use within companies and homes, and never delegated because of that. */
const CUSTOMARY = ['lan', 'home', 'corp', 'intranet', 'private'];

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

/** What an address of IPv6 is that is not public: public are those of 2000::/3, without the ones for documentation. */
function specialV6(address: string): string | undefined {
  if (address === '::1') return 'a loopback address';
  const [first = 0, second = 0] = address.split(':').map((part) => Number.parseInt(part || '0', 16));
  if ((first & 0xfe00) === 0xfc00) return 'a private address (unique local)';
  if ((first & 0xffc0) === 0xfe80) return 'a link-local address';
  if (first === 0x2001 && second === 0xdb8) return 'an address for documentation';
  return (first & 0xe000) === 0x2000 ? undefined : 'not a public address';
}

/**
 * Why Route 53, which asks from the internet, does not reach a host; undefined if it may. A public name may still lead to a private
 * address: only its name server knows.
 * @param host as `URL` writes it, without brackets: lower case, addresses in their usual form
 */
export function unreachable(host: string): string | undefined {
  if (host.includes(':')) return specialV6(host);
  if (/^[\d.]+$/.test(host)) return specialV4(host);
  const ending = [...ENDINGS, ...CUSTOMARY].find((one) => host === one || host.endsWith(`.${one}`));
  if (ending !== undefined) return `a name that only a private network knows (.${ending})`;
  return host.includes('.') ? undefined : 'a name without a domain';
}

import { validateEnvironments } from '../../../model/checks/environments';
import { tables } from '../../fixtures/environments';

const [, , production] = tables.environments;
const check = (uptime: unknown, more: object = {}) =>
  validateEnvironments([{ ...production, ...more, uptime } as never], 'macro-ai').map(
    ({ at, problem, fix }) => `${at.replace('production: ', '')} ${problem}: ${fix}`,
  );
const url = 'https://www.example.com/health';
const withUrl = (given: unknown) => check([{ name: 'shop', url: given }]);
const of = (more: object) => check([{ name: 'shop', url, ...more }]);
const long = (length: number) => 'a'.repeat(length);

test.each([
  [url],
  ['http://www.example.com'],
  ['HTTPS://WWW.EXAMPLE.COM./Health'],
  ['https://www.example.com:8443/health?deep=0&page=2'],
  ['https://bücher.example.com/'],
  ['http://93.184.216.34:8080/'],
  ['https://[2606:2800:220:1:248:1893:25c8:1946]/'],
  ['https://[2001:200::1]/'],
  ['https://[3fff:1000::1]/'],
  ['https://my_shop.example.com/'],
  [`https://${long(63)}.example.com/`],
  ['https://172.32.0.1/'],
  ['https://100.128.0.1/'],
  ['https://100.63.255.255/'],
  ['https://172.15.255.255/'],
  ['https://internal.example.com/'],
  [`https://www.example.com/${long(254)}`],
])('a public URL is valid: %s', (given) => expect(withUrl(given)).toEqual([]));

const whole = 'has no scheme: use the whole URL, such as https://www.example.com/health';
const SPACE = 'has a space or a line break in it: remove it, or write it as %20';
const fromOutside = 'use a host that is reached from the internet: Route 53 asks from there';
const host = (what: string) => `has ${what} for its host: ${fromOutside}`;
const shown = 'remove it: plans, state and alarms show the URL';
test.each([
  ['www.example.com/health', whole],
  ['localhost:3000/health', whole],
  ['//www.example.com/health', whole],
  ['', whole],
  ['ftp://www.example.com/', 'has the scheme ftp: use https:// or http://'],
  ['postgres://u:p@ep-1.neon.tech/db', 'has the scheme postgres: use https:// or http://'],
  ['https://', 'is not a URL: use the form https://www.example.com/health'],
  ['https://www.example.com:99999/', 'is not a URL: use the form https://www.example.com/health'],
  ['https:/www.example.com/', 'is not a URL: use the form https://www.example.com/health'],
  ['https:www.example.com', 'is not a URL: use the form https://www.example.com/health'],
  ['https://www.example.com/a b', SPACE],
  [' https://www.example.com/', SPACE],
  ['https://www.example.com/\n', SPACE],
  ['https://user:hunter2@www.example.com/', `has a user or a password in it: ${shown}`],
  ['https://token@www.example.com/', `has a user or a password in it: ${shown}`],
  ['https://www.example.com/?token=hunter2', `has what looks like a key in it: ${shown}`],
  ['https://www.example.com/?k=f3a9c17b20d84e55a1', `has what looks like a key in it: ${shown}`],
  ['https://www.example.com/hook/f3a9c17b20d84e55a1', `has what looks like a key in it: ${shown}`],
  ['https://www.example.com/#top', 'has a fragment (#…): remove it: it is never sent'],
  ['https://www.example.com/#', 'has a fragment (#…): remove it: it is never sent'],
  ['https://www.example.com:0/', 'has the port 0: use a port from 1 to 65535'],
  [
    `https://www.example.com/${long(255)}`,
    'has 256 characters in its path and query: use at most 255: Route 53 takes no more',
  ],
  [
    `https://www.example.com/${long(200)}?${long(54)}`,
    'has 256 characters in its path and query: use at most 255: Route 53 takes no more',
  ],
  [
    `https://${Array(60).fill('abcd').join('.')}.com/`,
    'has a host of 303 characters: use at most 255 characters',
  ],
  [`https://www.example.com/?a=\${b}`, `has a double quote, \${ or %{ in it: write such characters as %22`],
  ['http://localhost:3000/', host('a name that only a private network knows (.localhost)')],
  ['http://nas.local/', host('a name that only a private network knows (.local)')],
  ['http://api.internal/', host('a name that only a private network knows (.internal)')],
  ['http://box.lan./', host('a name that only a private network knows (.lan)')],
  ['http://localhost.localdomain/', host('a name that only a private network knows (.localdomain)')],
  ['http://web.service.consul/', host('a name that only a private network knows (.consul)')],
  ['http://www.example.com../', host('what is no domain name')],
  ['http://.example.com/', host('what is no domain name')],
  ['http://www..example.com/', host('what is no domain name')],
  [`http://${long(64)}.example.com/`, host('what is no domain name')],
  ['http://www-.example.com/', host('what is no domain name')],
  ['http://192.88.99.1/', host('a reserved address')],
  ['http://api/', host('a name without a domain')],
  ['http://127.0.0.1/', host('a loopback address')],
  ['http://0x7f.1/', host('a loopback address')],
  ['http://2130706433/', host('a loopback address')],
  ['http://10.1.2.3/', host('a private address')],
  ['http://172.16.0.1/', host('a private address')],
  ['http://172.31.255.255/', host('a private address')],
  ['http://192.168.1.1/', host('a private address')],
  ['http://100.64.0.1/', host('a private address')],
  ['http://169.254.169.254/latest/meta-data/', host('a link-local address')],
  ['http://0.0.0.0/', host('an address that no host has')],
  ['http://224.0.0.1/', host('a multicast or reserved address')],
  ['http://255.255.255.255/', host('a multicast or reserved address')],
  ['http://192.0.2.1/', host('an address for documentation')],
  ['http://198.18.0.1/', host('an address for benchmarks')],
  ['http://[::1]/', host('a loopback address')],
  ['http://[fd12:3456::1]/', host('a private address (unique local)')],
  ['http://[fe80::1]/', host('a link-local address')],
  ['http://[::ffff:10.0.0.1]/', host('a private address')],
  ['http://[::ffff:93.184.216.34]/', host('an address of IPv4 in the form of IPv6')],
  ['http://[64:ff9b::a00:1]/', host('an address that is not public')],
  ['http://[2002:a00:1::]/', host('a 6to4 address')],
  ['http://[2001::1]/', host('a reserved address')],
  ['http://[2001:1ff::1]/', host('a reserved address')],
  ['http://[3fff:fff::1]/', host('an address for documentation')],
  ['http://[2001:db8::1]/', host('an address for documentation')],
  ['http://[ff02::1]/', host('an address that is not public')],
])('refused: %s', (given, says) => {
  const [first, ...more] = withUrl(given);
  expect(first).toContain(`uptime[shop].url ${says}`);
  expect(more).toEqual([]);
  // It may have a secret in it.
  expect(first).not.toMatch(/hunter2|f3a9c17b/);
});

test.each([
  [{ latencyMs: 1 }],
  [{ latencyMs: 6000, contains: '"database":"fresh"' }],
  [{ contains: long(255) }],
  [{ name: long(64) }],
])('valid: %j', (more) => expect(of(more)).toEqual([]));

const milliseconds = 'use whole milliseconds from 1 to 6000: what takes longer counts as down';
const form = 'use lowercase letters, digits and single hyphens, starting with a letter';
test.each([
  [{ latencyMs: 0 }, `uptime[shop].latencyMs is 0: ${milliseconds}`],
  [{ latencyMs: -5 }, `uptime[shop].latencyMs is -5: ${milliseconds}`],
  [{ latencyMs: 0.8 }, `uptime[shop].latencyMs is 0.8: ${milliseconds}`],
  [{ latencyMs: 6001 }, `uptime[shop].latencyMs is 6001: ${milliseconds}`],
  [{ contains: '' }, 'uptime[shop].contains is empty: use words of the page, or remove it'],
  [{ contains: '  ' }, 'uptime[shop].contains is empty: use words of the page, or remove it'],
  [
    { contains: long(256) },
    'uptime[shop].contains has 256 characters: use at most 255: Route 53 takes no more',
  ],
  [
    { contains: 'a\nb' },
    'uptime[shop].contains has a line break or another control character: use words that are in one line of the page',
  ],
  [
    { contains: 'a\ud800' },
    'uptime[shop].contains has a line break or another control character: use words that are in one line of the page',
  ],
  [{ name: 'Shop' }, `uptime[0].name is "Shop": ${form}`],
  [{ name: 'shop_1' }, `uptime[0].name is "shop_1": ${form}`],
  [{ name: '' }, `uptime[0].name is not a name: ${form}`],
  [{ name: 'https://u:p@example.com/' }, `uptime[0].name is not a name: ${form}`],
  [{ name: long(65) }, `uptime[${long(65)}].name is 65 characters long: use at most 64 characters`],
  [{ latencyMs: Number.NaN }, 'uptime[0].latencyMs is NaN: use a number'],
  [{ latencyMs: Number.POSITIVE_INFINITY }, 'uptime[0].latencyMs is Infinity: use a number'],
  [{ latencyMs: '800' }, 'uptime[0].latencyMs is a text: use a number'],
  [{ url: 7 }, 'uptime[0].url is a number: use a text in quotes'],
  [{ every: 10 }, 'uptime[0].every is not a known field: use one of name, url, contains, latencyMs'],
])('refused: %j', (more, says) => {
  expect(of(more)).toEqual([says]);
});

test('a URL of the wrong type is not shown, wherever it stands', () => {
  expect(check('https://u:hunter2@example.com/')).toEqual(['uptime is a text: use a list […]']);
  expect(check({ url: 'https://u:hunter2@example.com/' })).toEqual(['uptime is a table: use a list […]']);
  expect(JSON.stringify(check([{ name: 'a', url: ['hunter2'] }]))).not.toContain('hunter2');
});

test('checks of an environment have different names, are some and not too many, and are of the partition of us-east-1', () => {
  const many = (n: number) => Array.from({ length: n }, (_, i) => ({ name: `page-${i}`, url }));
  expect(check([...many(2), ...many(1)])).toEqual([
    'uptime[page-0] is listed more than once: rename or remove all but one',
  ]);
  expect(check([])).toEqual(['uptime is empty: list a check, or remove it']);
  expect(check(many(50))).toEqual([]);
  expect(check(many(51))).toEqual(['uptime has 51 checks: use at most 50']);
  for (const region of ['us-gov-west-1', 'cn-north-1'])
    expect(check(many(1), { region })).toEqual([
      `uptime is set in ${region}, and the metrics of Route 53 are in us-east-1, which is in another partition: remove it here, and watch the URL from an environment in another region`,
    ]);
});

test('a health check has at most ten tags, five of which are not those of the environment', () => {
  const tags = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`Tag${i}`, 'x']));
  const uptime = [{ name: 'shop', url }];
  expect(check(uptime, { tags: { ...tags(5), Name: 'x' } })).toEqual([]);
  expect(check(uptime, { tags: tags(6) })).toEqual([
    "tags has 6 tags, and uptime is set: Route 53 allows 10 on a health check, of which 5 are the project's: use at most 5, or watch the URLs from an environment with fewer",
  ]);
  expect(check(undefined, { tags: tags(6) })).toEqual([]);
});

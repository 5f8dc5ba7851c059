import { remarksOf } from '../../../model/checks/remarks';
import { environment as fixture } from '../../fixtures/environments';

const url = 'https://www.example.com/health';
const uptime = [
  { name: 'shop', url },
  { name: 'api', url: `${url}/api` },
];
const subscriptions = [{ protocol: 'email', endpoint: 'oncall@example.com' }] as const;
const remarks = (change: object, all?: Parameters<typeof remarksOf>[1]) =>
  remarksOf(fixture('production', { subscriptions, ...change }), all).filter((one) => /uptime/.test(one));

const LOAD =
  'Each uptime check of production (shop, api) sends about 493,000 requests a month to its URL, from 3 regions.';
const PAGE =
  /Recommended is a page that tells the age of the last good query .* contains for its words: docs\/uptime\.md/;

test('the requests are said, and nothing without checks', () => {
  const said = remarks({ uptime, neonApi: false, limits: { monthlyCommands: 500_000 } });
  expect(said).toEqual([LOAD, expect.stringContaining('Upstash Redis')]);
  expect(remarks({})).toEqual([]);
});

test('a database that may sleep, and a plan with a limit of commands, are warned of', () => {
  const said = remarks({ uptime, neonApi: true, limits: { monthlyCommands: 500_000 } });
  expect(said).toEqual([
    LOAD,
    expect.stringMatching(
      /if a URL reads Neon Postgres, its compute never sleeps, and is billed day and night/,
    ),
    expect.stringMatching(
      /reads Upstash Redis once for each request, a check uses 99 % of its 500,000 commands a month\. R/,
    ),
  ]);
  for (const one of said.slice(1)) expect(one).toMatch(PAGE);
  const named = { databases: { upstash: [{ name: 'queue', limits: { monthlyCommands: 1_000_000 } }] } };
  expect(remarks({ uptime, neonApi: false, limits: {}, ...named })[1]).toContain(
    'uses 49 % of its 1,000,000',
  );
  // An environment that does not say its plan may be on the free one.
  expect(remarks({ uptime, neonApi: false, limits: {} })[1]).toContain(
    'a check uses 99 % of the 500,000 commands a month of the free plan.',
  );
});

test('a database whose collector keeps it awake is not warned of; one that it lets sleep between visits is', () => {
  const neon = (change: object) => remarks({ uptime, ...change }).some((one) => /never sleeps/.test(one));
  expect(neon({ neonApi: false, collectionMinutes: 5 })).toBe(false);
  expect(neon({ neonApi: false, collectionMinutes: 6 })).toBe(true);
  expect(neon({ neonApi: false, collectionMinutes: 6, adaptive: true })).toBe(true);
  expect(neon({ neonApi: true, collectionMinutes: 5 })).toBe(true);
});

test('checks that ask for the same are said: each is billed', () => {
  const same = (more: object) =>
    remarks({
      uptime: [
        { name: 'a', url },
        { name: 'b', url, ...more },
      ],
    });
  expect(same({ url: url.toUpperCase().replace('/HEALTH', '/health'), latencyMs: 800 })[0]).toBe(
    'The uptime checks a, b of production ask for the same URL and the same words, and each is billed: one is enough.',
  );
  for (const other of [{ contains: 'ok' }, { url: `${url}?deep=1` }, { url: url.replace('https', 'http') }])
    expect(same(other)[0]).toMatch(/^Each uptime check/);
});

test('more checks than Route 53 allows in an account are said', () => {
  const many = Array.from({ length: 50 }, (_, i) => ({ name: `page-${i}`, url }));
  const accounts = (accountId?: string) =>
    ['a', 'b', 'c', 'd', 'e'].map((name) =>
      fixture('production', { name, uptime: many, ...(accountId && name === 'e' ? { accountId } : {}) }),
    );
  const said = (all: ReturnType<typeof accounts>) =>
    remarksOf(all[0] as never, all).filter((one) => /200 health checks/.test(one));
  expect(said(accounts())).toEqual([expect.stringContaining('have 250 uptime checks together')]);
  expect(said(accounts('123456789012'))).toEqual([]);
});

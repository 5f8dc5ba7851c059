import { remarksOf } from '../../../model/checks/remarks';
import { environment as fixture } from '../../fixtures/environments';

const url = 'https://www.example.com/health';
const uptime = [
  { name: 'shop', url },
  { name: 'api', url },
];
const subscriptions = [{ protocol: 'email', endpoint: 'oncall@example.com' }] as const;
const remarks = (change: object, all?: Parameters<typeof remarksOf>[1]) =>
  remarksOf(fixture('production', { subscriptions, ...change }), all).filter((one) => /uptime/.test(one));

const LOAD =
  'Each uptime check of production (shop, api) sends about 493,000 requests a month to its URL, from 3 regions.';
const PAGE =
  /Recommended is a page that tells the age of the last good query .* contains for its words: docs\/uptime\.md/;

test('the requests are said, and nothing without checks', () => {
  expect(remarks({ uptime, neonApi: false, limits: {} })).toEqual([LOAD]);
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
      /reads Upstash Redis once for each request, a check uses 99 % of its 500000 commands a month/,
    ),
  ]);
  for (const one of said.slice(1)) expect(one).toMatch(PAGE);
  expect(remarks({ uptime, neonApi: true, limits: {} })).toHaveLength(2);
  const named = { databases: { upstash: [{ name: 'queue', limits: { monthlyCommands: 1_000_000 } }] } };
  expect(remarks({ uptime, neonApi: false, limits: {}, ...named })[1]).toContain('uses 49 % of its 1000000');
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

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runbookAnchor } from '../../../model/links';
import { checksIn } from '../../../model/uptime/check';
import { runbookDocument } from '../../../reports/runbook';
import { environment as fixture } from '../../fixtures/environments';

const url = 'https://www.example.com/health';
const shop = { name: 'shop', url, contains: 'database: ok', latencyMs: 800 };
const production = fixture('production', { uptime: [shop] });

/** Anchors as Git hosts derive them from headings. */
const anchors = (document: string) =>
  [...document.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => title.toLowerCase().replaceAll(' ', '-'));

test('the runbook has the entries to which alarms link, with their limits', () => {
  const document = runbookDocument([production, fixture('staging')]);
  for (const kind of ['down', 'slow']) expect(anchors(document)).toContain(runbookAnchor('uptime', kind));
  expect(document).toContain(
    '- Critical, shop: HealthCheckStatus below 1, for 1 minute: `https://www.example.com/health` in production.',
  );
  expect(document).toContain('- Warning, shop: TimeToFirstByte above 800, in 3 of 5 periods of 1 minute:');
  // The shell's, not those of a template here.
  expect(document).toContain(`--health-check-id "\${ID##*/}"`);
  expect(document).toContain('"Key=Name,Values=$CHECK"');
});

test('without checks, or without a time, it has no such entries', () => {
  expect(anchors(runbookDocument([fixture('production')]))).not.toContain('uptime');
  const plain = runbookDocument([fixture('production', { uptime: [{ name: 'shop', url }] })]);
  expect(anchors(plain)).toContain('uptime-down');
  expect(anchors(plain)).not.toContain('uptime-slow');
  expect(checksIn(fixture('production'))).toEqual([]);
});

describe('the page in docs/uptime.md', () => {
  const text = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'uptime.md'), 'utf8');
  const [, code = ''] = /```js\n([\s\S]*?)```/.exec(text) ?? [];
  type Page = { seen<T>(query: () => Promise<T>): Promise<T>; health(now?: number): string };
  const page = (): Page => new Function(`${code.replaceAll('export ', '')}; return { seen, health };`)();
  const [, words = ''] = /contains: '([^']+)'/.exec(text) ?? [];

  test('has the words as long as the latest query was good, also where nobody has asked for a while', async () => {
    const { seen, health } = page();
    expect(health()).toContain(words);
    await expect(seen(() => Promise.resolve(7))).resolves.toBe(7);
    expect(health(Date.now() + 3_600_000)).toMatch(/^database: ok\nlast good query: 3600 s ago\n$/);
  });

  test('loses them with a query that fails, which still fails, and has them again after the next good one', async () => {
    const { seen, health } = page();
    await expect(seen(() => Promise.reject(new Error('down')))).rejects.toThrow('down');
    expect(health()).not.toContain(words);
    const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 1000);
    await seen(() => Promise.resolve());
    expect(health()).toContain(words);
    now.mockRestore();
  });

  test('asks nothing itself', async () => {
    const { seen, health } = page();
    const query = jest.fn(() => Promise.resolve());
    await seen(query);
    for (let i = 0; i < 1000; i++) health();
    expect(query).toHaveBeenCalledTimes(1);
  });
});

import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { backtestOf } from '../../model/backtest/backtest';
import { type History, serializeHistory } from '../../model/backtest/history';
import { startPostgres } from '../../preview/servers/postgres';
import { startRedis } from '../../preview/servers/redis';
import { paths } from '../../preview/web/protocol';
import { environment, project } from '../fixtures/environments';
import { describeWithChromium, launch, openPage } from '../support/browser/chromium';
import { type Live, startLive } from '../support/browser/preview';
import { until } from '../support/servers/until';

const one = { ...project, environments: [environment('production')] };
const BODY = join(__dirname, '..', 'fixtures', 'dashboards', 'every-type.json');

const MINUTE = 60_000;
/** Ten hours of a day that is over; slow queries for half an hour every 200 minutes: 6, 12 and 18 per minute. */
const begin = Date.UTC(2026, 10, 1);
const history: History = {
  environment: 'production',
  from: begin,
  to: begin + 600 * MINUTE,
  periodSeconds: 300,
  series: [
    {
      service: 'neon',
      metric: 'SlowQueries',
      statistics: ['Average', 'Sum'],
      points: Array.from({ length: 120 }, (_, i) => ({
        at: begin + 5 * i * MINUTE,
        value: (5 * i) % 200 < 30 ? 6 * (Math.floor((5 * i) / 200) + 1) : 0,
      })),
    },
  ],
};

let browser: Browser;
const lives: Live[] = [];
const start = async (...given: Parameters<typeof startLive>): Promise<Live> => {
  const live = await startLive(...given);
  lives.push(live);
  return live;
};

describeWithChromium('a visit of the page', () => {
  beforeAll(async () => {
    browser = await launch();
  });
  afterEach(async () => {
    await Promise.all(lives.splice(0).map((live) => live.stop()));
  });
  afterAll(() => browser?.close());

  test('a page that was left open recovers after a restart, and says what it may not do any more', async () => {
    const first = await start(one, ['--every', '1']);
    const { page, faults } = await openPage(browser, first.address);
    await page.getByText('Live, last run').waitFor();
    await Promise.all(lives.splice(0).map((live) => live.stop()));
    await page.getByText('The preview has stopped').first().waitFor();

    const second = await start(one, ['--every', '1', '--port', new URL(first.address).port]);
    await page.getByText('Live, last run').waitFor();
    await page.getByRole('button', { name: 'Hold a lock' }).click();
    await page.getByText('open the address that the terminal shows').waitFor();
    expect(second.address).not.toBe(first.address);

    // The connection that was lost, and the click that was refused.
    expect(faults.filter((fault) => !/ERR_|403/.test(fault))).toEqual([]);
  });

  test('a page of another version loads itself again, once', async () => {
    const live = await start(one, ['--every', '1']);
    const { page } = await openPage(browser, live.address);
    await page.getByText('Live, last run').waitFor();
    const { version, ...snapshot } = await snapshotOf(page);
    let loads = 0;
    page.on('domcontentloaded', () => loads++);
    // A preview that is started again with another page, as far as this page can tell.
    let asked = 0;
    await page.route(`**${paths.events}`, (route) => {
      asked++;
      const message = { ...snapshot, version: asked === 1 ? version : 'another' };
      const body = `data: ${JSON.stringify(message)}\n\n`;
      return route.fulfill({ contentType: 'text/event-stream', body });
    });
    await page.reload();
    await until(() => loads === 2);
    // It is given another version each time it asks, and does not load itself for ever.
    await until(() => asked >= 5);
    expect(loads).toBe(2);
    await page.getByText('Neon Postgres').first().waitFor();
  });

  test('a dashboard from elsewhere: every widget is drawn, or says what is not simulated', async () => {
    const live = await start(one, ['--every', '1', '--dashboard', BODY]);
    const { page, faults } = await openPage(browser, live.address);
    await page.getByRole('tab', { name: 'every-type' }).click();
    const widgets = page.locator('.w');
    await until(async () => (await widgets.count()) === 16);
    const texts = await widgets.allInnerTexts();
    expect(texts.filter((text) => text.trim() === '')).toEqual([]);
    const said = texts.filter((text) => /not simulated/i.test(text));
    expect(said.length).toBeGreaterThanOrEqual(5);
    for (const type of ['hologram', 'explorer', 'SEARCH', 'PromQL', 'stats'])
      expect([type, texts.some((text) => text.includes(type))]).toEqual([type, true]);
    expect(faults).toEqual([]);
  });

  test('a recorded history on the page: what is wrong with it by line, and the numbers of the back-test', async () => {
    const live = await start(one, ['--every', '1']);
    const { page, faults } = await openPage(browser, live.address);
    await page.getByText('Live, last run').waitFor();
    const input = page.getByLabel('Recorded history');
    const text = serializeHistory(history);
    const open = (content: string) =>
      input.setInputFiles({ name: 'history.jsonl', mimeType: 'text/plain', buffer: Buffer.from(content) });
    await open(text.replace('"version":1', '"version":2'));
    await page.getByText('history.jsonl: line 1').waitFor();

    await open(text);
    await page.getByText('Graphs show the end of history.jsonl').waitFor();
    const alarms = (live.watched[0]?.deployed ?? []).flatMap(({ collector: { service }, alarms: some }) =>
      some.map(({ resource, definition: { row, severity } }) => ({ service, row, severity, resource })),
    );
    const often = ['never', 'once', 'twice'];
    const expected = backtestOf(history, alarms).map(({ row, severity, proposed }) => [
      row,
      severity,
      proposed?.firings
        ? (often[proposed.firings.times] ?? `${proposed.firings.times} times`)
        : `cannot be judged: ${proposed?.absent}`,
    ]);
    const table = page.getByRole('region', { name: 'All alarms' }).getByRole('table');
    const shown = async () =>
      Promise.all(
        (await table.locator('tbody tr[data-severity]').all()).map(async (row) => {
          const cells = await row.locator('th, td').allInnerTexts();
          return [cells[0], cells[1], cells[3]];
        }),
      );
    await until(async () => !(await shown()).some((cells) => cells[2] === '…'));
    expect(await shown()).toEqual(expected);
    expect(expected).toContainEqual(['SlowQueries', 'critical', 'twice']);

    // The states are those of now, however old the history is.
    const since = page.locator('.w-since').first();
    await until(async () => /^for [1-9]/.test(await since.innerText()), 20_000);
    expect(faults).toEqual([]);
  });

  test('the user’s own databases: a banner, nothing to make sick, and no secret on the page', async () => {
    const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    try {
      const live = await start(one, ['--every', '1'], {
        NEON_CONNECTION_STRING: postgres.url,
        UPSTASH_REST_URL: redis.url,
      });
      const { page, faults } = await openPage(browser, live.address);
      const banner = page.getByText('nothing is written', { exact: false }).first();
      await banner.waitFor();
      expect(await page.getByRole('region', { name: 'Make it sick' }).count()).toBe(0);
      const everything = JSON.stringify(await snapshotOf(page)) + (await page.content());
      expect(everything).not.toContain(postgres.password);
      expect(everything).not.toContain(redis.password);
      expect(faults).toEqual([]);
    } finally {
      await Promise.all([postgres.stop(), redis.stop()]);
    }
  });
});

/** The newest snapshot, as the page gets it. */
function snapshotOf(page: Page): Promise<Record<string, unknown>> {
  return page.evaluate(async (path) => {
    const response = await fetch(path);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    let data: string | undefined;
    while (data === undefined) {
      text += (await reader?.read())?.value ?? '';
      data = /^data: (.*)\n\n/m.exec(text)?.[1];
    }
    await reader?.cancel();
    return JSON.parse(data);
  }, paths.events);
}

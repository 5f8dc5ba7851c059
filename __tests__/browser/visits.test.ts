import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { startPostgres } from '../../preview/servers/postgres';
import { startRedis } from '../../preview/servers/redis';
import { paths } from '../../preview/web/protocol';
import { environment, project } from '../fixtures/environments';
import { describeWithChromium, launch, openPage } from '../support/browser/chromium';
import { type Live, startLive } from '../support/browser/preview';
import { until } from '../support/servers/until';

const one = { ...project, environments: [environment('production')] };
const BODY = join(__dirname, '..', 'fixtures', 'dashboards', 'every-type.json');

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

import AxeBuilder from '@axe-core/playwright';
import { stop } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { cleaned, type Evidence } from '../../model/evidence';
import { bundlePage } from '../../preview/web/assets';
import { Hub } from '../../preview/web/hub';
import { PageServer } from '../../preview/web/server';
import { findings, grant, HOSTILE, seenInPostgres, seenInRedis, unseen } from '../fixtures/evidence';
import { change, run, snapshot } from '../preview/page/sessions';
import { describeWithChromium, launch, openPage, type Watched } from '../support/browser/chromium';
import { until } from '../support/servers/until';

const WARNING = 'production-neon-slow-queries-warning';

describeWithChromium('the evidence on the page', () => {
  let browser: Browser;
  let server: PageServer;
  let hub: Hub;
  let watched: Watched;
  let page: Page;
  /** The services that were asked for a check-up. */
  const asked: string[] = [];

  beforeAll(async () => {
    const assets = await bundlePage();
    await stop();
    const { runs, changes, sick, checkups, problems, ...about } = snapshot;
    hub = new Hub({ ...about, version: assets.version, startedAt: Date.now() });
    const actions = { set: () => true, checkUp: (service: string) => asked.push(service) > 0 };
    server = await PageServer.start({ port: undefined, site: Promise.resolve({ assets, hub, actions }) });
    browser = await launch();
    watched = await openPage(browser, server.address, { permissions: ['clipboard-read', 'clipboard-write'] });
    page = watched.page;
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  // Whatever the test was about.
  afterEach(() => expect(watched.faults).toEqual([]));

  /** A run of a collector, and what it saw. */
  const see = (evidence: Evidence, service = 'neon') => hub.run(run(Date.now(), {}, { service, evidence }));
  const box = (name: string) => page.locator('#evidence').getByRole('region', { name });
  const texts = () => page.locator('#evidence .body').allInnerTexts();
  const look = (name: string) => page.getByRole('tab', { name }).click();

  test('says what is not known yet', async () => {
    await page.getByText('Waiting for the first run.').first().waitFor();
    await box('Findings').getByText('Not looked yet.').waitFor();
  });

  test('shows what a run saw, live, and keeps the place of everything', async () => {
    see({});
    await box('Who blocks whom').getByText('No session waits for another.').waitFor();
    const places = async () =>
      Promise.all((await page.locator('#evidence section').all()).map((one) => one.boundingBox()));
    const empty = await places();
    see(seenInPostgres);
    const row = page.getByRole('row', { name: '83.4 % 41 1.52 s 62.5 s' });
    await row.waitFor();
    expect(await places()).toEqual(empty);
    const tree = box('Who blocks whom').locator('.tree');
    expect(await tree.locator('> li').first().locator('li li p').allInnerTexts()).toEqual([
      'pid 104 waits, 340 ms so far',
    ]);
    await box('What active sessions wait for').getByText('3 × Lock:tuple').waitFor();
    await look('Upstash Redis');
    see(seenInRedis, 'upstash');
    await box('How Redis is used').getByText('123,456').waitFor();
    await look('Neon Postgres');
    await row.waitFor();
  });

  test('the name of an alarm begins beside its state, however long it is', async () => {
    const groups = await page.locator('#alarms .groups summary.quiet').all();
    for (const group of groups) await group.click();
    const summaries = await page.locator('#alarms .alarms summary:visible').all();
    expect(summaries.length).toBeGreaterThan(10);
    for (const summary of summaries) {
      const [state, row] = [summary.locator('.state'), summary.locator('.row')];
      const [left, right] = await Promise.all([state.boundingBox(), row.boundingBox()]);
      const isBeside = left && right && right.x > left.x + left.width && right.y < left.y + left.height;
      expect([await row.innerText(), isBeside]).toEqual([expect.any(String), true]);
    }
    for (const group of groups) await group.click();
  });

  test('an alarm leads to it, and its history to what was seen then', async () => {
    hub.changes([change(WARNING, Date.now(), 'ALARM')]);
    await look('Upstash Redis');
    await page.getByRole('link', { name: 'Evidence for SlowQueries, warning', exact: true }).press('Enter');
    const focused = () => page.evaluate<string>('document.activeElement?.id ?? ""');
    await until(async () => (await focused()) === 'evidence-statements');
    expect(await page.locator('#evidence [data-led]').getAttribute('id')).toBe('evidence-statements');
    // The pane begins below the bar, and its heading hides nothing of the advice.
    const gap = async (upper: string, lower: string) => {
      const [above, below] = await Promise.all(
        [upper, lower].map((selector) => page.locator(selector).boundingBox()),
      );
      return above && below ? below.y - above.y - above.height : Number.NaN;
    };
    await until(async () => Math.abs((await gap('.bar', '#evidence')) - 12) <= 12);
    expect(await gap('#evidence > .pane-head', '#evidence-advice')).toBeGreaterThanOrEqual(0);
    await box('What took the time').getByText('UPDATE stock').waitFor();

    see({ statements: [{ id: '1', text: 'SELECT 1', calls: 1, meanMs: 1, totalMs: 1, share: 1 }] });
    await box('What took the time').getByText('SELECT 1').waitFor();
    await page.getByRole('link', { name: /^Evidence for SlowQueries, warning, at / }).click();
    await page.getByText('As it was at').waitFor();
    await box('What took the time').getByText('UPDATE stock').waitFor();
    await page.getByRole('button', { name: 'Back to now' }).click();
    await box('What took the time').getByText('SELECT 1').waitFor();
  });

  test('of a database that went down, shows what was seen before', async () => {
    const error = { errorType: 'NetworkError', message: 'refused' };
    hub.run(run(Date.now(), {}, { error }));
    await page.getByText('failed with NetworkError. Seen by the run at').waitFor();
    await box('What took the time').getByText('SELECT 1').waitFor();
  });

  test('what the role may not see says so, with the statement to copy', async () => {
    see(unseen);
    const blocked = box('Who blocks whom');
    await blocked.getByText('the role sees no sessions of others').first().waitFor();
    await blocked.getByRole('button', { name: 'Copy' }).click();
    await blocked.getByText('Copied').waitFor();
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(grant);
    expect((await texts()).filter((text) => text.includes('the role sees no'))).toHaveLength(5);
  });

  test('a check-up is asked for, and its findings have what mends them', async () => {
    const part = box('Findings');
    await part.getByRole('button', { name: 'Check up now' }).click();
    await until(() => asked.length === 1);
    expect(asked).toEqual(['neon']);
    const neon = { id: 'neon', running: false };
    hub.checkup({ ...neon, running: true });
    await part.getByText('Looking …').waitFor();
    expect(await part.getByRole('button', { name: 'Check up now' }).getAttribute('aria-disabled')).toBe(
      'true',
    );
    hub.checkup({ ...neon, made: { at: Date.now(), findings } });
    await part.getByText('3 findings').waitFor();
    await page
      .locator('p[role=status]', { hasText: 'Check-up of Neon Postgres: 3 findings.' })
      .waitFor({ state: 'attached' });
    expect(await part.locator('li .state').allInnerTexts()).toEqual(['critical', 'warning', 'notice']);
    await part.getByRole('button', { name: 'Copy' }).first().click();
    await part.getByText('Copied').waitFor();
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(
      'ALTER TABLE orders ALTER COLUMN id TYPE bigint;',
    );
    hub.checkup({ ...neon, made: { at: Date.now(), findings: [] }, problem: 'NetworkError: refused' });
    await part.getByText('Nothing found').waitFor();
    await part.getByText('NetworkError: refused').waitFor();
  });

  test('whatever a text holds, it is shown as it is', async () => {
    // Names of fields and severities are words.
    const hostile = (text: string) => (/^[a-z]\w*$/i.test(text) ? text : HOSTILE);
    see(cleaned(seenInPostgres, hostile));
    const found = cleaned(findings, hostile);
    hub.checkup({ id: 'neon', running: false, made: { at: Date.now(), findings: found } });
    await until(
      async () => (await texts()).filter((text) => text.includes('<img src=x onerror')).length === 6,
    );
    expect(await page.locator('#evidence img, .summary img').count()).toBe(0);
    expect(await page.locator('.statements code').first().textContent()).toContain(HOSTILE);
  });

  test.each([400, 800, 1280, 2560])('at %d pixels nothing is wider than the page', async (width) => {
    await page.setViewportSize({ width, height: 900 });
    const wide = `[...document.querySelectorAll('.body')].filter((one) => one.scrollWidth > one.clientWidth).length`;
    expect(await page.evaluate(`document.documentElement.scrollWidth - innerWidth + ${wide}`)).toBe(0);
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  test.each(['light', 'dark'] as const)('axe finds nothing serious, %s', async (colorScheme) => {
    see(seenInPostgres);
    hub.checkup({ id: 'neon', running: false, made: { at: Date.now(), findings } });
    await box('Findings').getByText('3 findings').waitFor();
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page })
      .include('#evidence')
      .include('.summary')
      .include('#alarms')
      .analyze();
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });
});

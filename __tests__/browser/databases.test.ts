import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { targetsOf } from '../../model/forecast/targets';
import { daysOfRuns, Forecasts } from '../../preview/page/state/forecasts';
import { project } from '../fixtures/environments';
import { describeWithChromium } from '../support/browser/chromium';
import { type Live, withLivePage } from '../support/browser/preview';
import { publishedOf, spanOf } from '../support/browser/runs';
import { LIMIT_MS, none } from '../support/browser/sick';
import { newestInTable } from '../support/browser/tables';
import { until } from '../support/servers/until';

const ENVIRONMENT = 'production';
const NAME = 'analytics';

describeWithChromium('the page over two databases of each service', () => {
  let live: Live;
  let page: Page;
  const environments = project.environments.map((one) => ({ ...one, forecast: true }));
  withLivePage(
    [
      { ...project, environments },
      ['--every', '1', '--environment', ENVIRONMENT],
      { PREVIEW_DATABASES: '2' },
    ],
    (...opened) => {
      [live, page] = opened;
    },
  );

  const deployed = () =>
    live.watched.find(({ environment }) => environment.name === ENVIRONMENT)?.deployed ?? [];
  /**
   * The alarms of the rows that a lock drives which fired, of all databases. Up may warn of each of them where the machine is so busy
   * that a slot has no run.
   */
  const fired = () =>
    live.changes.flatMap(({ environment, alarm, to }) =>
      environment === ENVIRONMENT && to === 'ALARM' && /-(lock-wait-time|blocked-sessions)-/.test(alarm)
        ? [alarm]
        : [],
    );
  const stateOf = (alarm: string) =>
    deployed()
      .flatMap(({ collector: { service, database } }) => live.watch.now(ENVIRONMENT, { service, database }))
      .find(({ resource }) => resource.alarm_name === alarm)?.state;
  const LOCK = `${ENVIRONMENT}-neon-${NAME}-lock-wait-time-critical`;
  const pane = () => page.getByRole('region', { name: 'Make it sick' });
  const newest = (database: string | undefined) =>
    live.runs
      .findLast((run) => run.service === 'neon' && run.database === database)
      ?.published.LockWaitTime?.at(-1)?.value;

  test('one is made sick alone: its alarms fire, its metric rises, and no other’s', async () => {
    await until(() => live.runs.length > 12, LIMIT_MS);
    await pane().getByRole('radio', { name: NAME }).check();
    await pane().getByRole('button', { name: 'Hold a lock' }).click();
    await none(() => (stateOf(LOCK) === 'ALARM' ? [] : [LOCK]), 'not in alarm');
    expect(newest(NAME)).toBeGreaterThan(100);
    expect(newest(undefined)).toBe(0);
    const alarms = page.getByRole('region', { name: 'Alarms', exact: true });
    await alarms
      .locator('.alarms > li', { hasText: `LockWaitTime ${NAME}` })
      .first()
      .waitFor();
    expect(fired()).toContain(LOCK);
    expect(fired().filter((alarm) => !alarm.includes(`-neon-${NAME}-`))).toEqual([]);
  });

  test('an alarm leads to its dashboard and its evidence; the chooser leads to another', async () => {
    await page
      .getByRole('link', { name: `Evidence for LockWaitTime of ${NAME}, critical`, exact: true })
      .click();
    const evidence = page.getByRole('region', { name: `Evidence: Neon Postgres (${NAME})` });
    await evidence
      .getByText(/blocks 7 sessions/)
      .first()
      .waitFor();
    const chooser = page.getByLabel('Database', { exact: true });
    expect(await chooser.inputValue()).toBe(NAME);
    expect(await chooser.getByRole('option').allInnerTexts()).toEqual([NAME]);
    const row = deployed().find(({ collector }) => collector.database === NAME)?.collector.rows.LockWaitTime;
    if (!row) throw new Error('there is no such row');
    expect(await newestInTable(page, row, 'LockWaitTime')).not.toBe('0 ms');
    await page.getByRole('tab', { name: 'Neon Postgres', exact: true }).click();
    expect(await newestInTable(page, row, 'LockWaitTime')).toBe('0 ms');
    await page.getByRole('region', { name: 'Evidence: Neon Postgres', exact: true }).waitFor();
  });

  test('at 400 pixels nothing is wider than the page, and axe finds nothing serious in what is chosen', async () => {
    await page.getByRole('tab', { name: 'Neon Postgres: 1 named' }).click();
    await page.setViewportSize({ width: 400, height: 900 });
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    await page.setViewportSize({ width: 1440, height: 900 });
    const { violations } = await new AxeBuilder({ page })
      .include('.tab-row')
      .include('.w-variables')
      .include('#sick')
      .analyze();
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });

  test('and healed alone', async () => {
    const button = pane().getByRole('button', { name: 'Hold a lock' });
    await button.click();
    await none(() => (stateOf(LOCK) === 'OK' ? [] : [LOCK]), 'not healed');
    await until(async () => (await button.getAttribute('aria-pressed')) === 'false');
  });

  test('the forecast of one counts down, and that of the other does not', async () => {
    const frame = page.locator('.w', { hasText: 'Days until the limit' });
    const shown = async () => /MemoryUsagePercent\s+([\d.]+)/.exec(await frame.innerText())?.[1];
    await page.getByRole('tab', { name: 'Upstash Redis: 1 named' }).click();
    await frame.getByText('Here each run counts as a day.').waitFor();
    expect(await shown()).toBeUndefined();
    await pane().getByRole('button', { name: 'Leak memory' }).click();
    await until(async () => (await shown()) !== undefined, LIMIT_MS);
    await live.pause();
    const collector = deployed().find(
      ({ collector: { service, database } }) => service === 'upstash' && database === NAME,
    );
    const target = targetsOf(collector?.collector ?? { rows: {} }).find(
      ({ row }) => row === 'MemoryUsagePercent',
    );
    if (!target) throw new Error('there is no such forecast');
    const runs = live.runs.filter(({ service, database }) => service === 'upstash' && database === NAME);
    const points = publishedOf(runs, 'upstash');
    const { days } = new Forecasts(
      { span: () => spanOf(live.runs), maxima: (_, metric) => points[metric] },
      daysOfRuns(runs[0]?.at ?? 0, 1_000),
    ).of('', target);
    // The legend has two digits.
    expect(Math.abs(Number(await shown()) - (days.at(-1)?.value ?? Number.NaN))).toBeLessThan(1);
    await page.getByRole('tab', { name: 'Upstash Redis', exact: true }).click();
    await frame.getByText(/MemoryUsagePercent: /).waitFor();
    expect(await shown()).toBeUndefined();
    live.resume();
    await pane().getByRole('button', { name: 'Heal everything' }).click();
    await pane().locator('li[data-state=healthy]:visible', { hasText: 'Leak memory' }).waitFor();
  });
});

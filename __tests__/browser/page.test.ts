import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { firingsOf } from '../../model/backtest/firings';
import { retuned } from '../../model/backtest/retune';
import { format } from '../../model/format';
import { MOST_CHANGES } from '../../preview/web/protocol';
import { type Severity, severities } from '../../thresholds/row';
import { project } from '../fixtures/environments';
import { describeWithChromium } from '../support/browser/chromium';
import { boxesOf, coveredOf, cutTexts, linesOf } from '../support/browser/looking';
import { type Live, withLivePage } from '../support/browser/preview';
import { publishedOf, spanOf } from '../support/browser/runs';
import { LIMIT_MS, none, together } from '../support/browser/sick';
import { isCount, newestInTable } from '../support/browser/tables';
import { until } from '../support/servers/until';

const ENVIRONMENT = 'production';
/** Five minutes pass in one second. */
const SCALE = 300;

describeWithChromium('the page over real databases', () => {
  let live: Live;
  let page: Page;
  withLivePage([project, ['--every', '1', '--environment', ENVIRONMENT]], (...opened) => {
    [live, page] = opened;
  });

  const collectors = () =>
    live.watched.find(({ environment }) => environment.name === ENVIRONMENT)?.deployed ?? [];
  const alarms = () => collectors().flatMap(({ alarms }) => alarms);
  const deployed = () =>
    collectors().flatMap(({ collector, alarms }) => alarms.map((alarm) => ({ alarm, collector })));
  const stateOf = (alarm: string) =>
    ['neon', 'upstash']
      .flatMap((service) => live.watch.now(ENVIRONMENT, { service }))
      .find(({ resource }) => resource.alarm_name === alarm)?.state;
  const names = () => alarms().map(({ resource: { alarm_name: name } }) => name);
  /** Findings has no state before the first check-up, and no server here has a limit of commands. */
  const isUnknown = (name: string) =>
    /-(findings|command-quota-percent)-/.test(name) && stateOf(name) === 'INSUFFICIENT_DATA';
  const notOk = () => names().filter((name) => stateOf(name) !== 'OK' && !isUnknown(name));
  /** Undefined if the environment does not have it. */
  const nameOf = (service: string, row: string, severity: Severity): string | undefined => {
    const found = deployed().find(
      ({ alarm: { definition }, collector }) =>
        collector.service === service && definition.row === row && definition.severity === severity,
    );
    return found?.alarm.resource.alarm_name;
  };
  /** Waits until the newest change of an alarm on the page is to this state. */
  const shows = async (name: string, state: 'OK' | 'ALARM') => {
    const item = page
      .getByRole('region', { name: 'Alarms', exact: true })
      .locator('.alarms > li', { hasText: name });
    const standing = state === 'OK' ? 'OK' : name.replace(/.*-/, '');
    await item.locator('.state', { hasText: standing }).first().waitFor({ state: 'attached' });
  };
  /** What the page says of all alarms, in its header. */
  const counts = () => page.locator('header').innerText();

  test('a newcomer sees green', async () => {
    await none(notOk, 'not OK');
    await page
      .getByText(`${names().filter((name) => !isUnknown(name)).length} OK`)
      .first()
      .waitFor();
    expect(await counts()).not.toMatch(/critical|warning/);
  });

  test('charts have the values that the sink has', async () => {
    await until(() => live.runs.length > 20, LIMIT_MS);
    await live.pause();
    for (const { collector } of collectors()) {
      await page.getByRole('tab', { name: collector.title }).click();
      const newest = live.runs.findLast(({ service }) => service === collector.service);
      for (const [name, row] of Object.entries(collector.rows)) {
        const points = newest?.published[name] ?? [];
        const point = points.at(-1);
        if (!point) continue;
        const shown = await newestInTable(page, row, name);
        // A count is drawn per minute; a period here is a second.
        const expected = isCount(row) ? `${point.value * 60}` : format(point.value, row.unit);
        expect([name, shown.replaceAll(',', '').replace(' per minute', '')]).toEqual([
          name,
          expected.replaceAll(',', ''),
        ]);
      }
    }
    live.resume();
  });

  test('every sickness drives its rows to warning and critical, and back; the page says so', async () => {
    const all = live.preview.databases.flatMap(({ sicknesses }) => sicknesses);
    expect(together.flat().toSorted()).toEqual(all.map(({ id }) => id).toSorted());
    const pane = page.getByRole('region', { name: 'Make it sick' });
    for (const group of together) {
      const chosen = all.filter(({ id }) => group.includes(id));
      for (const { title } of chosen) await pane.getByRole('button', { name: title }).click();
      const fires = chosen.flatMap(({ service, rows }) =>
        Object.entries(rows).flatMap(([row, effect]) =>
          severities
            .slice(0, severities.indexOf(effect as Severity) + 1)
            .flatMap((severity) => nameOf(service, row, severity) ?? []),
        ),
      );
      await none(() => fires.filter((name) => stateOf(name) !== 'ALARM'), `${group} is not in alarm`);
      for (const name of fires) await shows(name, 'ALARM');
      await pane.getByRole('button', { name: 'Heal everything' }).click();
      await none(() => fires.filter((name) => stateOf(name) !== 'OK'), `${group} is not healed`);
      for (const name of fires) await shows(name, 'OK');
    }
    // The first check-up after the healing still counts what happened before.
    for (const name of ['Neon Postgres', 'Upstash Redis', 'Neon Postgres', 'Upstash Redis']) {
      await page.getByRole('tab', { name }).click();
      await page.locator('#evidence button:not([aria-disabled])', { hasText: 'Check up now' }).click();
    }
    await none(notOk, 'not OK again');
  });

  test('the page and the evaluator agree, state by state', async () => {
    await live.pause();
    const expected = live.changes
      .slice(-MOST_CHANGES)
      .filter(({ environment }) => environment === ENVIRONMENT)
      .slice(-100)
      .reverse();
    const history = page.getByRole('region', { name: 'Alarms', exact: true });
    const more = history.getByRole('button', { name: /^Show all \d+ changes$/ });
    if (await more.isVisible()) await more.click();
    const items = history.locator('ol > li');
    const words = { OK: 'OK', ALARM: 'ALARM', INSUFFICIENT_DATA: 'no data' };
    const changes = expected.map(({ alarm, from, to }) => `${alarm} ${words[from]} → ${words[to]}`);
    const shown = async () =>
      (await items.locator('p:first-child').allInnerTexts()).map((text) =>
        text.replace(/^\S+ /, '').replace(/\s+/g, ' '),
      );
    await until(async () => (await shown()).length === changes.length).catch(() => {});
    expect(await shown()).toEqual(changes);
    const reasons = await items.locator('p:nth-child(2)').allInnerTexts();
    expect(reasons).toEqual(expected.map(({ reason }) => reason));
    live.resume();
  });

  test('dragging a threshold gives the numbers that the back-test gives', async () => {
    await live.pause();
    await page.getByRole('tab', { name: 'Neon Postgres' }).click();
    const found = deployed().find(
      ({ alarm }) => alarm.resource.alarm_name === `${ENVIRONMENT}-neon-total-connections-warning`,
    );
    if (!found) throw new Error('there is no such alarm');
    const {
      resource,
      definition: { definition },
    } = found.alarm;
    const { limits } = found.collector;
    const slider = page.getByRole('slider', { name: 'TotalConnections, warning' }).first();
    await slider.focus();
    await page.keyboard.press('Home');
    for (let steps = 0; steps < 3; steps++) await page.keyboard.press('ArrowUp');
    const panel = page.getByRole('region', { name: 'Moved thresholds' });
    await panel.waitFor();
    const text = await panel.getByLabel('Overrides to copy').innerText();
    const magnitude = Number(/warning: ([\d.]+)/.exec(text)?.[1]);
    expect(text).toBe(`overrides: { neon: { TotalConnections: { warning: ${magnitude} } } },`);
    const proposed = retuned({ resource, definition, severity: 'warning', limits }, magnitude);
    const cells = async (title: string) =>
      panel.getByRole('row', { name: title }).getByRole('cell').allInnerTexts();
    const expected = [resource, proposed].map((alarm) =>
      firingsOf(alarm, publishedOf(live.runs, 'neon'), spanOf(live.runs), { scale: SCALE }),
    );
    const often = ['never', 'once', 'twice'];
    expect(await cells('Fired')).toEqual(
      expected.map(
        ({ times, episodes }) =>
          `${often[times] ?? `${times} times`}${episodes.at(-1)?.open ? ', still in alarm' : ''}`,
      ),
    );
    expect(expected[1]?.times).toBeGreaterThan(0);
    live.resume();
  });

  test('with the keyboard alone: skip to the dashboards, move a threshold, make sick and heal', async () => {
    const focused = () =>
      page.evaluate<string>(
        "document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.slice(0, 80) ?? ''",
      );
    const tabTo = async (name: RegExp) => {
      for (let steps = 0; steps < 150 && !name.test(await focused()); steps++)
        await page.keyboard.press('Tab');
      expect(await focused()).toMatch(name);
    };
    // The first stop of a page that was just opened.
    await page.reload();
    await page.getByText('Live, last run').waitFor();
    await tabTo(/^Skip to/);
    await page.keyboard.press('Enter');
    await tabTo(/^TotalConnections, critical$/);
    await page.keyboard.press('PageDown');
    await page
      .getByRole('region', { name: 'Moved thresholds' })
      .getByRole('heading', { name: 'TotalConnections, critical' })
      .waitFor();
    await tabTo(/^Hold a lock/);
    await page.keyboard.press('Enter');
    const button = page.getByRole('button', { name: 'Hold a lock' });
    await until(async () => (await button.getAttribute('aria-pressed')) === 'true');
    await page.keyboard.press('Enter');
    await until(async () => (await button.getAttribute('aria-pressed')) === 'false');
  });

  test('what becomes sick moves nothing on the page', async () => {
    const pane = page.getByRole('region', { name: 'Make it sick' });
    // Where it is scrolled to does not matter: a click scrolls to its button.
    const places = () =>
      page.evaluate<number[]>(`(() => {
        const top = (one) => one.getBoundingClientRect().top;
        const pane = document.querySelector('#sick');
        const scrolled = pane.querySelector('.groups').scrollTop;
        const buttons = [...pane.querySelectorAll('.groups button')].map((one) => top(one) - top(pane) + scrolled);
        return [...buttons, top(document.querySelector('[role=tabpanel]')) + scrollY];
      })()`);
    const tab = page.getByRole('tab', { name: /critical/ });
    // A long text beside the counts would make the header higher.
    await page.getByText('Live, last run').waitFor();
    for (const width of [1280, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      const healthy = await places();
      await pane.getByRole('button', { name: 'Stop Redis' }).click();
      await tab.waitFor();
      const sick = await places();
      expect(sick.length).toBeGreaterThan(10);
      // Less than a pixel is rounding.
      const moved = healthy.flatMap((place, i) =>
        Math.abs(place - (sick[i] ?? 0)) >= 1 ? [[place, sick[i]]] : [],
      );
      expect([width, moved]).toEqual([width, []]);
      await pane.getByRole('button', { name: 'Heal everything' }).click();
      await tab.waitFor({ state: 'hidden' });
    }
  });

  test('a handle lies on the line of its threshold', async () => {
    await page.getByRole('tab', { name: 'Neon Postgres' }).click();
    const handle = page.getByRole('slider', { name: 'LockWaitTime, critical' });
    await handle.scrollIntoViewIfNeeded();
    const { drawn, handles } = await linesOf(handle);
    expect(drawn).toEqual([handles]);
  });

  test('a handle that has scrolled below the bar leaves its clicks to the bar', async () => {
    const handle = page.getByRole('slider', { name: 'LockWaitTime, critical' });
    const before = await handle.boundingBox();
    await page.evaluate(`scrollBy({ top: ${before?.y} - 12, behavior: 'instant' })`);
    const { x = 0, y = 0 } = (await handle.boundingBox()) ?? {};
    const topmost = await page.evaluate<string>(
      `document.elementFromPoint(${x + 12}, ${y + 12}).closest('.bar, .w-handle')?.className ?? ''`,
    );
    expect(topmost).toBe('bar');
  });

  test.each([400, 1280, 1440, 2560])(
    'at %d pixels nothing is wider than the page, and no widget covers another',
    async (width) => {
      await page.setViewportSize({ width, height: 900 });
      const wide = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      const boxes = await boxesOf(page.locator('.w-grid > *'));
      const covered = coveredOf(boxes);
      const cut = await cutTexts(page);
      expect([wide, covered, cut]).toEqual([0, [], []]);
      expect(boxes.length).toBeGreaterThan(10);
      await page.setViewportSize({ width: 1440, height: 900 });
    },
  );

  test.each(['light', 'dark'] as const)('axe finds nothing serious, %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });
});

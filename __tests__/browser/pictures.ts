import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { launch } from '../support/browser/chromium';
import { npmStart } from '../support/browser/npm-start';
import { held } from '../support/servers/child';

const images = join(__dirname, '..', '..', 'docs', 'images');
const SIZE = { width: 1440, height: 900 };
/** Until graphs have something to show, and until alarms have fired over it. Nothing is judged here, so a time will do. */
const [HEALTHY_MS, SICK_MS] = [75_000, 35_000];

/** Something of every kind, so that numbers, alarms and graphs have something to say. */
const incident = [
  'Leak idle connections',
  'Run slow queries',
  'Hold a lock',
  'Miss the cache',
  'Fill the memory',
];

/** The dashboards as they are now. */
async function take(page: Page, when: string): Promise<void> {
  for (const [service, tab] of [
    ['neon', 'Neon Postgres'],
    ['upstash', 'Upstash Redis'],
  ] as const) {
    await page.getByRole('tab', { name: tab }).click();
    await page.mouse.move(0, 0);
    // Charts are drawn in the next frames.
    await page.waitForTimeout(1_500);
    await page.screenshot({ path: join(images, `${service}-${when}.png`) });
  }
}

/** `npm run pictures`: the dashboards over the embedded databases, healthy and during an incident, and its evidence. Takes two minutes. */
async function main(): Promise<void> {
  const preview = await npmStart([]);
  const browser = await launch();
  try {
    const page = await browser.newPage({ viewport: SIZE, colorScheme: 'light' });
    await page.goto(preview.address);
    await page.waitForTimeout(HEALTHY_MS);
    await take(page, 'healthy');
    for (const name of incident) await page.getByRole('button', { name }).click();
    await page.waitForTimeout(SICK_MS);
    await take(page, 'incident');
    // Where an alarm leads to.
    await page.getByRole('link', { name: 'Evidence for LockWaitTime, critical', exact: true }).click();
    await page.waitForTimeout(1_500);
    await page.screenshot({ path: join(images, 'neon-evidence.png') });
  } finally {
    await browser.close();
    await preview.stop();
  }
}

void held(main);

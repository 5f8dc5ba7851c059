import type { Browser } from 'playwright-core';
import { project } from '../fixtures/environments';
import { launch } from '../support/browser/chromium';
import { startLive } from '../support/browser/preview';
import { until } from '../support/servers/until';
import { of, type Round, show, table } from './measure';

const LOADS = 10;
const WARM_UP = 2;
/** Ten minutes at the usual pace. */
const RUNS = 200;
const LIMIT_MS = 600_000;

/** In the page: when every number of the first row is drawn, and when the graphs are. */
const watchFrames = `
  const seen = (mark, found) => {
    if (!found || performance.getEntriesByName(mark).length > 0) return;
    // Painted in the frame that begins now, and over when its tasks are.
    performance.mark(mark);
    requestAnimationFrame(() => setTimeout(() => performance.mark(mark + ' painted')));
  };
  const look = () => {
    const numbers = [...document.querySelectorAll('.w-big')];
    seen('numbers', numbers.length > 0 && numbers.every((one) => /\\d/.test(one.textContent)));
    seen('graphs', document.querySelector('canvas'));
    if (performance.getEntriesByType('mark').length < 4) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);`;

/** The page of `npm start` in a new browser profile, from the request to what people look at first. */
export async function firstPaint(): Promise<string> {
  const live = await startLive(project, ['--every', '1', '--environment', 'production']);
  const browser = await launch();
  try {
    await until(() => live.runs.length >= RUNS * live.preview.databases.length, LIMIT_MS);
    const rounds: Round[] = [];
    for (let i = -WARM_UP; i < LOADS; i++) {
      const round = await visit(browser, live.address);
      if (i >= 0) rounds.push(round);
    }
    const line = (what: string, name: string) => [what, show(of(rounds, name), 0)];
    return [
      `The page of \`npm start\` in Chromium, 1440 × 900, ${LOADS} loads with an empty cache, after ${RUNS} runs of each collector; milliseconds from the request.`,
      '',
      table(
        ['until', 'ms'],
        [
          line('first contentful paint', 'first-contentful-paint'),
          line('the numbers of the first row are painted', 'numbers painted'),
          line('the graphs are painted', 'graphs painted'),
        ],
      ),
    ].join('\n');
  } finally {
    await browser.close();
    await live.stop();
  }
}

async function visit(browser: Browser, address: string): Promise<Round> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    await page.addInitScript(watchFrames);
    await page.goto(address);
    await until(
      async () => (await page.evaluate<number>("performance.getEntriesByType('mark').length")) >= 4,
    );
    return await page.evaluate<Round>(
      "Object.fromEntries([...performance.getEntriesByType('paint'), ...performance.getEntriesByType('mark')].map(({ name, startTime }) => [name, startTime]))",
    );
  } finally {
    await context.close();
  }
}

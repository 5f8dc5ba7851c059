import type { Browser, Page as BrowserPage } from 'playwright-core';
import type { Project } from '../../../model/project';
import { chosen, watchedOf } from '../../../preview/alarms/environments';
import { AlarmWatch, type Watched } from '../../../preview/alarms/watch';
import { startable } from '../../../preview/databases/embedded';
import { namesOf } from '../../../preview/databases/names';
import { Page } from '../../../preview/live';
import { parseOptions } from '../../../preview/options';
import { Session, untilBeat } from '../../../preview/session';
import { type Preview, startPreview } from '../../../preview/start';
import type { Change, Run } from '../../../preview/web/protocol';
import { launch, openPage } from './chromium';

/** `npm start` with tables of the test's own, in this process, so that what it knows can be compared with its page. */
export interface Live {
  readonly address: string;
  readonly watched: readonly Watched[];
  readonly watch: AlarmWatch;
  readonly preview: Preview;
  /** Everything since the start, whatever the page forgets. */
  readonly runs: readonly Run[];
  readonly changes: readonly Change[];
  /** No runs and no evaluations from now on: the page and we can be compared. */
  pause(): Promise<void>;
  resume(): void;
  stop(): Promise<void>;
}

/** How often alarms are looked at: often enough for a minute of CloudWatch, which takes 0.2 s at one run a second. */
const TICK_MS = 100;

/**
 * @param args as of `npm start`; `--every` decides how fast it is
 * @param env as of `npm start`; `PREVIEW_DATABASES` decides how many databases there are
 */
export async function startLive(project: Project, args: readonly string[], env = {}): Promise<Live> {
  const stops: (() => Promise<unknown>)[] = [];
  const context = { say: () => {}, keep: (stop: () => Promise<unknown>) => void stops.push(stop) };
  const options = parseOptions(args, env);
  const names = namesOf(project, startable, { count: options.databases, env });
  const watched = watchedOf(project, options.everySeconds, names);
  const watch = new AlarmWatch(watched);
  const [runs, changes]: [Run[], Change[]] = [[], []];
  let paused = false;
  let ended = false;

  const page = await Page.open(options, context);
  const all = { PATH: process.env.PATH, ...env };
  const preview = await startPreview(all, options.everySeconds, context, names);
  const session = new Session(preview, watch);
  session.tell({
    run: (run) => runs.push(run),
    changes: (some) => changes.push(...some),
    checkup: () => {},
    problems: () => {},
  });
  await page.fill(preview, session, {
    env: all,
    options,
    watched,
    shown: chosen(watched, options.environment),
  });
  const ticks = setInterval(() => !paused && session.evaluate(), TICK_MS);
  let running: Promise<unknown> = session.sample();
  await running;
  session.begin();
  const everyMs = options.everySeconds * 1_000;
  await new Promise((resolve) => setTimeout(resolve, untilBeat(Date.now(), everyMs)));
  const runsTimer = setInterval(() => {
    if (!paused) running = running.then(async () => ended || session.sample());
  }, everyMs);
  return {
    address: page.server.address,
    ...{ watched, watch, preview, runs, changes },
    async pause() {
      paused = true;
      await running;
    },
    resume() {
      paused = false;
    },
    async stop() {
      ended = true;
      clearInterval(ticks);
      clearInterval(runsTimer);
      await running;
      await Promise.all(stops.map((stop) => stop()));
    },
  };
}

/**
 * Opens the page of a preview for the tests of one `describe`: started before them, stopped after them, and after each of them, whatever
 * it was about, the page has done nothing that it must not do.
 * @param args as of `startLive`
 * @param opened gets both before the tests
 */
export function withLivePage(
  args: Parameters<typeof startLive>,
  opened: (live: Live, page: BrowserPage) => void,
): void {
  let live: Live | undefined;
  let browser: Browser | undefined;
  let faults: readonly string[] = [];
  beforeAll(async () => {
    live = await startLive(...args);
    browser = await launch();
    const watched = await openPage(browser, live.address);
    faults = watched.faults;
    opened(live, watched.page);
  });
  afterAll(async () => {
    await browser?.close();
    await live?.stop();
  });
  afterEach(() => expect(faults).toEqual([]));
}

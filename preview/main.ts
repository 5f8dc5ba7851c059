import { setTimeout as sleep } from 'node:timers/promises';
import type { Project } from '../model/project';
import { chosen, leftOut, watchedOf } from './alarms/environments';
import { AlarmWatch, type Watched } from './alarms/watch';
import { startable } from './databases/embedded';
import { namesOf } from './databases/names';
import type { Page } from './live';
import { type Options, parseOptions, usage } from './options';
import { Session, untilBeat } from './session';
import { checkVariables, type Preview, type Sample, startPreview } from './start';
import { Terminal } from './view/terminal';
import { problemOf, type Scene, viewOf } from './view/view';
import type { CheckupState } from './web/protocol';

/**
 * `npm start`. Exit codes: 0 after --once and after Ctrl-C, the normal way to stop it; 1 if the tables are
 * invalid, something does not start or, with --once, a collector fails; 2 for an invalid command line.
 */
const started = performance.now();
const terminal = new Terminal(process.stdout, process.env);
const ends: (() => Promise<unknown>)[] = [];
let starting: Promise<unknown> = Promise.resolve();
let ending: Promise<never> | undefined;

/** Writes progress to standard error, so that standard output contains only the table. */
function say(step: string): void {
  const seconds = ((performance.now() - started) / 1_000).toFixed(1).padStart(5);
  if (!ending) process.stderr.write(`${seconds} s  ${step}\n`);
}

/** Registers a stop function; calls it immediately if the preview is already stopping. */
function keep(stop: () => Promise<unknown>): void {
  ends.push(stop);
  if (ending) void stop().catch(() => {});
}

const CTRL_C_MS = 50;
/** Time limit for a clean stop. After that, the supervisors stop whatever is still running. */
const PATIENCE_MS = 10_000;

/** Stops everything that was started or is still starting, then exits. */
function end(code: number): Promise<never> {
  const stopAll = () => Promise.allSettled(ends.map((stop) => stop()));
  const finish = async (): Promise<never> => {
    setTimeout(() => process.exit(code), PATIENCE_MS);
    await stopAll();
    await starting.catch(() => {});
    await stopAll();
    process.exit(code);
  };
  ending ??= finish();
  return ending;
}

async function main(): Promise<void> {
  let options: Options;
  try {
    options = parseOptions(process.argv.slice(2), process.env);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${usage}`);
    return end(2);
  }
  if (options.help) {
    process.stdout.write(usage);
    return end(0);
  }
  try {
    const { everySeconds, environment, databases: count } = options;
    checkVariables(process.env);
    const tables = await project();
    const names = namesOf(tables, startable, { count, env: process.env });
    const watched = watchedOf(tables, everySeconds, names);
    const subject = { env: process.env, options, watched, shown: chosen(watched, environment) };
    const unseen = leftOut(watched);
    if (unseen !== undefined) say(unseen);
    const watch = new AlarmWatch(watched);
    const page = options.once ? undefined : await openPage(options);
    const setting = startPreview(process.env, everySeconds, { say, keep }, names);
    starting = setting;
    const preview = await setting;
    const session = new Session(preview, watch);
    await page?.fill(preview, session, subject);
    const scene = { preview, watch, checkups: session.checkups, shown: subject.shown };
    await (page ? forEver(session, scene, page, options) : once(session, scene, options));
    return end(0);
  } catch (error) {
    // Ctrl-C also ends the bundler, whose error may be here first.
    await sleep(CTRL_C_MS);
    if (!ending) process.stderr.write(`\n${(error as Error).message}\n`);
    return end(1);
  }
}

/**
 * The project of `environments.ts`. Loaded only now: a mistake in this file must not hide `--help`.
 * @throws {TablesError} lists every problem
 */
async function project(): Promise<Project> {
  const [{ projectOf }, tables] = await Promise.all([import('../model/project'), import('../environments')]);
  return projectOf(tables);
}

/** `--once` does not load what the page needs. */
async function openPage(options: Options): Promise<Page> {
  const { Page } = await import('./live');
  return Page.open(options, { say, keep });
}

/** What does not change from one view to the next. */
interface Setting extends Pick<Scene, 'watch' | 'checkups'> {
  readonly preview: Preview;
  readonly shown: Watched;
}

async function once(session: Session, scene: Setting, { everySeconds }: Options): Promise<void> {
  say('Taking the first sample …');
  const first = await sampleOf(session);
  if (failures(first).length === 0) {
    say(`Taking the second sample in ${everySeconds} s (rates need two) …`);
    await sleep(everySeconds * 1_000);
  }
  const samples = failures(first).length > 0 ? first : await sampleOf(session);
  process.stderr.write('\n');
  session.begin();
  terminal.print(
    viewOf({ ...scene, samples, closing: ['Watch it live, with your dashboards and alarms: npm start'] }),
  );
  const failed = failures(samples);
  if (failed.length > 0) throw new Error(failed.join('\n'));
}

/** Takes one round of samples. Never returns once the preview is stopping, because they mean nothing then. */
async function sampleOf(session: Session): Promise<readonly Sample[]> {
  const samples = await session.sample();
  return ending ?? samples;
}

function failures(samples: readonly Sample[]): string[] {
  return samples.flatMap(({ run }) => {
    const problem = problemOf(run);
    return problem === undefined ? [] : [`${run.service}: ${problem}`];
  });
}

/** How often alarms are looked at, at least and at most: between, whenever one may be due. */
const TICK_MS = { least: 100, most: 60_000 };

async function forEver(
  session: Session,
  scene: Setting,
  page: Page,
  { everySeconds }: Options,
): Promise<never> {
  process.stdout.on('resize', () => terminal.redraw());
  process.stderr.write('\n');
  let draw = () => {};
  const tickMs = Math.min(TICK_MS.most, Math.max(TICK_MS.least, session.watch.stepMs));
  const ticks = setInterval(() => {
    session.evaluate();
    // Elsewhere than on a terminal, every table stays, and one a run is enough.
    if (process.stdout.isTTY) draw();
  }, tickMs);
  keep(async () => clearInterval(ticks));
  const intervalMs = everySeconds * 1_000;
  const printed = new Set<CheckupState['made']>();
  for (let run = 1; ; run++) {
    const samples = await sampleOf(session);
    session.begin();
    draw = () => {
      const closing = [...page.lines, `Run ${run}, every ${everySeconds} s. Press Ctrl-C to stop.`];
      terminal.draw(viewOf({ ...scene, printed, samples, closing }));
    };
    draw();
    // In place, they stay as long as the check-up is the newest.
    if (!process.stdout.isTTY) for (const { made } of scene.checkups.values()) if (made) printed.add(made);
    await sleep(untilBeat(Date.now(), intervalMs));
  }
}

const codes = { SIGINT: 0, SIGTERM: 143, SIGHUP: 129 } as const;
for (const [signal, code] of Object.entries(codes)) process.on(signal, () => void end(code));
// The reader is gone.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => void end(0));
// npm, our parent, was killed: the terminal is no longer ours.
const parent = process.ppid;
setInterval(() => process.ppid !== parent && void end(0), 1_000).unref();

void main();

import { setTimeout as sleep } from 'node:timers/promises';
import { FunctionError } from './functions/function';
import { type Options, parseOptions, usage } from './options';
import { type Sample, type Stage, setStage } from './stage';
import { Terminal } from './view/terminal';
import { viewOf } from './view/view';

/**
 * `npm start`. Ends with 0 after --once and after Ctrl-C, which is how it is meant to be ended; with 1 when
 * something does not start or, with --once, a collector fails; with 2 for a wrong command line.
 */
const started = performance.now();
const terminal = new Terminal(process.stdout, process.env);
const ends: (() => Promise<unknown>)[] = [];
let starting: Promise<unknown> = Promise.resolve();
let ending: Promise<never> | undefined;

/** Progress goes to standard error, so that standard output has the table and nothing else. */
function say(step: string): void {
  const seconds = ((performance.now() - started) / 1_000).toFixed(1).padStart(5);
  if (!ending) process.stderr.write(`${seconds} s  ${step}\n`);
}

/** Takes what is to be ended in the end; what comes too late is ended at once. */
function keep(stop: () => Promise<unknown>): void {
  ends.push(stop);
  if (ending) void stop().catch(() => {});
}

/** Longest time for a clean end. What still runs then is ended by its supervisors, without us. */
const PATIENCE_MS = 10_000;

/** Ends everything that was started, what is just being started too, and then the process. */
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
    options = parseOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${usage}`);
    return end(2);
  }
  if (options.help) {
    process.stdout.write(usage);
    return end(0);
  }
  try {
    const setting = setStage(process.env, options.everySeconds, { say, keep });
    starting = setting;
    const stage = await setting;
    await (options.once ? once(stage, options) : forEver(stage, options));
    return end(0);
  } catch (error) {
    if (!ending) process.stderr.write(`\n${(error as Error).message}\n`);
    return end(1);
  }
}

async function once(stage: Stage, { everySeconds }: Options): Promise<void> {
  say('First sample …');
  const first = await sampleOf(stage);
  if (failures(first).length === 0) {
    say(`Second sample in ${everySeconds} s: rates need two …`);
    await sleep(everySeconds * 1_000);
  }
  const samples = failures(first).length > 0 ? first : await sampleOf(stage);
  process.stderr.write('\n');
  terminal.print(viewOf(samples, stage, 'Watch it live: npm start'));
  const failed = failures(samples);
  if (failed.length > 0) throw new Error(failed.join('\n'));
}

/** One round of samples; never returns once everything is being ended, for then they mean nothing. */
async function sampleOf(stage: Stage): Promise<readonly Sample[]> {
  const samples = await stage.sample();
  return ending ?? samples;
}

function failures(samples: readonly Sample[]): string[] {
  return samples.flatMap(({ database: { service }, outcome }) =>
    outcome instanceof FunctionError ? [`${service}: ${outcome.errorType}: ${outcome.message}`] : [],
  );
}

async function forEver(stage: Stage, { everySeconds }: Options): Promise<never> {
  process.stdout.on('resize', () => terminal.redraw());
  process.stderr.write('\n');
  const intervalMs = everySeconds * 1_000;
  for (let run = 1; ; run++) {
    const samples = await sampleOf(stage);
    terminal.draw(viewOf(samples, stage, `Run ${run}, every ${everySeconds} s. Ctrl-C ends it.`));
    // On the beat of the interval, whatever the run took.
    await sleep(intervalMs - ((performance.now() - started) % intervalMs));
  }
}

const codes = { SIGINT: 0, SIGTERM: 143, SIGHUP: 129 } as const;
for (const [signal, code] of Object.entries(codes)) process.on(signal, () => void end(code));
// Nobody reads any longer.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => void end(0));
// npm above us was killed: the terminal is no longer ours.
const parent = process.ppid;
setInterval(() => process.ppid !== parent && void end(0), 1_000).unref();

void main();

import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../model/usage-error';
import { dependencies, devDependencies } from '../package.json';
import { copyWith, edited, outputOf, write } from './next/copy';
import { differencesOf, expectationOf, type Found, mostChanged, surprises } from './next/differences';
import { differencesText, installCommands, packageLines, shortDiff, surprisesText } from './next/report';
import { interruptible, type Outcome, type Runner, runner, together } from './next/run';
import { type Switch, switches } from './next/switches';
import { program } from './shared/program';

const root = join(__dirname, '..');
const own = join(__dirname, 'next');
const flags = ['--write', '--apply'];
const FORM = `npm run next -- <${Object.keys(switches).join('|')}> [${flags.join('|')}]`;

/** Runs the app as cdktf does, without cdktf's command. */
function synthesize(project: string, outdir: string, run: Runner): Promise<Outcome> {
  return run(process.execPath, ['--import', 'tsx', 'main.ts'], project, { CDKTF_OUTDIR: outdir });
}

/** @throws {UsageError} with the output of every step that failed */
function demand(outcomes: Readonly<Record<string, Outcome>>): void {
  const failed = Object.entries(outcomes).filter(([, { code }]) => code !== 0);
  if (failed.length > 0)
    throw new UsageError(
      failed.map(([step, { output }]) => `${step}: failed\n${output.trim()}`).join('\n\n'),
    );
}

/**
 * Makes a switch in a copy of the project, compiles and synthesizes all stacks, and compares them with the project's own.
 * @param folder where the copy goes
 * @throws {UsageError} what failed
 */
async function differencesAfter(name: string, next: Switch, folder: string, run: Runner): Promise<Found[]> {
  const copy = join(folder, 'copy');
  const edits = await edited(root, next, run);
  console.log(`edits: ok, ${edits.changed.size} files\nInstalling the packages in a copy of the project …`);
  const [, today] = await together(
    copyWith({ next, edits }, { root, lock: join(own, name), copy }, run),
    synthesize(root, join(folder, 'today'), run),
  );
  demand({ 'synthesis of today': today });
  const [types, synthesis] = await together(
    run(
      process.execPath,
      [join(copy, 'node_modules', 'typescript', 'bin', 'tsc'), '--noEmit', '--project', copy],
      copy,
    ),
    synthesize(copy, join(folder, 'next'), run),
  );
  demand({ types, synthesis });
  const [before, after] = [outputOf(join(folder, 'today')), outputOf(join(folder, 'next'))];
  const stacks = [...after.keys()].filter((file) => file.endsWith('/cdk.tf.json'));
  console.log(`types: ok\nsynthesis: ok, ${stacks.length} stacks`);
  return differencesOf(before, after);
}

/** What a person sees of the differences: words, and the stack with most of them as a unified diff. */
async function show(found: readonly Found[], next: Switch, folder: string, run: Runner): Promise<void> {
  console.log(differencesText(found, next.expected));
  const stack = mostChanged(found);
  if (stack === undefined) return;
  const sides = ['today', 'next'].map((side) => join(side, 'stacks', stack, 'cdk.tf.json'));
  const diff = await run('git', ['diff', '--no-index', '--no-color', '--no-prefix', '-U1', ...sides], folder);
  console.log(`\n${shortDiff(diff.stdout)}\n`);
}

/** @param record whether what is found becomes the expectation */
async function tryOut(name: string, next: Switch, record: boolean, signal: AbortSignal): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'next-'));
  const run = runner(folder, signal);
  try {
    const packages = packageLines(next, { ...dependencies, ...devDependencies });
    console.log([`${name}: ${next.what}`, ...packages].join('\n  '));
    const found = await differencesAfter(name, next, folder, run);
    await show(found, next, folder, run);
    if (record) {
      const text = JSON.stringify(expectationOf(found, next.expected), undefined, 2);
      writeFileSync(join(own, name, 'differences.json'), `${text}\n`);
      return console.log(`Written: commands/next/${name}/differences.json`);
    }
    const problem = surprisesText(name, surprises(found, next.expected));
    if (problem !== undefined) throw new UsageError(problem);
    console.log('All differences are expected.');
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/**
 * Makes the edits of a switch in the project itself.
 * @throws {UsageError} if something is not committed, so that `git restore .` is the way back
 */
async function apply(name: string, next: Switch, signal: AbortSignal): Promise<void> {
  const run = runner(tmpdir(), signal);
  const edits = await edited(root, next, run);
  const { stdout } = await run('git', ['status', '--porcelain'], root);
  if (stdout.trim())
    throw new UsageError('There are changes that are not committed: commit or stash them first.');
  write(root, edits);
  console.log(`${edits.changed.size} files are changed. Now run:\n  ${installCommands(next).join('\n  ')}`);
  console.log(
    `Then remove ${name} from commands/next/ and .ci/run; docs/upgrade.md says what else there is to do.`,
  );
}

/**
 * `npm run next -- <switch>`: shows in a copy what a switch to other libraries would change. `--write` accepts the
 * differences, `--apply` makes the switch in the project itself.
 */
async function main([name = '', ...rest]: readonly string[]): Promise<void> {
  const next = Object.hasOwn(switches, name) ? switches[name] : undefined;
  if (!next || rest.length > 1 || rest.some((flag) => !flags.includes(flag)))
    throw new UsageError(`Usage: ${FORM}`);
  await interruptible((signal) =>
    rest[0] === '--apply' ? apply(name, next, signal) : tryOut(name, next, rest[0] === '--write', signal),
  );
}

program(main);

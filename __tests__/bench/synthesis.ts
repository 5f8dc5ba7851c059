import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Environment, environments } from '../../environments';
import { buildApp } from '../../stacks/app';
import { packAll } from '../../stacks/code';
import { services } from '../../thresholds/services';

/**
 * How long synthesis takes: the whole of it against as many empty stacks with the same imports, and how it grows with
 * the environments (there without the bundles, which are made once, however many environments there are).
 */
const ROUNDS = 7;
const root = join(__dirname, '..', '..');
const tsx = join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs');
const cdktf = join(root, 'node_modules', 'cdktf-cli', 'bundle', 'bin', 'cdktf.js');
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const stub = join(folder, 'index.js');
writeFileSync(stub, 'exports.handler = async () => {};\n');
const code = packAll(Object.fromEntries(Object.keys(services).map((s) => [s, stub])), join(folder, 'zips'));

function many(count: number): Environment[] {
  return Array.from({ length: count }, (_, i) => ({
    ...(environments[i % environments.length] as Environment),
    name: `bench-${i}`,
  }));
}

/** The median of several rounds, in milliseconds; the first one warms up and does not count. */
function median(round: () => void): number {
  const times = Array.from({ length: ROUNDS + 1 }, () => {
    const started = performance.now();
    round();
    return performance.now() - started;
  });
  return times.slice(1).sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN;
}

const outdir = join(folder, 'out');
function run(...args: readonly string[]): void {
  const env = { ...process.env, CDKTF_OUTDIR: outdir, CHECKPOINT_DISABLE: '1' };
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}
/** The app as a process of its own, with the time that its imports take. */
const program = (file: string) => () => run(tsx, file);
/** The whole command that people type. */
const command = (file: string) => () =>
  run(cdktf, 'synth', '--app', `"${process.execPath}" "${tsx}" ${file}`, '--output', outdir);

try {
  for (const [what, way] of Object.entries({ 'cdktf synth': command, 'the app alone': program })) {
    const [ours, empty] = [median(way('main.ts')), median(way('__tests__/bench/empty.ts'))];
    console.log(
      `${what}, ${environments.length} environments: ${ours.toFixed(0)} ms; as many empty stacks with the same ` +
        `imports: ${empty.toFixed(0)} ms; ratio ${(ours / empty).toFixed(2)}`,
    );
  }
  for (const count of [3, 10, 25, 50]) {
    const ms = median(() => buildApp({ environments: many(count), code, emulated: false, outdir }).synth());
    console.log(
      `${String(count).padStart(2)} environments in a warm process: ${ms.toFixed(0)} ms, ${(ms / count).toFixed(1)} ms each`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}

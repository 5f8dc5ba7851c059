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
/** A program as cdktf runs an app: a process of its own, with the time that its imports take. */
const program = (file: string) => () => {
  const { status, stderr } = spawnSync(process.execPath, [tsx, file], {
    cwd: root,
    env: { ...process.env, CDKTF_OUTDIR: outdir },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
};

try {
  const app = median(program('main.ts'));
  const empty = median(program('__tests__/bench/empty.ts'));
  console.log(
    `${environments.length} environments with their bundles: ${app.toFixed(0)} ms; as many empty stacks with the ` +
      `same imports: ${empty.toFixed(0)} ms; ratio ${(app / empty).toFixed(2)}`,
  );
  for (const count of [3, 10, 25, 50]) {
    const ms = median(() => buildApp({ environments: many(count), code, emulated: false, outdir }).synth());
    console.log(
      `${String(count).padStart(2)} environments in a warm process: ${ms.toFixed(0)} ms, ${(ms / count).toFixed(1)} ms each`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}

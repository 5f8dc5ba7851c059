import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, TerraformStack } from 'cdktf';
import { type Environment, environments } from '../environments';
import { services } from '../thresholds/services';
import { buildApp } from './app';
import { useProvider, useRemoteState } from './backend';
import { packAll } from './code';

/**
 * How long synthesis takes: against as many empty stacks with the same imports, and from 3 to 50 environments. The
 * collectors' bundles are left out: esbuild makes them once, however many environments there are.
 */
const ROUNDS = 9;
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
const full = (count: number) => () =>
  buildApp({ environments: many(count), code, emulated: false, outdir }).synth();
const empty = (count: number) => () => {
  const app = new App({ outdir });
  for (const { name, region } of many(count)) {
    const stack = new TerraformStack(app, name);
    useProvider(stack, { region, tags: {}, emulated: false });
    useRemoteState(stack, name, false);
  }
  app.synth();
};

try {
  for (const count of [3, 10, 25, 50]) {
    const [ours, theirs] = [median(full(count)), median(empty(count))];
    console.log(
      `${String(count).padStart(2)} environments: ${ours.toFixed(0)} ms, ${(ours / count).toFixed(1)} ms each; ` +
        `empty stacks: ${theirs.toFixed(0)} ms`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}

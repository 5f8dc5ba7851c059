import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from './bundle';

/**
 * What loading a bundle adds to an empty process, under the Node that Lambda runs where it is installed. The processes
 * take turns, so that a busy moment of the machine meets all of them.
 */
const ROUNDS = 31;
const lambda = join(__dirname, '..', '__tests__', 'toolchain', 'node_modules', '.bin', 'node');
const node = process.versions.node.startsWith('22.') || !existsSync(lambda) ? process.execPath : lambda;

const folder = mkdtempSync(join(tmpdir(), 'bench-'));
try {
  const empty = join(folder, 'empty.js');
  writeFileSync(empty, '');
  const files = { 'empty module': empty, ...bundle(join(folder, 'bundles')) };
  const times = new Map<string, number[]>(Object.keys(files).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++)
    for (const [name, file] of Object.entries(files)) {
      const started = performance.now();
      const { status, stderr } = spawnSync(node, [file], { env: { ENVIRONMENT: 'bench' } });
      if (status !== 0) throw new Error(`${name} did not load: ${stderr}`);
      times.get(name)?.push(performance.now() - started);
    }
  const quantile = (name: string, q: number) => {
    const sorted = [...(times.get(name) ?? [])].sort((a, b) => a - b);
    return sorted[Math.floor(q * (sorted.length - 1))] ?? Number.NaN;
  };
  const floor = quantile('empty module', 0.5);
  const version = String(spawnSync(node, ['--version']).stdout).trim();
  console.log(`Loading in a fresh process, Node ${version}, median of ${ROUNDS} (quartiles)`);
  for (const [name, file] of Object.entries(files)) {
    const [low, median, high] = [0.25, 0.5, 0.75].map((q) => quantile(name, q).toFixed(0));
    const added = (quantile(name, 0.5) - floor).toFixed(0);
    const ratio = (quantile(name, 0.5) / floor).toFixed(2);
    const size = (statSync(file).size / 1000).toFixed(0);
    console.log(
      `${name.padEnd(13)} ${size.padStart(4)} kB  ${median} ms (${low}–${high})  +${added} ms  ×${ratio}`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

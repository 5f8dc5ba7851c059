import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packAll } from '../../handlers/bundle/archive';
import { functionNames } from '../../handlers/bundle/collectors';
import type { Environment } from '../../model/environment';
import { buildApp } from '../../stacks/app';
import { environments, project } from '../fixtures/environments';
import { projectCopy } from '../support/project/copy';
import { interleave, of, ratio, show, table, timed } from './measure';

const ROUNDS = 7;
const root = join(__dirname, '..', '..');
const tsx = join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs');
const cdktf = join(root, 'node_modules', 'cdktf-cli', 'bundle', 'bin', 'cdktf.js');

function manyOf(count: number): Environment[] {
  return Array.from({ length: count }, (_, i) => ({
    ...(environments[i % environments.length] as Environment),
    name: `bench-${i}`,
  }));
}

/**
 * How long synthesis takes: all of it, against as many empty stacks with the same imports; and how it grows with the
 * number of environments (without the bundles, which are built only once).
 */
export async function synthesis(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const outdir = join(folder, 'out');
  // As many environments as empty stacks, regardless of the project's own table.
  const copy = projectCopy({ tests: true });
  const run = (...args: readonly string[]) => {
    const env = { ...process.env, CDKTF_OUTDIR: outdir, CHECKPOINT_DISABLE: '1' };
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: copy.path, env, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  };
  const ways: Record<string, (file: string) => void> = {
    // The whole command that people type.
    '`cdktf synth`': (file) =>
      run(cdktf, 'synth', '--app', `"${process.execPath}" "${tsx}" ${file}`, '--output', outdir),
    // The app in its own process, including the time of its imports.
    'the app alone': (file) => run(tsx, file),
  };
  try {
    const lines: string[][] = [];
    for (const [name, way] of Object.entries(ways)) {
      const { ours, empty } = await interleave(
        {
          ours: async () => ({ ms: await timed(() => way('main.ts')) }),
          empty: async () => ({ ms: await timed(() => way('__tests__/bench/empty.ts')) }),
        },
        ROUNDS,
      );
      lines.push([
        name,
        show(of(ours, 'ms'), 0),
        show(of(empty, 'ms'), 0),
        show(ratio(ours, empty, 'ms'), 2),
      ]);
    }
    return [
      `${environments.length} environments, against as many empty stacks with the same imports; ${ROUNDS} rounds, milliseconds.`,
      '',
      table(['way', 'ours', 'empty stacks', 'ratio'], lines),
      '',
      'How it grows, in a warm process and without bundling:',
      '',
      table(['environments', 'ms', 'ms each'], await growth(folder)),
    ].join('\n');
  } finally {
    rmSync(folder, { recursive: true });
    copy.remove();
  }
}

async function growth(folder: string): Promise<string[][]> {
  const stub = join(folder, 'index.js');
  writeFileSync(stub, 'exports.handler = async () => {};\n');
  const code = packAll(Object.fromEntries(functionNames.map((s) => [s, stub])), join(folder, 'zips'));
  const outdir = join(folder, 'out');
  const subject = (count: number) => async () => ({
    ms: await timed(() => {
      const many = { ...project, environments: manyOf(count) };
      buildApp({ project: many, code, emulated: false, outdir }).synth();
    }),
  });
  const counts = [3, 10, 25, 50];
  const rounds = await interleave(Object.fromEntries(counts.map((n) => [n, subject(n)])), ROUNDS);
  return counts.map((n) => {
    const measured = of(rounds[n] ?? [], 'ms');
    return [String(n), show(measured, 0), (measured.median / n).toFixed(1)];
  });
}

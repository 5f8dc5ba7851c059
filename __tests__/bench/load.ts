import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../../handlers/bundle/bundle';
import { node22 } from '../support/project/tools';
import { interleave, of, ratio, show, table, timed } from './measure';

const ROUNDS = 41;

/** How long a fresh process takes to load a bundle, against an empty module, under Lambda's Node. */
export async function load(): Promise<string> {
  const node = node22 ?? process.execPath;
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const empty = join(folder, 'empty.js');
    writeFileSync(empty, '');
    const files: Record<string, string> = { 'empty module': empty, ...bundle(join(folder, 'bundles')) };
    const start = (file: string) => async () => ({
      ms: await timed(() => {
        const { status, stderr } = spawnSync(node, [file], { env: { ENVIRONMENT: 'bench' } });
        if (status !== 0) throw new Error(`${file} did not load: ${stderr}`);
      }),
    });
    const subjects = Object.fromEntries(Object.entries(files).map(([name, file]) => [name, start(file)]));
    const rounds = await interleave(subjects, ROUNDS);
    const floor = rounds['empty module'] ?? [];
    const version = String(spawnSync(node, ['--version']).stdout).trim();
    return [
      `A fresh process that loads the file and ends, Node ${version}, ${ROUNDS} rounds; median (quartiles).`,
      '',
      table(
        ['file', 'kB', 'ms', 'ratio'],
        Object.entries(files).map(([name, file]) => [
          name,
          (statSync(file).size / 1000).toFixed(0),
          show(of(rounds[name] ?? [], 'ms')),
          show(ratio(rounds[name] ?? [], floor, 'ms'), 2),
        ]),
      ),
    ].join('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

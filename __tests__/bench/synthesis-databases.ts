import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Level } from '../../thresholds/row';
import { environment, tables } from '../fixtures/environments';
import { environmentsFile, projectCopy } from '../support/project/copy';
import type { Terraform } from '../support/stacks/stack';
import { show, spread, table, timed } from './measure';

const ROUNDS = 3;
/** So many of each of the two services. */
const COUNTS: readonly (readonly [ofEach: number, level: Level])[] = [
  [5, 'core'],
  [50, 'core'],
  [500, 'core'],
  [1_000, 'core'],
  [1_000, 'extended'],
];
/** Says at its end how much memory the process had at most, in KiB. */
const PEAK = `data:text/javascript,process.on('exit',()=>console.error(process.resourceUsage().maxRSS))`;

function tablesOf(ofEach: number, level: Level): string {
  const { settings: _, ...entry } = environment('production', { level });
  const named = (start: string) => Array.from({ length: ofEach }, (_, i) => ({ name: `${start}-${i}` }));
  const databases = { neon: named('tenant'), upstash: named('cache') };
  return environmentsFile({ ...tables, environments: [{ ...entry, databases }] });
}

/** How long `main.ts` takes, bundles and checks included, for one environment with many named databases. */
export async function synthesisOfDatabases(): Promise<string> {
  const copy = projectCopy({ name: 'many' });
  const outdir = join(copy.path, 'cdktf.out');
  try {
    const lines: string[][] = [];
    for (const [ofEach, level] of COUNTS) {
      writeFileSync(join(copy.path, 'environments.ts'), tablesOf(ofEach, level));
      const [seconds, megabytes]: [number[], number[]] = [[], []];
      for (let i = 0; i < ROUNDS; i++) {
        rmSync(outdir, { recursive: true, force: true });
        const ms = await timed(() => megabytes.push(peakOf(copy.path, outdir)));
        seconds.push(ms / 1_000);
      }
      const text = readFileSync(join(outdir, 'stacks', 'production', 'cdk.tf.json'), 'utf8');
      const { resource } = JSON.parse(text) as Terraform;
      const count = (type: string) => String(Object.keys(resource[type] ?? {}).length);
      lines.push([
        ...[`${2 * ofEach}`, level, count('aws_cloudwatch_metric_alarm'), count('aws_cloudwatch_event_rule')],
        ...[show(spread(seconds)), show(spread(megabytes), 0), (text.length / 1e6).toFixed(1)],
      ]);
    }
    return [
      `\`main.ts\` in a process of its own, for one environment whose databases are half Postgres and half Redis, all named; ${ROUNDS} rounds.`,
      '',
      table(['databases', 'level', 'alarms', 'rules', 's', 'peak, MB', 'file, MB'], lines),
    ].join('\n');
  } finally {
    copy.remove();
  }
}

/** Synthesizes once. @returns the peak of its memory in megabytes. @throws {Error} with the output, if that fails */
function peakOf(cwd: string, outdir: string): number {
  const { status, stderr } = spawnSync(process.execPath, ['--import', PEAK, '--import', 'tsx', 'main.ts'], {
    cwd,
    env: { ...process.env, CDKTF_OUTDIR: outdir, CHECKPOINT_DISABLE: '1' },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return (Number(stderr.trim().split('\n').at(-1)) * 1_024) / 1e6;
}

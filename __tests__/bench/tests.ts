import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { table, timed } from './measure';

const root = join(__dirname, '..', '..');
const SLOWEST = 5;
const SUITES = {
  'npm test': 'jest.config.mjs',
  'npm run test:faults': 'jest.faults.config.mjs',
  'LONG_RUNS=300 npm run test:long': 'jest.long.config.mjs',
  'npm run test:deploy': 'jest.deploy.config.mjs',
  'npm run test:browser': 'jest.browser.config.mjs',
};
const env = { ...process.env, LONG_RUNS: '300' };

interface Report {
  readonly numPassedTests: number;
  readonly success: boolean;
  readonly testResults: readonly {
    readonly name: string;
    readonly startTime: number;
    readonly endTime: number;
  }[];
}

/** How long each suite takes, measured once, and where its time goes. */
export async function tests(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const report = join(folder, 'report.json');
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  try {
    const lines: string[][] = [];
    for (const [command, config] of Object.entries(SUITES)) {
      const args = [jest, '--config', config, '--json', `--outputFile=${report}`, '--silent'];
      const ms = await timed(() => spawnSync(process.execPath, args, { cwd: root, env, stdio: 'ignore' }));
      const { numPassedTests, success, testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report;
      if (!success) throw new Error(`${command} failed: the time of a failing suite means nothing`);
      const slowest = testResults
        .map(({ name, startTime, endTime }) => ({ name, seconds: (endTime - startTime) / 1000 }))
        .sort((a, b) => b.seconds - a.seconds)
        .slice(0, SLOWEST)
        .map(({ name, seconds }) => `${relative(join(root, '__tests__'), name)} ${seconds.toFixed(0)}`);
      lines.push([`\`${command}\``, String(numPassedTests), (ms / 1000).toFixed(0), slowest.join(', ')]);
    }
    return [
      'Once each; seconds.',
      '',
      table(['suite', 'tests', 'seconds', 'slowest files, seconds of each (they share the cores)'], lines),
    ].join('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

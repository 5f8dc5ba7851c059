import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Tools that `.ci/run` installs: the Lambda runtime's Node, and other major versions of PostgreSQL. */
export const toolchain = join(__dirname, '..', '..', 'toolchain', 'node_modules');

export function onPath(command: string): boolean {
  return pathOf(command) !== undefined;
}

/** Where a command is; undefined if it is not on PATH. */
export function pathOf(command: string): string | undefined {
  const { stdout } = spawnSync('sh', ['-c', `command -v ${command}`], { encoding: 'utf8' });
  return stdout.trim() || undefined;
}

/** Node 22, as in Lambda: this process's own, or the toolchain's. */
export const node22 = [
  process.versions.node.startsWith('22.') ? process.execPath : '',
  join(toolchain, '.bin', 'node'),
].find((path) => path && existsSync(path));

/**
 * `describe` if a tool is available. If not, the tests fail in CI and are skipped with a warning elsewhere.
 * @param install how to install it
 */
export function describeWith(tool: string, there: boolean, install: string): jest.Describe {
  // Benchmarks run outside of jest, where `describe` does not exist.
  const { describe } = globalThis;
  if (there || !describe) return describe;
  if (process.env.CI) throw new Error(`${tool} is missing, and CI must not pass without it: ${install}`);
  process.stderr.write(`\n  SKIPPED: tests that need ${tool}. To run them: ${install}\n\n`);
  return describe.skip;
}

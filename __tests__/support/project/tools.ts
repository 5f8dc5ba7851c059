import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** What `.ci/run` installs besides: the Lambda runtime's Node and PostgreSQL of other major versions. */
export const toolchain = join(__dirname, '..', '..', 'toolchain', 'node_modules');

export function onPath(command: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
}

/** Node 22, as Lambda runs the bundles: this process's own, or the toolchain's. */
export const node22 = [
  process.versions.node.startsWith('22.') ? process.execPath : '',
  join(toolchain, '.bin', 'node'),
].find((path) => path && existsSync(path));

/**
 * `describe` where a tool is there. Where it is not, the tests fail in CI, and are left out loudly elsewhere.
 * @param install how to get it
 */
export function describeWith(tool: string, there: boolean, install: string): jest.Describe {
  // Benchmarks run outside of jest, and describe nothing.
  const { describe } = globalThis;
  if (there || !describe) return describe;
  if (process.env.CI) throw new Error(`${tool} is missing, and CI must not pass without it: ${install}`);
  process.stderr.write(`\n  LEFT OUT: tests that need ${tool}. To run them: ${install}\n\n`);
  return describe.skip;
}

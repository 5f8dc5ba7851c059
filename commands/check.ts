import { spawnSync } from 'node:child_process';
import { UsageError } from '../model/usage-error';
import { currentProject } from './shared/current-project';
import { program } from './shared/program';

/** The checks that take seconds, each a script of package.json with its arguments. */
const checks: readonly (readonly [script: string, ...args: string[]])[] = [
  ['lint'],
  ['typecheck'],
  ['docs', '--check'],
];

/**
 * `npm run check`: runs all checks, even after one has failed, so that one run shows every problem. Invalid tables end
 * it at once: the other checks would say the same again, at length.
 * @throws {TablesError} lists every problem in the tables
 */
function main(): void {
  currentProject();
  const failed = checks.filter(([script, ...args]) => {
    const { status } = spawnSync('npm', ['run', '--silent', script, '--', ...args], { stdio: 'inherit' });
    return status !== 0;
  });
  const names = failed.map(([script, ...args]) =>
    ['npm run', script, ...args.map((arg) => `-- ${arg}`)].join(' '),
  );
  if (failed.length > 0) throw new UsageError(`\nFailed: ${names.join(', ')}.`);
}

if (require.main === module) program(main);

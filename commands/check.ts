import { UsageError } from '../model/usage-error';
import { runChild } from './shared/child';
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
async function main(): Promise<void> {
  currentProject();
  const failed: (typeof checks)[number][] = [];
  for (const check of checks) {
    const [script, ...args] = check;
    const { code } = await runChild('npm', ['run', '--silent', script, '--', ...args]);
    if (code !== 0) failed.push(check);
  }
  const names = failed.map(([script, ...args]) =>
    ['npm run', script, ...args.map((arg) => `-- ${arg}`)].join(' '),
  );
  if (failed.length > 0) throw new UsageError(`\nFailed: ${names.join(', ')}.`);
}

if (require.main === module) program(main, { children: true });

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../model/usage-error';
import { documents, outdated } from '../reports/documents';
import { currentProject } from './shared/current-project';
import { program } from './shared/program';

/** `npm run docs`: writes the documents. `-- --check`: fails if a file is out of date. */
function main(args: readonly string[]): void {
  const unknown = args.filter((arg) => arg !== '--check');
  if (unknown.length > 0)
    throw new UsageError(`Unknown argument ${unknown.join(' ')}. Usage: npm run docs [-- --check]`);
  const folder = join(__dirname, '..', 'docs');
  const wanted = documents(currentProject());
  if (args.includes('--check')) {
    const problems = outdated(folder, wanted);
    if (problems.length > 0)
      throw new UsageError(`${problems.join('\n')}\nRun "npm run docs" and commit the result.`);
    return;
  }
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(wanted)) writeFileSync(join(folder, name), text);
}

program(main);

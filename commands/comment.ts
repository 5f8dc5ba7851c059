import { readFileSync } from 'node:fs';
import { UsageError } from '../model/usage-error';
import { gitHubOf, writeComment } from '../reports/github';
import { marker } from '../reports/plan/document';
import { program } from './shared/program';

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(
      `${file} cannot be read (${(error as NodeJS.ErrnoException).code}): npm run plan-report writes one.`,
    );
  }
}

/** `npm run comment -- <pull request> <report.md>`: writes the plan report into its one comment. */
program(async ([pull = '', file = '']) => {
  if (!/^[1-9]\d*$/.test(pull) || !file)
    throw new UsageError('Usage: npm run comment -- <number of the pull request> <report.md>');
  const body = read(file);
  if (!body.startsWith(marker))
    throw new UsageError(`${file} is not a plan report: npm run plan-report writes one.`);
  const updated = await writeComment(gitHubOf(process.env), Number(pull), marker, body);
  process.stdout.write(`${updated ? 'Updated' : 'Wrote'} the comment of pull request ${pull}.\n`);
});

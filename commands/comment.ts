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
      `Cannot read ${file} (${(error as NodeJS.ErrnoException).code}). Write a report with npm run plan-report.`,
    );
  }
}

/** `npm run comment -- <pull request> <report.md>`: creates or updates the one comment with the plan report. */
program(async ([pull = '', file = '']) => {
  if (!/^[1-9]\d*$/.test(pull) || !file)
    throw new UsageError('Usage: npm run comment -- <pull request number> <report.md>');
  const body = read(file);
  if (!body.startsWith(marker))
    throw new UsageError(`${file} is not a plan report. Write one with npm run plan-report.`);
  const updated = await writeComment(gitHubOf(process.env), Number(pull), marker, body);
  process.stdout.write(`${updated ? 'Updated' : 'Created'} the comment on pull request ${pull}.\n`);
});

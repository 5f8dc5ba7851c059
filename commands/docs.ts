import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environments } from '../environments';
import { costDocument } from '../reports/cost/document';
import { metricsDocument } from '../reports/metrics';
import { runbookDocument } from '../reports/runbook';
import { program, UsageError } from './shared/program';

/** The documents that are generated, by file name. */
export function documents(): Readonly<Record<string, string>> {
  return {
    'metrics.md': metricsDocument(environments),
    'runbook.md': runbookDocument(),
    'cost.md': costDocument(environments),
  };
}

/**
 * The files of a folder that are not what is generated, each with its first difference.
 * @returns one line per file; empty when all agree
 */
export function outdated(folder: string, wanted: Readonly<Record<string, string>>): string[] {
  return Object.entries(wanted).flatMap(([name, text]) => {
    const path = join(folder, name);
    let found: string;
    try {
      found = readFileSync(path, 'utf8');
    } catch {
      return [`docs/${name} is missing`];
    }
    if (found === text) return [];
    const lines = text.split('\n');
    const other = found.split('\n');
    const at = lines.findIndex((line, i) => line !== other[i]);
    const n = at < 0 ? lines.length : at;
    return [
      `docs/${name} differs from line ${n + 1}\n  file:      ${other[n] ?? '(end)'}\n  generated: ${lines[n] ?? '(end)'}`,
    ];
  });
}

/** `npm run docs`: writes the documents. `-- --check`: fails where a file is not what would be written. */
function main(args: readonly string[]): void {
  const unknown = args.filter((arg) => arg !== '--check');
  if (unknown.length > 0)
    throw new UsageError(`Unknown argument ${unknown.join(' ')}. Usage: npm run docs [-- --check]`);
  const folder = join(__dirname, '..', 'docs');
  if (args.includes('--check')) {
    const problems = outdated(folder, documents());
    if (problems.length > 0)
      throw new UsageError(`${problems.join('\n')}\nRun "npm run docs" and commit the result.`);
    return;
  }
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(documents())) writeFileSync(join(folder, name), text);
}

if (require.main === module) program(main);

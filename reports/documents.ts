import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Project } from '../model/project';
import { checkupDocument } from './checkup';
import { costDocument } from './cost/document';
import { metricsDocument } from './metrics';
import { runbookDocument } from './runbook';

/** The generated documents, by file name. */
export function documents({ environments }: Project): Readonly<Record<string, string>> {
  return {
    'metrics.md': metricsDocument(environments),
    'runbook.md': runbookDocument(environments),
    'cost.md': costDocument(environments),
    'checkup.md': checkupDocument(),
  };
}

/**
 * Compares the files in a folder with the generated documents.
 * @returns the first difference of each outdated file; empty if all are up to date
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
      `docs/${name} differs at line ${n + 1}\n  file:      ${other[n] ?? '(end)'}\n  generated: ${lines[n] ?? '(end)'}`,
    ];
  });
}

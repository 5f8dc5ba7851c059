import type { Entry } from '../environment';
import { UsageError } from '../usage-error';

/** A problem with one field of one environment (without a field: with all of it), and the fix. */
export type Finding = readonly [field: string, problem: string, fix: string];
/** Yields every violation. `shape` has made sure that the fields exist and have the right type. */
export type EnvironmentRule = (
  environment: Entry,
  project: string,
  /** The names of all environments. */
  names?: readonly string[],
) => Iterable<Finding>;

/** The names that occur more than once. */
export function repeated(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, i) => names.indexOf(name) !== i))];
}

/** A finding with its place in the tables. */
export interface Problem {
  /** The file to fix. */
  readonly file: string;
  /** The environment or row, and the field if there is one. */
  readonly at: string;
  readonly problem: string;
  readonly fix: string;
}

/** The tables are invalid. The message lists every problem, one per line, grouped by file. */
export class TablesError extends UsageError {
  override readonly name = 'TablesError';

  constructor(problems: readonly Problem[]) {
    const files = [...new Set(problems.map(({ file }) => file))];
    super(
      files
        .flatMap((file) => {
          const own = problems.filter((problem) => problem.file === file);
          return [
            `${file} has ${own.length} ${own.length === 1 ? 'problem' : 'problems'}:`,
            ...own.map(({ at, problem, fix }) => `  ${at} ${problem}: ${fix}.`),
          ];
        })
        .join('\n'),
    );
  }
}

import type { Entry } from '../environment';
import { UsageError } from '../usage-error';

/** What is wrong with one field of one environment, and what to do. */
export type Finding = readonly [field: string, problem: string, fix: string];
/** Yields every violation. The fields are there and of the right kind: `shape` has seen to that. */
export type EnvironmentRule = (environment: Entry, project: string) => Iterable<Finding>;

/** A finding with its place in the tables. */
export interface Problem {
  /** The file in which it is put right. */
  readonly file: string;
  /** The environment or the row, and the field in it where there is one. */
  readonly at: string;
  readonly problem: string;
  readonly fix: string;
}

/** The tables cannot be used as they are. The message lists every problem, one a line, by file. */
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

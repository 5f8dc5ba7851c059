import { UsageError } from '../../model/usage-error';
import { MONTH } from '../../reports/cost/actual/period';
import { argumentsOf, optionProblems } from '../shared/arguments';

export interface Options {
  /** The names of environments; all, if there is none. */
  readonly environments: readonly string[];
  /** Whether to compare the estimate with bills. */
  readonly actual: boolean;
  /** Whether to print JSON in place of a document. */
  readonly json?: boolean;
  /** Such as `2026-10`; undefined is the current month to date. */
  readonly month?: string;
  /** A folder with recorded answers, in place of the APIs. */
  readonly recorded?: string;
  /** A folder into which the answers are recorded. */
  readonly record?: string;
}

export const usage =
  'Usage: npm run cost [-- [<environment>…] [--actual [--month <yyyy-mm>] [--record <folder>] [--json] | --actual --recorded <folder> [--json]]]';

const known = {
  actual: { type: 'boolean' },
  month: { type: 'string' },
  recorded: { type: 'string' },
  record: { type: 'string' },
  json: { type: 'boolean' },
} as const;

/**
 * Reads the command line.
 * @throws {UsageError} lists every problem
 */
export function parseOptions(args: readonly string[]): Options {
  const { values, positionals, tokens } = argumentsOf(args, known);
  const problems = optionProblems(tokens, known);
  const { month, recorded, record, json } = values;
  const actual = values.actual === true;
  for (const [name, value] of Object.entries({ month, recorded, record, json }))
    if (value !== undefined && !actual) problems.push(`--${name} goes with --actual.`);
  for (const [name, value] of Object.entries({ month, record }))
    if (recorded !== undefined && value !== undefined)
      problems.push(`--recorded and --${name} exclude each other: period.json in the folder says the days.`);
  if (typeof month === 'string' && month !== '' && !MONTH.test(month))
    problems.push(`--month takes a month such as 2026-10, not "${month}".`);
  if (problems.length > 0) throw new UsageError([...problems, usage].join('\n'));
  return {
    environments: positionals,
    actual,
    ...(json === true && { json }),
    ...(typeof month === 'string' && { month }),
    ...(typeof recorded === 'string' && { recorded }),
    ...(typeof record === 'string' && { record }),
  };
}

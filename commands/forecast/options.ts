import { UsageError } from '../../model/usage-error';
import { argumentsOf, optionProblems } from '../shared/arguments';

/** What the command line asks for. */
export interface Options {
  readonly environment: string;
  readonly json: boolean;
}

export const help = `Usage: npm run forecast -- <environment> [options]

Says of each row with a limit in how many days it is there, and on which date; or why that cannot be said. It computes what the
function of the environment publishes once a day, also where that is not deployed. Reads only: nothing is published.

  <environment>  as in environments.ts of this checkout
  --json         the same for programs
  --help         this text

Exit codes: 0 no limit is near, 1 one is reached in 14 days or less, 2 CloudWatch could not be read.
It needs the permission cloudwatch:GetMetricData. docs/forecast.md says how it is computed.`;

const known = {
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * Reads the command line.
 * @returns undefined if it asks for help
 * @throws {UsageError} says what is wrong
 */
export function parseOptions(args: readonly string[]): Options | undefined {
  const { values, positionals, tokens } = argumentsOf(args, known);
  if (values.help === true) return undefined;
  const [environment, ...rest] = positionals;
  const problems = optionProblems(tokens, known);
  if (environment === undefined || rest.length > 0) problems.push('Name one environment.');
  if (problems.length > 0 || environment === undefined)
    throw new UsageError([...problems, 'npm run forecast -- --help'].join('\n'));
  return { environment, json: values.json === true };
}

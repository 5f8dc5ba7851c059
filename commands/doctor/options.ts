import { UsageError } from '../../model/usage-error';
import { argumentsOf, optionProblems } from '../shared/arguments';

export interface Options {
  readonly environment: string;
  readonly json: boolean;
  /** Whether the newest value of each row is shown. */
  readonly rows: boolean;
  readonly color: boolean;
}

const known = {
  json: { type: 'boolean' },
  rows: { type: 'boolean' },
  'no-color': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

export const help = `Usage: npm run doctor -- <environment> [options]

Says whether a deployment is alive, and what to do about what is not. It only reads, with the AWS credentials of
this shell, in the environment's region.

  <environment>   as in environments.ts of this checkout: what is deployed is compared with its tables and its code
  --rows          also the newest value of each row, and its age
  --json          everything as JSON (docs/doctor.md has its shape)
  --no-color      no colours, as with NO_COLOR=1
  --help          this text

Exit codes: 0 all is fine, 1 something is wrong, also if nothing is deployed, 2 something could not be looked at.`;

/**
 * Reads the command line.
 * @returns undefined if only help is asked for
 * @throws {UsageError} lists every problem
 */
export function parseOptions(args: readonly string[]): Options | undefined {
  const { values, positionals, tokens } = argumentsOf(args, known);
  if (values.help === true) return undefined;
  const problems = optionProblems(tokens, known);
  const [environment, ...rest] = positionals;
  if (environment === undefined || rest.length > 0) problems.push('Name one environment.');
  if (environment === undefined || problems.length > 0)
    throw new UsageError([...problems, 'npm run doctor -- --help'].join('\n'));
  return {
    environment,
    json: values.json === true,
    rows: values.rows === true,
    color: values['no-color'] !== true,
  };
}

import { UNNAMED } from '../../model/names';
import { UsageError } from '../../model/usage-error';
import { type ServiceName, serviceNames } from '../../thresholds/services';
import { argumentsOf, optionProblems } from '../shared/arguments';

/** What the command line asks for. */
export interface Options {
  readonly environment: string;
  /** Or `forecast`: the function of all services that makes the forecasts. */
  readonly service: ServiceName | typeof FORECAST;
  /** The names of databases; none for all. */
  readonly databases: readonly string[];
  readonly dryRun: boolean;
  readonly checkup: boolean;
}

export const FORECAST = 'forecast';
const services: readonly Options['service'][] = [...serviceNames, FORECAST];

export const help = `Usage: npm run invoke -- <environment> <service> [<database> …] [options]

Runs a deployed collector now, as its schedule would, and prints what it returns.

  <environment>  as in environments.ts of this checkout
  <service>      ${services.join(', ')}; forecast looks at all databases of all services
  <database>     one of the environment's databases, ${UNNAMED} for the one without a name. Without it, all of them
  --dry-run      publishes and saves nothing
  --checkup      makes the daily check-up now
  --help         this text

Exit codes: 0 all were read, 1 one was not, or the function could not be invoked.
It needs the permission lambda:InvokeFunction.`;

const known = {
  'dry-run': { type: 'boolean' },
  checkup: { type: 'boolean' },
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
  const [environment, service, ...databases] = positionals;
  const problems = optionProblems(tokens, known);
  const found = services.find((name) => name === service);
  if (environment === undefined || service === undefined) problems.push('Name an environment and a service.');
  else if (found === undefined)
    problems.push(`The second argument is no service. Use one of ${services.join(', ')}.`);
  if (found === FORECAST && (databases.length > 0 || values.checkup === true))
    problems.push('The forecast looks at all databases, and makes no check-up: name neither.');
  if (problems.length > 0 || environment === undefined || found === undefined)
    throw new UsageError([...problems, 'npm run invoke -- --help'].join('\n'));
  return {
    environment,
    service: found,
    databases: [...new Set(databases)],
    dryRun: values['dry-run'] === true,
    checkup: values.checkup === true,
  };
}

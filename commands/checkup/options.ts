import { NAME_FORM } from '../../model/names';
import { UsageError } from '../../model/usage-error';
import { type ServiceName, serviceNames, serviceOf } from '../../thresholds/services';
import { argumentsOf, type OptionToken, optionProblems } from '../shared/arguments';

export interface Options {
  /** Undefined: the databases whose variables are set. */
  readonly environment: string | undefined;
  /** One of its databases with a name; undefined for those without. */
  readonly database?: string;
  readonly services: readonly ServiceName[];
  readonly json: boolean;
  readonly color: boolean;
  /** Whether warnings set exit code 1, too. */
  readonly strict: boolean;
  readonly help: boolean;
}

const known = {
  service: { type: 'string', multiple: true },
  json: { type: 'boolean' },
  'no-color': { type: 'boolean' },
  strict: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** The variables with which a service's own database is named, without those of the vendor's API. */
export const ownVariables = (service: ServiceName): readonly string[] =>
  serviceOf(service)
    .secrets.filter(({ needs }) => needs === undefined)
    .map(({ variable }) => variable);
const listed = serviceNames.map((service) => ownVariables(service).join(' and ')).join(', or ');

export const help = `Usage: npm run checkup -- [<environment> [<database>]] [options]

Looks for what breaks databases slowly, and says what to do about it. Reads only: nothing is published or saved.

  <environment>       as in environments.ts of this checkout. Secrets are read from SSM with the AWS
                      credentials of this shell. Without it, the databases of these variables are looked at:
                      ${listed}
  <database>          one of its databases with a name; by default those without
  --service <name>    only this one: ${serviceNames.join(' or ')}. May be repeated
  --strict            exit code 1 for warnings, too
  --json              findings as JSON
  --no-color          no colours, as with NO_COLOR=1
  --help              this text

Exit codes: 0 nothing critical was found, 1 something critical was found, 2 something could not be looked at.
A Neon compute that sleeps wakes up for it, and runs for some minutes. docs/checkup.md has all checks.`;

/** Names of environments are short and in small letters (model/checks/environment-rules.ts). Anything else may be a secret. */
const ENVIRONMENT = /^[a-z][a-z0-9-]{0,20}$/;
/** What a person may have typed for a name: `Production`, `PROD_EU`. It may still be a password, and is not repeated. */
const TYPED = /^[A-Za-z][a-z0-9_.-]{0,20}$|^[A-Z][A-Z0-9_.-]{0,20}$/;

/** How a name that does not exist is said: as it was typed only where it is like one that exists, or has its form. */
function said(typed: string, names: readonly string[]): string {
  const isLike = names.some((name) => name.toLowerCase() === typed.toLowerCase());
  return isLike || ENVIRONMENT.test(typed) ? `"${typed}"` : 'of the name that was given';
}

const SECRET = `An argument looks like a connection string or a token. Arguments can be seen by other users of this machine, and stay in the history of the shell: if others can read these, change the password. Set ${listed} instead, and name no database.`;

function unknownOption({ name, rawName }: OptionToken): string {
  if (!TYPED.test(name)) return SECRET;
  return `There is no option ${ENVIRONMENT.test(name) ? rawName : said(name, Object.keys(known))}.`;
}

/**
 * Reads the command line. No message has an argument in it that may be a secret.
 * @param environments the names of those that exist, asked for only to say them
 * @throws {UsageError} lists every problem
 */
export function parseOptions(args: readonly string[], environments: () => readonly string[]): Options {
  const { values, positionals, tokens } = argumentsOf(args, known);
  const given = tokens.flatMap((token) => (token.kind === 'option' ? [token.value ?? ''] : []));
  const [environment, database, ...rest] = positionals;
  const names = [environment ?? '', ...rest, ...given];
  const isHarmless = (text: string) => text === '' || TYPED.test(text);
  if (
    !names.every(isHarmless) ||
    (database !== undefined && !isHarmless(database) && !NAME_FORM.test(database))
  )
    throw new UsageError(SECRET);
  const problems = optionProblems(tokens, known, unknownOption);
  if (rest.length > 0) problems.push('Name one environment at most, and one of its databases.');
  if (environment !== undefined && !ENVIRONMENT.test(environment)) {
    const existing = environments();
    problems.push(
      `There is no environment ${said(environment, existing)}. Use one of ${existing.join(', ')}.`,
    );
  }
  const wanted = (values.service ?? []).filter((one): one is string => typeof one === 'string');
  const unknown = wanted.filter((one) => !serviceNames.includes(one as ServiceName));
  if (unknown.length > 0)
    problems.push(
      `There is no service ${unknown.map((one) => said(one, serviceNames)).join(', ')}. Use ${serviceNames.join(' or ')}.`,
    );
  if (problems.length > 0) throw new UsageError([...problems, 'npm run checkup -- --help'].join('\n'));
  return {
    environment,
    ...(database !== undefined && { database }),
    services: wanted.length > 0 ? serviceNames.filter((name) => wanted.includes(name)) : serviceNames,
    json: values.json === true,
    color: values['no-color'] !== true,
    strict: values.strict === true,
    help: values.help === true,
  };
}

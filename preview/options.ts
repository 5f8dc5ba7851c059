import { parseArgs } from 'node:util';
import { type Env, variableOf } from '../model/variables';
import { serviceNames, serviceOf } from '../thresholds/services';
import { targetVariables } from './databases/database';
import { MOST_DATABASES } from './databases/names';
import { optionalVariables } from './functions/variables';
import { USUAL_PORT } from './web/listen';

export interface Options {
  readonly help: boolean;
  /** Take two samples, print the table once, and exit. */
  readonly once: boolean;
  /** Seconds between two samples. */
  readonly everySeconds: number;
  /** The environment whose thresholds and alarms are shown; undefined: the preview chooses one. */
  readonly environment: string | undefined;
  /** The page's port; undefined: the usual one, or another one if it is taken. */
  readonly port: number | undefined;
  /** A file with a dashboard to show beside ours. */
  readonly dashboard: string | undefined;
  /** How many databases of each service are started, if the user has none of that service. */
  readonly databases: number;
}

/** The variables for the user's own database, one line per service. */
const ownDatabases = serviceNames.map((service) => {
  const more = optionalVariables(service);
  const also = more.length > 0 ? `\n      optional: ${more.join(', ')}` : '';
  return `  ${targetVariables(service).join(', ').padEnd(38)}  ${serviceOf(service).title}${also}`;
});

/** The variable that says how many databases there are. */
const DATABASES = 'PREVIEW_DATABASES';

export const usage = `Usage: npm start [-- <options>]

Runs the real collectors against a real PostgreSQL and a real Redis on this machine. Shows what they measure in the
terminal, and your dashboards and alarms on a page, before anything is deployed. It does not use an AWS account. Press
Ctrl-C to stop.

  --once                take two samples, print the table once, and exit (with 1 if a collector fails); no page
  --every <seconds>     time between two samples: 1 to 3600; default 3, or 5 with --once
  --environment <name>  the environment of environments.ts whose thresholds and alarms the table shows;
                        default: the first of those that collect the most
  --port <number>       the page's port: 1 to 65535; default ${USUAL_PORT}, or any free one if it is taken
  --dashboard <file>    show this dashboard on the page, too: its JSON, or the output of aws cloudwatch get-dashboard
  --help                show this help

To see several databases of each service, set ${DATABASES} to 2 to ${MOST_DATABASES}: so many are started, and each can be made sick
alone. A service of which you watch your own database keeps that one.

To watch your own database instead, set its variables. Nothing is written to it:
${ownDatabases.join('\n')}
`;

const EVERY_S = 3;
const ONCE_S = 5;
const MOST_S = 3_600;
const MOST_PORT = 65_535;

const known = {
  once: { type: 'boolean' },
  every: { type: 'string' },
  environment: { type: 'string' },
  port: { type: 'string' },
  dashboard: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** What an option takes, for its message. */
const takes = {
  every: `a number of seconds from 1 to ${MOST_S}`,
  environment: 'the name of an environment',
  port: `a port from 1 to ${MOST_PORT}`,
  dashboard: 'a file',
} as const;
type Valued = keyof typeof takes;

type Token =
  | { readonly kind: 'positional'; readonly value: string }
  | {
      readonly kind: 'option';
      readonly name: string;
      readonly rawName: string;
      readonly value?: string | undefined;
    }
  | { readonly kind: 'option-terminator' };

function problemOf(token: Token, i: number, all: readonly Token[]): string | undefined {
  if (token.kind === 'positional') return `"${token.value}" is not an option.`;
  if (token.kind === 'option-terminator') return undefined;
  if (!Object.hasOwn(known, token.name)) return `There is no option ${token.rawName}.`;
  if (Object.hasOwn(takes, token.name)) {
    const isAgain = all.slice(0, i).some((one) => one.kind === 'option' && one.name === token.name);
    return isAgain ? `${token.rawName} is given more than once: give it once.` : undefined;
  }
  return token.value !== undefined ? `${token.rawName} takes no value.` : undefined;
}

/**
 * Reads the command line, and the variable for several databases.
 * @throws {Error} lists every problem
 */
export function parseOptions(args: readonly string[], env: Env = {}): Options {
  const { values, tokens } = parseArgs({ args: [...args], options: known, strict: false, tokens: true });
  const problems = tokens.flatMap((token, i) => problemOf(token, i, tokens) ?? []);
  const textOf = (name: Valued): string | undefined => {
    const value = values[name];
    if (value === undefined) return undefined;
    // A dash: the value is missing, and this is the next option.
    if (typeof value === 'string' && value !== '' && !value.startsWith('-')) return value;
    problems.push(refused(name, value));
    return undefined;
  };
  const numberOf = (name: Valued, valid: (number: number) => boolean): number | undefined => {
    const text = textOf(name);
    if (text === undefined) return undefined;
    if (!valid(Number(text))) problems.push(refused(name, text));
    return Number(text);
  };
  const once = values.once === true;
  const everySeconds =
    numberOf('every', (seconds) => seconds >= 1 && seconds <= MOST_S) ?? (once ? ONCE_S : EVERY_S);
  const environment = textOf('environment');
  const port = numberOf('port', (number) => Number.isInteger(number) && number >= 1 && number <= MOST_PORT);
  const dashboard = textOf('dashboard');
  if (once)
    for (const name of ['port', 'dashboard'] as const)
      if (values[name] !== undefined) problems.push(`--${name} is for the page, which --once does not have.`);
  const said = variableOf(env, DATABASES);
  const databases = Number(said ?? 1);
  if (!Number.isInteger(databases) || databases < 1 || databases > MOST_DATABASES)
    problems.push(`${DATABASES} takes a number of databases from 1 to ${MOST_DATABASES}, not "${said}".`);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return { help: values.help === true, once, everySeconds, environment, port, dashboard, databases };
}

const refused = (name: Valued, value: unknown): string =>
  `--${name} takes ${takes[name]}${typeof value === 'string' ? `, not "${value}"` : ''}.`;

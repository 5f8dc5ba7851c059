import { parseArgs } from 'node:util';
import { serviceNames, serviceOf } from '../thresholds/services';
import { targetVariables } from './databases/database';
import { optionalVariables } from './functions/variables';

export interface Options {
  readonly help: boolean;
  /** Take two samples, print the table once, and exit. */
  readonly once: boolean;
  /** Seconds between two samples. */
  readonly everySeconds: number;
}

/** The variables for the user's own database, one line per service. */
const ownDatabases = serviceNames.map((service) => {
  const more = optionalVariables(service);
  const also = more.length > 0 ? `\n      optional: ${more.join(', ')}` : '';
  return `  ${targetVariables(service).join(', ').padEnd(38)}  ${serviceOf(service).title}${also}`;
});

export const usage = `Usage: npm start [-- <options>]

Runs the real collectors against a real PostgreSQL and a real Redis on this machine, and shows what they measure.
It does not use an AWS account. Press Ctrl-C to stop.

  --once             take two samples, print the table once, and exit (with 1 if a collector fails)
  --every <seconds>  time between two samples: 1 to 3600; default 3, or 5 with --once
  --help             show this help

To watch your own database instead, set its variables. Nothing is written to it:
${ownDatabases.join('\n')}
`;

const EVERY_S = 3;
const ONCE_S = 5;
const MOST_S = 3_600;

const known = {
  once: { type: 'boolean' },
  every: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Token =
  | { readonly kind: 'positional'; readonly value: string }
  | {
      readonly kind: 'option';
      readonly name: string;
      readonly rawName: string;
      readonly value?: string | undefined;
    }
  | { readonly kind: 'option-terminator' };

function problemOf(token: Token): string | undefined {
  if (token.kind === 'positional') return `"${token.value}" is not an option.`;
  if (token.kind === 'option-terminator') return undefined;
  if (!Object.hasOwn(known, token.name)) return `There is no option ${token.rawName}.`;
  return token.name !== 'every' && token.value !== undefined ? `${token.rawName} takes no value.` : undefined;
}

/**
 * Reads the command line.
 * @throws {Error} lists every problem
 */
export function parseOptions(args: readonly string[]): Options {
  const { values, tokens } = parseArgs({ args: [...args], options: known, strict: false, tokens: true });
  const problems = tokens.flatMap((token) => problemOf(token) ?? []);
  const { every } = values;
  const seconds = every === undefined ? undefined : Number(every || Number.NaN);
  if (seconds !== undefined && !(typeof every === 'string' && seconds >= 1 && seconds <= MOST_S))
    problems.push(
      `--every takes a number of seconds from 1 to ${MOST_S}${typeof every === 'string' ? `, not "${every}"` : ''}.`,
    );
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const once = values.once === true;
  return { help: values.help === true, once, everySeconds: seconds ?? (once ? ONCE_S : EVERY_S) };
}

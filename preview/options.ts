import { parseArgs } from 'node:util';

export interface Options {
  readonly help: boolean;
  /** Take two samples, print the table once, end. */
  readonly once: boolean;
  /** Seconds between two samples. */
  readonly everySeconds: number;
}

export const usage = `Usage: npm start [-- <options>]

Runs the real collectors against a real PostgreSQL and a real Redis on this machine, and shows what they measure.
No AWS account is used. Ctrl-C ends it.

  --once             take two samples, print the table once, and end (with 1 when a collector fails)
  --every <seconds>  time between two samples: 1 to 3600; 3 by default, 5 with --once
  --help             show this

Databases of your own are watched instead when their variables are set; nothing is written to them:
  NEON_CONNECTION_STRING                  a Postgres (with NEON_API_KEY and NEON_PROJECT_ID it is not woken)
  UPSTASH_REST_URL, UPSTASH_REST_TOKEN    a Redis
`;

const EVERY_S = 3;
const ONCE_S = 5;
const MOST_S = 3_600;

/**
 * Reads the command line.
 * @throws {Error} that names everything that is wrong with it
 */
export function parseOptions(args: readonly string[]): Options {
  const known = {
    once: { type: 'boolean' },
    every: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  const { values, tokens } = parseArgs({ args: [...args], options: known, strict: false, tokens: true });
  const problems: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') problems.push(`"${token.value}" is not an option.`);
    if (token.kind !== 'option') continue;
    if (!Object.hasOwn(known, token.name)) problems.push(`There is no option ${token.rawName}.`);
    else if (token.name !== 'every' && token.value !== undefined)
      problems.push(`${token.rawName} takes no value.`);
  }
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

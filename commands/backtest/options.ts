import { resolve } from 'node:path';
import { UsageError } from '../../model/usage-error';
import { argumentsOf, optionProblems } from '../shared/arguments';

export interface Options {
  readonly environment: string;
  readonly days: number;
  /** A recorded history instead of CloudWatch. */
  readonly from?: string;
  /** Where to record what CloudWatch answers. */
  readonly record?: string;
  /** The Git revision to compare with. */
  readonly base: string;
  /** Where to write the result. */
  readonly json?: string;
}

/** CloudWatch keeps points of five minutes so long. */
const MOST_DAYS = 63;
const DAYS = 30;
export const usage =
  'Usage: npm run backtest -- <environment> [--days <1 to 63>] [--from <file>] [--record <file>] [--base <revision>] [--json <file>]';

const known = {
  days: { type: 'string' },
  from: { type: 'string' },
  record: { type: 'string' },
  base: { type: 'string' },
  json: { type: 'string' },
} as const;

/**
 * Reads the command line.
 * @throws {UsageError} lists every problem
 */
export function parseOptions(args: readonly string[]): Options {
  const { values, positionals, tokens } = argumentsOf(args, known);
  const problems = optionProblems(tokens, known);
  const [environment = '', ...more] = positionals;
  if (environment === '' || more.length > 0) problems.push('Name one environment.');
  const { days, from, record, base, json } = values;
  if (typeof days === 'string' && !(/^\d+$/.test(days) && Number(days) >= 1 && Number(days) <= MOST_DAYS))
    problems.push(
      `--days takes a whole number from 1 to ${MOST_DAYS}, not "${days}": CloudWatch keeps points of five minutes for ${MOST_DAYS} days.`,
    );
  for (const [name, value] of Object.entries({ days, record }))
    if (from !== undefined && value !== undefined)
      problems.push(`--from and --${name} exclude each other: a file has the days that were recorded.`);
  problems.push(...sameFile({ from, record, json }));
  if (problems.length > 0) throw new UsageError([...problems, usage].join('\n'));
  return {
    environment,
    days: days === undefined ? DAYS : Number(days),
    base: typeof base === 'string' ? base : 'main',
    ...(typeof from === 'string' && { from }),
    ...(typeof record === 'string' && { record }),
    ...(typeof json === 'string' && { json }),
  };
}

/** A file would be written over another one: a history that took days to come about. */
function sameFile(files: Readonly<Record<string, string | boolean | undefined>>): string[] {
  const named = Object.entries(files).flatMap(([option, file]): [string, string][] =>
    typeof file === 'string' && file !== '' ? [[option, resolve(file)]] : [],
  );
  return named.flatMap(([option, file], i) =>
    named
      .slice(0, i)
      .filter(([, other]) => other === file)
      .map(([other]) => `--${other} and --${option} name the same file: name two.`),
  );
}

import * as v from 'valibot';
import { severities } from '../../thresholds/row';
import { closed, flag, flawsOf, isTable, listOf, number, oneOf, placeOf, text } from '../checks/schema';
import type { Comparison } from './backtest';
import { criteria } from './criteria';

const FORMAT = 'monitoring-backtest';
const VERSION = 1;
/** The most problems of a file that are listed. */
const MOST_PROBLEMS = 5;

const tested = closed({
  criteria,
  firings: v.exactOptional(
    closed({
      times: number,
      totalMs: number,
      first: v.exactOptional(number),
      last: v.exactOptional(number),
      judged: v.exactOptional(closed({ from: number, to: number })),
      open: flag,
    }),
  ),
  absent: v.exactOptional(text),
});
const result = closed({
  format: v.literal(FORMAT),
  version: v.literal(VERSION),
  environment: text,
  /** Milliseconds since the epoch, as all times here. */
  from: number,
  to: number,
  periodSeconds: number,
  /** The revision that was compared with; null if there was none. */
  base: v.nullable(text),
  alarms: listOf(
    closed({
      service: text,
      row: text,
      severity: oneOf(severities),
      alarm: text,
      proposed: v.exactOptional(tested),
      base: v.exactOptional(tested),
    }),
  ),
});

/** What a back-test says: the file that `npm run backtest -- … --json` writes, and the plan report reads. */
export interface BacktestResult {
  readonly environment: string;
  readonly from: number;
  readonly to: number;
  readonly periodSeconds: number;
  readonly base: string | null;
  readonly alarms: readonly Comparison[];
}

export function serializeResult(of: BacktestResult): string {
  return `${JSON.stringify({ format: FORMAT, version: VERSION, ...of }, undefined, 2)}\n`;
}

/**
 * Reads what `serializeResult` wrote.
 * @returns problems say what is wrong and what to do
 */
export function parseResult(
  file: string,
):
  | { readonly result: BacktestResult; readonly problems?: never }
  | { readonly problems: readonly string[]; readonly result?: never } {
  let value: unknown;
  try {
    value = JSON.parse(file.replace(/^\uFEFF/, ''));
  } catch {
    return { problems: ['is not JSON, or was cut off'] };
  }
  if (!isTable(value) || value.format !== FORMAT) return { problems: ['is not the result of a back-test'] };
  if (value.version !== VERSION)
    return { problems: [`has version ${JSON.stringify(value.version)}; this project reads ${VERSION}`] };
  const flaws = flawsOf(result, value);
  if (flaws.length > 0)
    return {
      problems: flaws
        .slice(0, MOST_PROBLEMS)
        .map(({ path, problem, fix }) => `${placeOf(path)} ${problem.slice(0, 80)}: ${fix}`),
    };
  // The schema has just been checked.
  const { format: _, version: __, ...rest } = value;
  return { result: rest as unknown as BacktestResult };
}

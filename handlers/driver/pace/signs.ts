import type { EnvReader } from '../../lib/env';
import { shown } from '../../lib/redact';
import { measuredIn, type Reading } from '../readings';

/** What an alarm would breach with: a row beyond a number, or beyond so many percent of another row. */
export interface Sign {
  readonly row: string;
  readonly breaches: 'above' | 'below';
  readonly number: number;
  /** The row that the number is percent of. */
  readonly of?: string;
}

const FORM =
  /^(?<row>[A-Z]\w*) (?<breaches>above|below) (?<number>\d+(?:\.\d+)?(?:e[+-]?\d+)?)(?: % of (?<of>[A-Z]\w*))?$/;

/**
 * Reads signs as `model/alarms/signs.ts` writes them: `SlowQueries above 8, ActiveConnections above 80 % of ConnectionLimit`.
 * What is malformed becomes a problem of the variable.
 */
export function signsIn(variables: EnvReader, name: string): Sign[] {
  const texts = (variables.optional(name) ?? '').split(',').map((text) => text.trim());
  return texts.filter(Boolean).flatMap((text) => {
    const { row, breaches, number, of } = FORM.exec(text)?.groups ?? {};
    if (row !== undefined && (breaches === 'above' || breaches === 'below'))
      return [{ row, breaches, number: Number(number), ...(of !== undefined && { of }) }];
    variables.problem(
      name,
      `has ${shown(text)}, which is no sign: write them as in "Up below 1, ActiveConnections above 80 % of ConnectionLimit".`,
    );
    return [];
  });
}

/**
 * The first sign that these readings show. A row without a value shows none. A count is compared as events per minute, and a share
 * as percent, as its alarm does.
 * @param intervalMs the length of a slot, milliseconds
 */
export function signAmong(
  signs: readonly Sign[],
  readings: Readonly<Record<string, Reading>>,
  intervalMs: number,
): Sign | undefined {
  return signs.find(({ row, breaches, number, of }) => {
    const base = of === undefined ? 100 : measuredIn(readings, of);
    const value = perMinute(readings[row], intervalMs);
    if (value === undefined || base === undefined) return false;
    const compared = of === undefined ? value : (100 * value) / base;
    return breaches === 'above' ? compared > number : compared < number;
  });
}

function perMinute(reading: Reading | undefined, intervalMs: number): number | undefined {
  if (reading?.is !== 'measured') return undefined;
  const { value, span } = reading;
  return span ? value / ((span.length * intervalMs) / 60_000) : value;
}

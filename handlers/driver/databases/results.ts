import { UNNAMED } from '../../../model/names';
import type { DatabaseFailure, DatabaseResult, DatabaseResults } from '../../../model/result';
import { MonitoringError } from '../../lib/errors';
import type { Ended } from './ended';

/** How a run ended for one database, with its error cleaned of secrets. */
export type Told = Omit<Ended, 'error'> & { readonly error?: Error };

export const nameOf = ({ name }: Pick<Ended, 'name'>): string => name ?? UNNAMED;

/**
 * What an invocation returns that asked for more than the unnamed database.
 * @param durationMs of the whole invocation
 */
export function resultsOf(
  { service, environment }: Pick<DatabaseResults, 'service' | 'environment'>,
  all: readonly Told[],
  durationMs: number,
): DatabaseResults {
  return {
    service,
    environment,
    databases: Object.fromEntries(all.map((one) => [nameOf(one), resultOf(one)])),
    failed: all.filter(({ error }) => error).map(nameOf),
    durationMs: Math.round(durationMs),
  };
}

function resultOf({ result, error }: Told): DatabaseResult | DatabaseFailure {
  if (!error) return result;
  const { metrics, published, warnings, durationMs } = result;
  return { errorType: error.name, message: error.message, metrics, published, warnings, durationMs };
}

/** How many databases the error of a run names. */
const MOST_NAMED = 5;

/** The error of a run in which every database failed. Its class is that of the first. */
export function allFailed(all: readonly Told[]): Error {
  const told = all.slice(0, MOST_NAMED).map((one) => `${nameOf(one)}: ${one.error?.message}`);
  const more = all.length > MOST_NAMED ? ` And ${all.length - MOST_NAMED} more.` : '';
  const which = all.length === 1 ? 'The database failed.' : `All ${all.length} databases failed.`;
  const message = `${which} ${told.join(' ')}${more}`;
  const [first] = all;
  return first?.error instanceof MonitoringError ? first.error.as(message) : new Error(message);
}

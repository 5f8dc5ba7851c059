import type { Environment } from '../../model/environment';
import { usd } from '../markdown';

/** More columns do not fit on a screen; the tables with a line for each environment have the details. */
const MOST_COLUMNS = 6;

const isMany = (environments: readonly unknown[]): boolean => environments.length > MOST_COLUMNS;

/** A column for each environment; of many the sum, the least and the most. */
export const environmentColumns = (environments: readonly Environment[]): string[] =>
  isMany(environments)
    ? [`all ${environments.length}>`, 'least>', 'most>']
    : environments.map(({ name }) => `${name}>`);

/**
 * The cells of these columns.
 * @param amounts of each environment, in US dollars; undefined where there is nothing of the kind
 * @param together whether their sum means something
 */
export function environmentCells(amounts: readonly (number | undefined)[], together = true): string[] {
  const cell = (amount: number | undefined): string => (amount === undefined ? '–' : usd(amount));
  if (!isMany(amounts)) return amounts.map(cell);
  const known = amounts.filter((amount) => amount !== undefined);
  if (known.length === 0) return ['–', '–', '–'];
  const sum = known.reduce((total, amount) => total + amount, 0);
  const least = known.length < amounts.length ? undefined : Math.min(...known);
  return [together ? usd(sum) : '–', cell(least), usd(Math.max(...known))];
}

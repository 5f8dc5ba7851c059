import { cost as bill } from '../../reports/cost/bill';
import { environments } from '../fixtures/environments';
import { table } from './measure';

/** Dollars per environment and month, from the same bill as `npm run cost`. */
export async function cost(): Promise<string> {
  const lines = [...environments.map((environment) => [environment]), [...environments]].map((some) => {
    const { listUsd, totalUsd } = bill(some);
    const name = some.length === 1 ? (some[0]?.name ?? '') : 'all in one account';
    return [name, listUsd.toFixed(2), totalUsd.toFixed(2)];
  });
  return [
    'US dollars a month; by item and by row in [cost.md](cost.md).',
    '',
    table(['environment', 'list price', 'to pay, if it alone uses the free tier'], lines),
  ].join('\n');
}

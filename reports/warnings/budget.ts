import { code } from '../markdown';
import type { Change } from '../plan/change';
import { type JsonObject, objects } from '../plan/json';
import { type Facts, missing, settled } from './facts';

const tells: Facts = ({ notification }) =>
  objects(notification).map(({ threshold }) => `${String(threshold)} %`);

/** What nobody is told any more of what a month costs. */
export function unbudgeted({ type, kind, name, before, after }: Change): string[] {
  if (type !== 'aws_budgets_budget' || !before || kind === 'forget') return [];
  if (!after) return [`the budget ${code(name)} **is removed**: nobody is told what the month costs`];
  const then: JsonObject = settled(before, after);
  const gone = missing(tells, before, then);
  return gone.length > 0 && tells(then).length < tells(before).length
    ? [
        `the budget ${code(name)} no longer tells at ${gone.join(', ')} of its ${String(then.limit_amount)} ${String(then.limit_unit)}`,
      ]
    : [];
}

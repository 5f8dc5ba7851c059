import * as v from 'valibot';
import { type Answer, checked, usage } from './answers';
import { type BillLine, byEstimate } from './line';
import { type Exact, exactNumber, total } from './money';

const stats = v.object({ total_monthly_billing: usage, total_monthly_requests: v.optional(usage, 0) });

/**
 * Upstash's bill for these databases in the current month. How many commands are those of the collectors it does not say.
 * @param answers statistics, one of each database
 * @param estimate what all visits cost
 * @throws {UsageError} if one is no answer about a database
 */
export function upstashLines(answers: readonly Answer[], estimate: Exact): BillLine[] {
  const found = answers.map((answer) => checked(answer, stats));
  const commands = found.reduce((sum, one) => sum + one.total_monthly_requests, 0);
  const databases = found.length === 1 ? '1 database' : `${found.length} databases`;
  return [
    byEstimate(
      `${databases}, ${commands.toLocaleString('en-US')} commands`,
      total(found.map((one) => exactNumber(one.total_monthly_billing))),
      estimate,
    ),
  ];
}

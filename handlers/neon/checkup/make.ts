import type { Finding } from '../../../model/evidence';
import type { VisitContext } from '../../driver/service';
import { asError } from '../../lib/network';
import { type Checkup, type CheckupContext, checkupOf, tooLong } from './findings';
import { CHECKUP } from './memo';
import { CHECKUP_MS, checkupStatement } from './statement';

/** SQLSTATE query_canceled: statement_timeout. */
const CANCELED = '57014';

/**
 * Makes the check-up of one visit, with one statement. It has a time limit of its own: what takes longer is a finding, and is not
 * tried again until tomorrow.
 * @param ask sends a SELECT of one JSON column under the pins, in the open session, with at most this many milliseconds for it
 * @throws what `ask` throws for any other cause: no check-up was made then. The readings of the visit are not touched by that
 * @throws {ProtocolError} when the answer is not that of the statement
 */
export async function makeCheckup(
  ask: (select: string, atMostMs: number) => Promise<unknown>,
  context: CheckupContext,
): Promise<Checkup> {
  let answer: unknown;
  try {
    answer = await ask(checkupStatement(context.limits), CHECKUP_MS);
  } catch (thrown) {
    const { code } = asError(thrown) as Error & { readonly code?: string };
    if (code === CANCELED) return tooLong(CHECKUP_MS);
    throw thrown;
  }
  return checkupOf(answer, context);
}

/**
 * The check-up of one visit, with what the last one left, and leaving its own counters for the next.
 * @param context of the session; without what is remembered
 */
export function visitCheckup(
  visit: Pick<VisitContext, 'memo' | 'remember'>,
  context: Omit<CheckupContext, 'memo'>,
): (ask: Parameters<typeof makeCheckup>[0]) => Promise<readonly Finding[]> {
  return async (ask) => {
    const { findings, memo } = await makeCheckup(ask, { ...context, memo: await visit.memo(CHECKUP) });
    if (memo) visit.remember(CHECKUP, memo);
    return findings;
  };
}

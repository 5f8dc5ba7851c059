import type { Collected, VisitContext } from '../driver/service';
import { parseInfo } from './info';
import { query } from './query';
import { snapshotOf, type UpstashSnapshot } from './snapshot';
import type { UpstashTarget } from './target';

/** Runs INFO once. */
export async function collect(
  target: UpstashTarget,
  { deadline }: VisitContext,
): Promise<Collected<UpstashSnapshot>> {
  const answer = await query(target, deadline);
  const takenAt = Date.now();
  return {
    asleep: false,
    snapshot: snapshotOf(parseInfo(answer, `${target.host}:${target.port}`), target, takenAt),
  };
}

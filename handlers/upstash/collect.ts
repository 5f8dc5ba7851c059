import type { Collected, VisitContext } from '../driver/service';
import { parseInfo } from './info';
import { query } from './query';
import { snapshotOf, type UpstashSnapshot, unreported } from './snapshot';
import type { UpstashTarget } from './target';

/** Runs INFO once, and warns of what it does not report. */
export async function collect(
  target: UpstashTarget,
  { deadline, journal }: VisitContext,
): Promise<Collected<UpstashSnapshot>> {
  if (target.tokenUnused)
    journal.warn(
      'UPSTASH_REST_URL has a password, which is used; UPSTASH_REST_TOKEN is another one, which is not used. On old databases they differ: there, store the password as the token, too',
    );
  const answer = await query(target, deadline);
  const takenAt = Date.now();
  const snapshot = snapshotOf(parseInfo(answer, `${target.host}:${target.port}`), target, takenAt);
  const missing = unreported(snapshot);
  if (missing.length > 0) journal.warn(`readings are absent: ${missing.join('; ')}`);
  return { asleep: false, snapshot };
}

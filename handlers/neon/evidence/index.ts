import type { Evidence, Seen, StatementSeen } from '../../../model/evidence';
import type { Witness } from '../../driver/service';
import type { NeonSnapshot } from '../snapshot';
import { adviceFor } from './advice';
import { sessionEvidence } from './sessions';
import { topStatements } from './statements';

const UNREAD = 'not read yet: the next visit that may send one more statement reads it';

/** The costliest statements of the interval, with their texts. */
function statementsOf({ before, now }: Witness<NeonSnapshot>): Seen<readonly StatementSeen[]> | undefined {
  const named = topStatements(before, now);
  if (!named || 'absent' in named) return named;
  return named.map(({ id, ...numbers }) => ({
    id,
    text: now.gauges.texts.get(id) ?? { absent: UNREAD },
    ...numbers,
  }));
}

/** How large evidence is at most, as JSON: it stands in every line of the log, and CloudWatch bills bytes. */
export const LARGEST_BYTES = 16_384;

const bytesOf = (part: unknown): number => Buffer.byteLength(JSON.stringify(part));

/** As much as fits. Of the list that takes the most room the last quarter goes, again and again: the worst come first in each. */
function bounded(all: Evidence): Evidence {
  if (bytesOf(all) < LARGEST_BYTES) return all;
  const lists = Object.entries(all).filter(([, part]) => Array.isArray(part) && part.length > 1);
  const [largest] = lists.toSorted(([, a], [, b]) => bytesOf(b) - bytesOf(a));
  if (!largest) return all;
  const [name, list] = largest as [string, readonly unknown[]];
  return bounded({ ...all, [name]: list.slice(0, Math.floor((list.length * 3) / 4)) });
}

/** What stands beside the readings of Postgres, and what to do about it; less than `LARGEST_BYTES`. Pure. */
export function evidence(seen: Witness<NeonSnapshot>): Evidence {
  const statements = statementsOf(seen);
  const all: Evidence = { ...(statements && { statements }), ...sessionEvidence(seen.now.gauges.sessions) };
  const advice = adviceFor({
    readings: seen.readings,
    evidence: all,
    computeUnits: seen.now.gauges.computeUnits,
  });
  return bounded({ ...all, ...(advice.length > 0 && { advice }) });
}

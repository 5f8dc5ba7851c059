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

/** What stands beside the readings of Postgres, and what to do about it. Pure. */
export function evidence(seen: Witness<NeonSnapshot>): Evidence {
  const statements = statementsOf(seen);
  const all: Evidence = { ...(statements && { statements }), ...sessionEvidence(seen.now.gauges.sessions) };
  const advice = adviceFor({ readings: seen.readings, evidence: all });
  return { ...all, ...(advice.length > 0 && { advice }) };
}

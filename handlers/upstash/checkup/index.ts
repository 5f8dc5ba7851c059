import * as v from 'valibot';
import type { Finding } from '../../../model/evidence';
import { dictionary, number, parsed } from '../../lib/schema';
import { type Info, numberOf } from '../info';
import type { UpstashSnapshot } from '../snapshot';
import { type Facts, findings } from './findings';

/** Under which name the numbers of the last check-up are remembered. */
export const CHECKUP = 'checkup';

/** What a check-up compares with: the counters of the previous one, of the same server. */
const memoSchema = v.object({
  source: v.string(),
  /** Milliseconds since the epoch. */
  takenAt: number,
  numbers: dictionary(number),
});
type Memo = v.InferOutput<typeof memoSchema>;

/** The counters of INFO that findings look at besides those of the snapshot. */
const FIELDS = ['rejected_connections', 'total_connections_received', 'keyspace_hits', 'keyspace_misses'];
/** Replies that refuse a command, by their code: `errorstat_OOM:count=3`. One that was never sent is not in INFO. */
const REFUSAL = 'errorstat_OOM';

function numbersOf(info: Info): Record<string, number> {
  const fields = FIELDS.flatMap((name) => {
    const value = numberOf(info, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const [, refused = '0'] = /^count=(\d{1,15})$/.exec(info.get(REFUSAL) ?? '') ?? [];
  return { ...Object.fromEntries(fields), [REFUSAL]: Number(refused) };
}

/** A server that has run for longer may have counted what nobody can do anything about any more. */
const LONGEST_S = 7 * 24 * 3600;

/** Since when a counter has grown, and how. */
function sinceOf(memo: Memo | undefined, now: Memo, info: Info): Pick<Facts, 'grown' | 'seconds' | 'since'> {
  const growth = (from: Readonly<Record<string, number>>) => (name: string) => {
    const to = now.numbers[name];
    return to === undefined ? undefined : Math.max(0, to - (from[name] ?? 0));
  };
  const fell = Object.entries(memo?.numbers ?? {}).some(([name, was]) => (now.numbers[name] ?? was) < was);
  if (memo && memo.source === now.source && !fell && memo.takenAt < now.takenAt)
    return {
      grown: growth(memo.numbers),
      seconds: (now.takenAt - memo.takenAt) / 1_000,
      since: 'since the last check-up',
    };
  const uptime = numberOf(info, 'uptime_in_seconds');
  if (uptime !== undefined && uptime <= LONGEST_S)
    return { grown: growth({}), seconds: Math.max(1, uptime), since: 'since the server started' };
  return { grown: () => undefined, seconds: Number.NaN, since: '' };
}

/**
 * Looks for what breaks Redis slowly, in the one INFO that was read anyway. Pure.
 * @param memo what the previous check-up remembered
 */
export function checkup(
  info: Info,
  snapshot: UpstashSnapshot,
  memo: unknown,
): { readonly findings: readonly Finding[]; readonly memo: Memo } {
  const { identity, member = '', takenAt, gauges } = snapshot;
  const now: Memo = { source: `${identity} ${member}`, takenAt, numbers: numbersOf(info) };
  const facts: Facts = { info, gauges, ...sinceOf(parsed(memoSchema, memo), now, info) };
  return { findings: findings(facts), memo: now };
}

import type {
  BlockedSession,
  Evidence,
  KeepsAwake,
  LongTransaction,
  RootBlocker,
  SessionSeen,
} from '../../../model/evidence';
import type { Sessions } from '../sessions/sample';
import { MOST_EVENTS, MOST_TOLD, MOST_WAITERS } from '../sessions/statement';

/** How many blockers are named at most, and how many of one session's. */
const MOST_ROOTS = 10;
const MOST_BY = 20;
/** PostgreSQL's names are no longer. */
const LONGEST_NAME = 63;
/** What pg_blocking_pids calls a prepared transaction, which has no session. */
const PREPARED = 0;

type SessionEvidence = Pick<
  Evidence,
  'rootBlockers' | 'blocked' | 'deadlocked' | 'waits' | 'longest' | 'keepsAwake'
>;

/** What is to say about sessions. Lists are short, and there are none without content. */
export function sessionEvidence(sessions: Sessions): SessionEvidence {
  const { hidden, unasked, waits, longest, awake } = sessions;
  if (hidden !== undefined) {
    const absent = { absent: hidden };
    return { rootBlockers: absent, waits: absent, longest: absent, keepsAwake: absent };
  }
  const { rootBlockers, blocked, deadlocked } = blockingOf(sessions);
  const roots = unasked === undefined ? rootBlockers : { absent: unasked };
  return {
    ...((unasked !== undefined || rootBlockers.length > 0) && { rootBlockers: roots }),
    ...(blocked.length > 0 && { blocked }),
    ...(deadlocked.length > 0 && { deadlocked }),
    ...(waits.length > 0 && { waits: waitsOf(waits) }),
    ...(longest.length > 0 && { longest: longest.slice(0, MOST_TOLD).map(longTransaction) }),
    ...(awake.length > 0 && { keepsAwake: awake.slice(0, MOST_TOLD).flatMap(keepsAwake) }),
  };
}

/**
 * Who blocks whom. A root blocks and does not wait. It is named only where both are known: the server tells of each blocker
 * whether it waits, also where its own blockers are not asked for.
 */
function blockingOf({ waiters, blockers }: Sessions) {
  const listed = waiters.slice(0, MOST_WAITERS);
  const waitsFor = edgesOf(listed);
  const described = new Map(blockers.filter(({ waits }) => !waits).map((one) => [one.pid, one]));
  // One that nobody blocks any more has its lock by now.
  const done = listed.map(({ pid }) => pid).filter((pid) => !waitsFor.has(pid));
  const free = new Set([PREPARED, ...described.keys(), ...done]);
  const blocks = new Map<number, number[]>();
  const counted = listed.filter((waiter) => waiter.counted && waitsFor.has(waiter.pid));
  for (const { pid } of counted)
    for (const one of aheadOf(pid, waitsFor))
      if (free.has(one)) blocks.set(one, [...(blocks.get(one) ?? []), pid]);
  const rootBlockers = [...blocks]
    .map(([pid, behind]) => rootBlocker(pid, behind, described.get(pid)))
    .sort((a, b) => b.blocks.length - a.blocks.length)
    .slice(0, MOST_ROOTS);
  const deadlocked = [...waitsFor.keys()].filter((pid) => aheadOf(pid, waitsFor).has(pid));
  return { rootBlockers, blocked: counted.map(blockedSession), deadlocked };
}

/** Who waits for whom. Several workers of a parallel statement may wait; they are one. */
function edgesOf(waiters: Sessions['waiters']): ReadonlyMap<number, readonly number[]> {
  const edges = new Map<number, readonly number[]>();
  for (const { pid, by } of waiters) if (by.length > 0) edges.set(pid, [...(edges.get(pid) ?? []), ...by]);
  return edges;
}

/** All whom a session waits for, directly or behind others; itself, if it waits in a circle. */
function aheadOf(pid: number, waitsFor: ReadonlyMap<number, readonly number[]>): ReadonlySet<number> {
  const found = new Set<number>();
  const next = [...(waitsFor.get(pid) ?? [])];
  for (let one = next.pop(); one !== undefined; one = next.pop()) {
    if (found.has(one)) continue;
    found.add(one);
    next.push(...(waitsFor.get(one) ?? []));
  }
  return found;
}

type Described = Sessions['blockers'][number];

function rootBlocker(pid: number, blocks: readonly number[], session: Described | undefined): RootBlocker {
  const backend = pid === PREPARED ? 'prepared transaction' : session?.backend;
  return {
    pid,
    ...(session && named(session)),
    ...(backend != null && backend !== 'client backend' && { backend: clean(backend) }),
    ...(session?.state != null && { state: clean(session.state) }),
    ...(session?.seconds != null && { transactionSeconds: tenths(session.seconds) }),
    blocks: [...new Set(blocks)],
  };
}

const blockedSession = ({ pid, by, ms, id }: Sessions['waiters'][number]): BlockedSession => ({
  pid,
  by: [...new Set(by)].slice(0, MOST_BY),
  ...(ms !== null && { waitMs: Math.max(0, Math.round(ms)) }),
  ...(id !== null && { statement: id }),
});

const longTransaction = ({
  pid,
  seconds,
  state,
  id,
  ...who
}: Sessions['longest'][number]): LongTransaction => ({
  pid,
  ...named(who),
  seconds: tenths(seconds),
  ...(state !== null && { state: clean(state) }),
  ...(id !== null && { statement: id }),
});

/** Where activities are not recorded (track_activities = off), nobody knows when a session did something. */
const keepsAwake = ({ sessions, seconds, ...who }: Sessions['awake'][number]): KeepsAwake[] =>
  seconds === null ? [] : [{ ...named(who), sessions, secondsAgo: tenths(seconds) }];

const waitsOf = (waits: Sessions['waits']): Readonly<Record<string, number>> =>
  Object.fromEntries(waits.slice(0, MOST_EVENTS).map(({ event, sessions }) => [clean(event), sessions]));

/** Whoever connects chooses the name of the application. */
const named = ({ user, application }: Pick<Described, 'user' | 'application'>): Omit<SessionSeen, 'pid'> => ({
  ...(user && { user: clean(user) }),
  ...(application && { application: clean(application) }),
});

/** Short, and without what would change the line that it stands in: control and formatting characters. */
const clean = (name: string): string =>
  Array.from(name.slice(0, 4 * LONGEST_NAME).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, ' '))
    .slice(0, LONGEST_NAME)
    .join('');
const tenths = (seconds: number): number => Math.max(0, Math.round(seconds * 10) / 10);

import { sessionEvidence } from '../../../../handlers/neon/evidence/sessions';
import type { Sessions } from '../../../../handlers/neon/sessions/sample';

const nothing: Sessions = {
  ...{ waiters: [], blockers: [], waits: [], longest: [], awake: [] },
  ...{ hidden: undefined, unasked: undefined },
};
const waiter = (pid: number, ...by: number[]) => ({ pid, by, counted: true, id: null, ms: null });
const blocker = (pid: number, change: Partial<Sessions['blockers'][number]> = {}) => ({
  ...{
    pid,
    waits: false,
    user: null,
    application: null,
    backend: 'client backend',
    state: null,
    seconds: null,
  },
  ...change,
});
const roots = (sessions: Partial<Sessions>) => sessionEvidence({ ...nothing, ...sessions }).rootBlockers;

test('without anything to say, there is no evidence', () => {
  expect(sessionEvidence(nothing)).toEqual({});
});

describe('a root blocker', () => {
  test('is named only where it is known that it does not wait itself', () => {
    // 2 waits, and its blockers are not asked for: too many wait. Of 9 nothing is known: it has just begun.
    const waiters = [waiter(3, 2), waiter(4, 2, 5), waiter(6, 9)];
    const blockers = [blocker(5), blocker(2, { waits: true })];
    expect(roots({ waiters, blockers })).toEqual([{ pid: 5, blocks: [4] }]);
  });

  test('is one that waited, and has its lock by the time that it is asked for', () => {
    const waiters = [waiter(2), waiter(3, 2)];
    expect(roots({ waiters, blockers: [blocker(2, { waits: true })] })).toEqual([{ pid: 2, blocks: [3] }]);
  });

  test('is found behind one that waits for an advisory lock, and behind workers of a parallel statement', () => {
    const waiters = [waiter(4, 3), { ...waiter(3, 2), counted: false }, { ...waiter(3, 1), counted: false }];
    const { rootBlockers, blocked } = sessionEvidence({
      ...nothing,
      waiters,
      blockers: [blocker(1), blocker(2)],
    });
    expect(rootBlockers).toEqual([
      { pid: 1, blocks: [4] },
      { pid: 2, blocks: [4] },
    ]);
    expect(blocked).toEqual([{ pid: 4, by: [3] }]);
  });

  test('of many is one that blocks most', () => {
    const waiters = Array.from({ length: 50 }, (_, i) => waiter(i + 100, i + 1, ...(i < 7 ? [99] : [])));
    const blockers = [...waiters.map((_, i) => blocker(i + 1)), blocker(99)];
    const found = roots({ waiters, blockers });
    expect(found).toHaveLength(10);
    expect(found).toMatchObject({ 0: { pid: 99, blocks: [100, 101, 102, 103, 104, 105, 106] } });
  });

  test('may be what is no session of a client', () => {
    const waiters = [waiter(3, 0), waiter(4, 2), waiter(5, 2)];
    const blockers = [blocker(2, { backend: 'autovacuum worker', state: 'active', seconds: 12.345 })];
    expect(roots({ waiters, blockers })).toEqual([
      { pid: 2, backend: 'autovacuum worker', state: 'active', transactionSeconds: 12.3, blocks: [4, 5] },
      { pid: 0, backend: 'prepared transaction', blocks: [3] },
    ]);
  });
});

test('sessions in a circle are told from those behind it, which no end of a session frees', () => {
  const waiters = [waiter(1, 2), waiter(2, 3), waiter(3, 1), waiter(4, 3), waiter(5, 4)];
  expect(sessionEvidence({ ...nothing, waiters })).toEqual({
    blocked: waiters.map(({ pid, by }) => ({ pid, by })),
    deadlocked: [1, 2, 3],
  });
});

test('names are short and on one line; query ids keep all digits', () => {
  const name = `a\nb\u0000c\u202e${'😀'.repeat(200)}`;
  const who = { user: name, application: name };
  const told = sessionEvidence({
    ...nothing,
    waiters: [{ ...waiter(2, 1), id: '9223372036854775807', ms: 12.6 }],
    blockers: [blocker(1, { ...who, state: name })],
    waits: [{ event: name, sessions: 3 }],
    longest: [{ ...who, pid: 1, state: name, id: '-9223372036854775808', seconds: -1 }],
    awake: [
      { ...who, sessions: 2, seconds: 3 },
      { ...who, sessions: 2, seconds: null },
    ],
  });
  const clean = `a b c ${'😀'.repeat(57)}`;
  const [user, application, state] = [clean, clean, clean];
  expect(told).toEqual({
    rootBlockers: [{ pid: 1, user, application, state, blocks: [2] }],
    blocked: [{ pid: 2, by: [1], waitMs: 13, statement: '9223372036854775807' }],
    waits: { [clean]: 3 },
    longest: [{ pid: 1, user, application, state, seconds: 0, statement: '-9223372036854775808' }],
    keepsAwake: [{ user, application, sessions: 2, secondsAgo: 3 }],
  });
});

test('what is not known says why, and the rest is told', () => {
  const absent = { absent: 'run: GRANT …' };
  const waits = [{ event: 'CPU', sessions: 1 }];
  expect(sessionEvidence({ ...nothing, waits, unasked: 'run: GRANT …' })).toEqual({
    rootBlockers: absent,
    waits: { CPU: 1 },
  });
  const hidden = { rootBlockers: absent, waits: absent, longest: absent, keepsAwake: absent };
  expect(sessionEvidence({ ...nothing, waits, hidden: 'run: GRANT …' })).toEqual(hidden);
});
